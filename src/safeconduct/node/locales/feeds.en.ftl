# The Feeds page, devices and the gate.
said-device-enrolled = Device enrolled: { $device }, for { $asset }.
said-device-retired = Device retired: { $device }.
act-device-enrolled = Enrol a device
act-device-retired = Retire a device
field-device = Device
field-keep-until-ms = Until
field-proof = How it proves itself
field-secret-sha256 = Digest of its secret
value-proof-password = with its password
value-proof-encryption = by encrypting what it sends
value-proof-none = by its name only
page-feeds = Feeds
feeds-what = Every source of observations: how its connection stands, what came, and what was refused and why. Counts are since the node started.
feeds-none = Feeds appear here once something reports.
feed-state-live = live
feed-state-quiet = quiet
feed-state-lost = connection lost, trying again
feed-clients = { $n } connected
feed-lost =
    { $n ->
        [one] lost once
       *[other] lost { $n } times
    }
refused-reason = Refused because
refused-count = How often
refused-last = Last
quarantine-title = In quarantine: { $n }
quarantine-what = These devices report, and nothing of it counts until an officer enrols them. What they said last is held, and counts then.
quarantine-why-not-enrolled = not enrolled
quarantine-why-ended = its enrolment has ended
quarantine-why-wrong-secret = does not prove to be that device
quarantine-why-not-encrypted = must encrypt and does not
quarantine-count =
    { $n ->
        [one] once
       *[other] { $n } times
    }
quarantine-held = { $n } held
quarantine-more = { $n } more are counted and not named.
devices-title = Devices
devices-none = Devices that may report will stand here. Enrol one with: safeconduct watch device NAME
device-others = reports of others
device-until = until
device-ended = ended
reason-too-big = Too big to read
reason-not-text = Not text
reason-not-json = Not JSON
reason-not-xml = Not XML, or half an event
reason-wrong-shape = Fields are missing or wrong
reason-no-asset = Does not say who it is from
reason-no-fix = No position yet
reason-no-time = No time
reason-out-of-range = No place on earth
reason-checksum = Damaged on its way
reason-no-key = Encrypted, and no secret is known
reason-wrong-key = Does not open with its secret
reason-clock = Its clock is years off
reason-swapped = Latitude and longitude are swapped
reason-flood = Too many from one device
reason-cut-off = Cut off in the middle
reason-too-many = Too many connections
reason-future = From the future
reason-null-island = Position 0, 0
reason-late = Too late: newer things are known
reason-jump = A jump that no vehicle makes
page-gate = Gate
gate-where = Where
gate-no-zones = No site is drawn yet. Draw one: safeconduct site draw
gate-plate = Plate
gate-scan = Scan
gate-result = What you found
gate-sign = Sign and send
gate-you-sign = You sign: { $officer } checked { $asset } at { $zone }: { $finding }.
gate-expected = Expected
gate-not-expected = Not expected
gate-not-known = Not known: no link yet
gate-expected-why = movement { $movement }, departs { $time }
gate-inside = here since { $time }
gate-as-of = as of { $time } UTC
gate-noted-yes = Expected
gate-noted-no = Not expected
gate-noted-unknown = Not known whether expected
gate-list = Checks made with this phone
gate-none = Your checks and their receipts will stand here.
gate-linked = connected
gate-unlinked = no link, { $n } waiting
gate-received = received: record { $index } of the log
gate-refused = refused: { $why }
gate-waiting = waits on this phone; it is signed when there is a link
gate-waiting-late = waits on this phone; it will show as late-entered
shares-title = Shared under mandates
share-out = to { $party }, for its officers as { $role }: { $n } observations
share-in = from { $party }, for our officers as { $role }: { $n } observations
share-rough = rounded to { $metres } m
share-exact = not rounded
share-open = { $n } receipts have not come

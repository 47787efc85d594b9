### Texts of the operations room. The words follow the glossary (docs/glossary.md): no synonyms.

## Frame
frame-skip = Skip to the page
frame-room-of = Operations room of
frame-pages = Pages
frame-key = Key
page-watch = Watch
page-accord = Accord
page-sign-in = Sign in
clock-utc = Coordinated universal time, as on every record
clock-speed = This node's clock runs faster: demonstration
tool-sound = Sound of alarms
tool-theme = Dark or light
tool-help = Keys and signs
tool-language = Language
tool-sign-out = Sign out
close = Close
cancel = Cancel
next = Next:
yes = yes
no = no
since = since
needs-script = This page signs records in the browser and needs JavaScript.
stream-lost = No connection to the node. What you see is from { $at } UTC and may be old.
stream-over = You are signed out. What you see is from { $at } UTC and does not change any more.
sign-in-again = Sign in again
stream-no-node = The node does not answer. Check that it runs, then try again.
sound-on = Sound is on
sound-off = Sound is off: alarms are only shown

## Times
time-until = until
time-after = after
time-before = before
time-not-proven = not yet proven

## Help
help-title = Keys and signs
help-select = next or previous alarm or clause
help-acknowledge = acknowledge the alarm
help-check = record a check
help-stop = stop the movement
help-confirm = sign what is shown
help-cancel = close without signing
help-watch = go to Watch
help-accord = go to Accord
help-fit = show the whole map
help-sound = sound on or off
help-help = this page
help-signs = Signs
sign-ringing = rings: nobody in this room has answered
sign-answered = acknowledged: somebody is on it
sign-due = becomes due
sign-ok = done, agreed or in force
sign-reserved = reserved
sign-refused = refused
sign-open = open
sign-provisional = provisional: a later observation may still change it
sign-late = late-entered: the claimed time is not proven

## Sign-in
sign-in-room = Operations room of { $party }
sign-in-title = Sign in with your key
sign-in-open = Open your key file
sign-in-drop = or drop it here
sign-in-passphrase = Passphrase of the key file
sign-in-keep = Remember this key in this browser
sign-in-do = Sign in
sign-in-as = Sign in as { $officer }
sign-in-forget = Forget
sign-in-key-stays = Your key never leaves this browser. The node gets only a signature over a challenge.
key-not-a-file = This is not an officer's key file. Open the file that `safeconduct init` or your administrator gave you.
key-wrong-passphrase = The passphrase does not open this key file.
key-mismatch = The two halves of this key do not belong together. Ask your administrator for a new key file.
key-no-ed25519 = This browser cannot sign here. Use a current Firefox, Chrome or Safari, over HTTPS or on this machine.

## Watch
state-ringing = { $n ->
    [one] One alarm needs an answer
   *[other] { $n } alarms need an answer
}
state-answered = { $n ->
    [one] One alarm is being handled
   *[other] { $n } alarms are being handled
}
state-quiet = All quiet
state-next = Next duty in
alarms-title = Alarms
alarms-none = No alarms. When a duty is missed, it appears here and the room rings, even if every sensor is silent.
alarm-rooms = Answers of the rooms
alarm-rang = rang
alarm-not-rung = has not rung yet
alarm-answered = answered
alarm-unanswered = no answer
alarm-waiting = no answer for
alarm-answer-within = Answer within
alarm-for = For
alarm-resolved = Resolved
alarm-provisional = provisional
alarm-provisional-why = A later observation may still confirm or withdraw it
alarm-acknowledge = Acknowledge
alarm-check = Check
duties-title = Coming due
duties-none = No duty is running.
movements-title = Movements
movement-to = to
movement-stop = Stop
movement-stop-reason = Stopped from the operations room
peers-title = Other parties
peers-none = No other party is admitted yet.
peer-records = { $n ->
    [one] one record held
   *[other] { $n } records held
}
peer-heard = heard
peer-silent = silent for
peer-never = not heard yet
timeline-title = Timeline
timeline-claimed = Claimed
timeline-proven = Proven
timeline-party = Party
timeline-what = What happened
timeline-late = late-entered
timeline-none = Nothing is recorded yet. Every signed act of either party appears here, with the time it claims and the time that can be proven.
map-title = Map
map-list = Assets and where they are
map-sensors = Sensors
map-fit = Show everything
map-in = Closer
map-out = Farther
map-missing = The map cannot be drawn: this browser has no WebGL. Alarms and countdowns work without it; the positions are listed here.
asset-old = { $age } old
asset-silent = silent { $age }
sensor-online = sees
sensor-offline = blind

## Accord
accord-digest = Digest of what is in force
accord-in-force = in force
accord-not-in-force = not in force
accord-none = No clauses yet. Propose the first one with `safeconduct accord propose`.
clause-n = Clause { $n }
clause-languages = Other languages
clause-one-digest = One rule in all languages:
clause-examples = What will happen
clause-stands = Stands of the parties
clause-acts = Your party's stand
kind-text = Text
kind-definition = Definition
kind-protocol = Protocol
kind-mandate = Mandate
stand-agreed = agreed
stand-reserved = reserved
stand-refused = refused
stand-open = open
stand-us = this room
act-agree = Agree
act-reserve = Reserve
act-refuse = Refuse

## Signing
sign-you-sign = You sign
sign-object = Object
sign-claimed = Claimed time
sign-reason = Reason
sign-nothing = –
sign-exact = The exact bytes
sign-by = { $officer } for { $party }
sign-confirm = Sign
sign-done = { $act }: signed, entry { $index } of the log
sign-needs-reason = Give a reason: the other party will read it.
sign-clock = The claimed time is more than 5 minutes off this page's clock. Sign only if you know why.
sign-differs = Not signed: the node offers something else than you asked for ({ $field }). Tell your administrator.
sign-no-key = Your key is not in this browser. Sign out, then sign in with your key file.

## Acts: the types of records
act-alarm-acknowledged = Acknowledge an alarm
act-alarm-escalated = Escalate an alarm
act-alarm-resolved = Resolve an alarm
act-check-made = Record a check
act-clause-proposed = Propose a clause
act-clause-position = Take a stand on a clause
act-movement-requested = Request a movement
act-movement-ordered = Order a movement
act-movement-approved = Approve a movement
act-movement-refused = Refuse a movement
act-movement-released = Release a movement
act-movement-stopped = Stop a movement
act-movement-resumed = Lift the stop of a movement
act-movement-reported = Report from a movement
act-officer-enrolled = Enrol an officer
act-party-admitted = Admit a party
act-site-drawn = Draw a site

## Fields of records
field-alarm = Alarm
field-asset = Asset
field-because = Because of
field-checkpoint = Checkpoint
field-clause = Clause
field-finding = Finding
field-headcount = Headcount
field-meaning = Digest of its meaning
field-movement = Movement
field-note = Note
field-order = Order
field-reason = Reason
field-report = Report
field-stand = Stand
field-to = To
field-zone = Zone
value-finding-clear = clear
value-finding-suspicious = suspicious
value-finding-dangerous = dangerous
value-stand-agreed = agreed
value-stand-reserved = reserved
value-stand-refused = refused
value-report-departed = departed
value-report-checked-in = checked in
value-report-passed = passed a checkpoint
value-report-arrived = arrived, everybody well

## Feeds
feeds-title = Feeds
feeds-unknown = Devices that nobody has enrolled
feed-taken = { $n } taken
feed-refused = { $n } refused

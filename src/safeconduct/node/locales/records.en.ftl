### Records as sentences.

said-check-made = Checked { $asset } at { $zone }: { $finding }.
said-alarm-raised = Alarm: clause { $clause }: { $key }.
said-alarm-acknowledged = Alarm acknowledged: { $alarm }.
said-alarm-escalated = Alarm escalated to { $to }: { $alarm }.
said-alarm-resolved = Alarm resolved: { $alarm }.
said-verdict-satisfied = Kept: clause { $clause }: { $key }.
said-verdict-violated = Violated: clause { $clause }: { $key }.
said-verdict-superseded = No longer asked: clause { $clause }: { $key }.
said-clause-proposed = Clause { $number } proposed: { $title }.
said-clause-agreed = Agreed to clause { $clause }.
said-clause-reserved = Reserved on clause { $clause }.
said-clause-refused = Refused clause { $clause }.
said-rule-loaded = This room judges by clause { $clause }.
said-movement-requested = Movement { $movement } requested, from { $start } to { $to }.
said-movement-ordered = Movement { $movement } ordered.
said-movement-approved = Movement { $movement } approved.
said-movement-refused = Movement { $movement } refused: { $reason }
said-movement-released = Movement { $movement } released.
said-movement-stopped = Movement { $movement } stopped: { $reason }
said-movement-resumed = The stop of movement { $movement } is lifted: { $reason }
said-movement-departed = Movement { $movement } departed.
said-movement-checked-in = Movement { $movement } checked in.
said-movement-passed = Movement { $movement } passed a checkpoint.
said-movement-arrived = Movement { $movement } arrived.
said-observation-batch = { $count ->
    [one] One observation from { $feed }.
   *[other] { $count } observations from { $feed }.
}
said-log-completed = Log complete up to here.
said-log-cosigned = Holds { $origin } up to record { $size }.
said-party-founded = Party founded: { $name }.
said-party-admitted = Party admitted: { $party }.
said-officer-enrolled = Officer enrolled: { $name }.
said-site-drawn = Site drawn: { $name }.
said-meeting-called = Meeting called: { $title }, { $at }.
said-meeting-cancelled = Meeting { $meeting } cancelled: { $reason }
said-meeting-accepted = Comes to meeting { $meeting }.
said-meeting-tentative = May come to meeting { $meeting }.
said-meeting-declined = Does not come to meeting { $meeting }.
said-meeting-attended = { $count ->
    [one] One person was at meeting { $meeting }.
   *[other] { $count } people were at meeting { $meeting }.
}
said-minutes-drafted = Minutes of meeting { $meeting } drafted, lines: { $count }.
said-minutes-signed = Minutes of meeting { $meeting } signed.
said-minutes-signed-reserved = Minutes of meeting { $meeting } signed, with reservations on lines: { $count }.
said-action-done = Action { $action } is done: { $note }
said-statement-drafted = Statement drafted: { $title }, lines: { $count }.
said-statement-answered = Answered lines of statement { $statement }: { $count }.
said-statement-issued-jointly = Statement { $statement } issued together, lines: { $count }.
said-statement-issued-alone = Statement { $statement } issued alone, lines: { $count }.
said-dispatch-requested = Dispatch { $dispatch } asked for: { $count } × { $people }.
said-dispatch-discussed = On dispatch { $dispatch }: { $text }
said-dispatch-granted = Dispatch { $dispatch }: { $count } granted until { $until }.
said-dispatch-refused = Dispatch { $dispatch } refused: { $reason }
said-dispatch-rostered = Dispatch { $dispatch }: { $count } badges named.
said-dispatch-recalled = Dispatch { $dispatch } recalled: { $reason }
said-badge-in = Badge { $badge } came in at { $site }.
said-badge-out = Badge { $badge } went out at { $site }.
said-badge-turned-away = Badge { $badge } was turned away at { $site }.
said-badge-met = Badge { $badge } was met inside { $site }.
said-grant-live = A live grant covers badge { $badge } at { $site }.
said-grant-over = No live grant covers badge { $badge } at { $site } any more.
said-party-removed = Party removed: { $party }. { $reason }
said-party-rekeyed = The node has new keys: { $reason }
said-officer-revoked = Key of { $name } revoked: { $reason }
said-content-committed = Secret fields of { $subject } committed to: { $groups }.
said-content-erased = Content erased on its date: { $count }.
said-log-forked = Log { $origin } was signed in two histories; it counts up to record { $kept }.
said-log-rolled-back = Log { $origin } was shown older than before, at record { $size }.
said-log-succeeded = Log { $origin } is continued in a new one: { $reason }

fact-entered = { $first } entered { $second }.
fact-left = { $first } left { $second }.
fact-dwelling = { $first } stays in { $second } beyond the limit.
fact-silent = { $first } has gone silent.
fact-reporting = { $first } reports again.
fact-blind = { $first } has gone blind.
fact-seeing = { $first } sees again.
fact-off-corridor = { $second } of movement { $first } is { $third } m off its route.
fact-on-corridor = { $second } of movement { $first } is back on its route.
fact-came-near = { $second } has come within { $third } m of movement { $first }.
fact-went-far = { $second } has gone more than { $third } m from movement { $first }.
fact-separated = { $second } and { $third } of movement { $first } are too far apart.
said-history-stored = The hour from { $hour } is put away: { $count } observations.
said-feed-shared = Feed { $feed } is shared with { $to }: { $count } observations.
said-feed-received = Received from { $owner }: feed { $feed }.
fact-together = { $second } and { $third } of movement { $first } are together again.
fact-approached = { $second } has come closer than { $third } m to movement { $first }.
fact-receded = { $second } is { $third } m or more from movement { $first } again.
fact-halted = { $second } of movement { $first } has stood still since { $third }.
fact-moved-on = { $second } of movement { $first } moves on.
fact-reached = { $second } of movement { $first } has reached checkpoint { $third }.
fact-late = { $second } of movement { $first } has not reached checkpoint { $third } in time.
fact-behind = { $second } of movement { $first } is behind its plan: checkpoint { $third } not before { $fourth }.
fact-caught-up = { $second } of movement { $first } is back on its plan.
fact-speeding = { $first } goes { $third } km/h in { $second }: too fast.
fact-slowed = { $first } no longer goes too fast in { $second }.
fact-covered = Sector { $second } of { $first } is seen again.
fact-uncovered = No sensor sees sector { $second } of { $first }.
fact-distress = { $first } calls for help.
fact-distress-over = { $first } has called its distress off.
fact-tampered = Somebody tampers with the device of { $first }.

movement-status-requested = requested
movement-status-ordered = ordered, waits for approval
movement-status-approved = approved
movement-status-released = released
movement-status-under-way = under way
movement-status-arrived = arrived
movement-status-stopped = stopped by { $parties }
movement-next-depart = departs in
movement-next-checkpoint = next checkpoint in
clause-blocked = Waits for { $parties }.
accord-title = Accord
said-refused = { $text } (does not count: { $reason })
example-kept = Kept
example-silence = Violated: there is no record in time
example-second = Violated: one second too late
example-record = Violated by a record
fact-joined = { $first } and { $second } are one vehicle.
fact-parted = { $first } and { $second } are two vehicles after all.
said-verdict-contested = Verdict contested: clause { $verdict }: { $reason }
said-verdict-answered-upheld = Contest upheld: clause { $verdict }: { $reason }
said-verdict-answered-disputed = Contest disputed: clause { $verdict }: { $reason }
said-verdict-answered-withdrawn = Contest withdrawn: clause { $verdict }: { $reason }
example-outside = Kept, just outside the limit
said-ground-listed = Movement { $movement }: { $count ->
    [one] one place
   *[other] { $count } places
} secured, guarded or closed.
said-movement-planned = Movement { $movement } planned: { $count ->
    [one] one route
   *[other] { $count } routes
}, met at most once in { $met }.
said-roster-kept = Movement { $movement }: { $count ->
    [one] one traveller
   *[other] { $count } travellers
} on the roster.
said-traveller-spoke-safe = { $traveller } of movement { $movement } is safe.
said-traveller-spoke-help = { $traveller } of movement { $movement } asks for help.
said-movement-diverted = Movement { $movement } diverted to { $haven }: { $reason }
said-movement-confirmed-welfare = Movement { $movement }: everybody is well.
said-movement-confirmed-debrief = Movement { $movement }: debrief held.
said-draw-committed = Movement { $movement }: committed to the draw.
said-draw-witnessed = Movement { $movement }: the witness holds the sealed nonces.
said-draw-salted = Movement { $movement }: salt given for the draw.
said-draw-opened-nonce = Movement { $movement }: { $party } opened leg { $leg } to the escort leader.
said-draw-opened-fallback = Movement { $movement }: leg { $leg } was refused; the fallback of { $party } decides.
said-draw-disputed = Movement { $movement }: the opening of leg { $leg } by { $party } is disputed.
said-leg-started = Movement { $movement } is on leg { $leg }.
said-draw-published = Movement { $movement }: the secrets of the draw are published.
said-authority-delegated = { $name } is deputy in the role { $role } until { $until }.
said-authority-withdrawn = { $name } is no deputy in the role { $role } any more. { $reason }
said-crew-spoke-check-in = { $crew } of movement { $movement } checked in.
said-crew-spoke-duress = { $crew } of movement { $movement } checked in under duress.
said-crew-spoke-clear = { $crew } of movement { $movement } is under duress no longer.

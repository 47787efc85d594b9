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

fact-entered = { $first } entered { $second }.
fact-left = { $first } left { $second }.
fact-dwelling = { $first } stays in { $second } beyond the limit.
fact-silent = { $first } has gone silent.
fact-reporting = { $first } reports again.
fact-blind = { $first } has gone blind.
fact-seeing = { $first } sees again.
fact-off-corridor = { $second } of movement { $first } is { $third } m off its route.
fact-on-corridor = { $second } of movement { $first } is back on its route.

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
clause-alone = Waits for another party.
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

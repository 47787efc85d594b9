# The page Evidence.
page-evidence = Evidence
evidence-what = What this node can prove to somebody who trusts neither side: every log that it holds, how far each is complete, and who else holds it.
evidence-doubt = Nothing is written at the moment:
evidence-logs = Logs
evidence-own = our own
log-state-whole = grows, and agrees with every copy
log-state-silent = silent: no sign of life for three minutes
log-state-forked = frozen: its party signed two histories; the proof is kept
log-state-closed = ended: its party goes on in another log
log-size = records
log-complete = complete up to
log-final = nobody can take back the first
log-head = head
log-held-by = { $party } has cosigned { $n ->
    [one] one record
   *[other] { $n } records
}
log-rolled-back = { $party } was once shown an older head than it held before.
evidence-packs = Packs
evidence-packs-what = A pack proves one alarm, offline and without this node. Verdicts have theirs on Compliance. Check a pack with
evidence-verify = the verifier's page
pack-take = Take the pack
pack-print = Summary to print
evidence-more = { $n ->
    [one] One older alarm
   *[other] { $n } older alarms
}: use “safeconduct pack --alarm”.
evidence-none = As soon as an alarm has rung, its pack can be taken here.

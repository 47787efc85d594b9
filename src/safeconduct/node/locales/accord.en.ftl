### Negotiation of the accord.

said-clause-countered = Another version of clause { $clause }: { $title }.
said-clause-withdrawn = Clause { $clause } withdrawn: { $reason }
said-counter-withdrawn = Own version of clause { $clause } withdrawn: { $reason }
said-clause-discussed = On clause { $clause }: { $text }
said-seat-full = { $party } has a voice here.
said-seat-review = { $party } reviews: its positions are advice.
said-seat-observer = { $party } observes.
said-level-stated = Threat level { $level } stated: { $reason }
said-silence-noted = { $party } is silent since { $since }.
said-silence-over = { $party } is no longer silent.

act-clause-countered = Put another version beside a clause
act-clause-withdrawn = Withdraw a version
act-clause-discussed = Comment on a clause
act-seat-given = Say where a party sits
act-level-stated = State the threat level

field-against = Digest of the version that it answers
field-terms = Terms
field-begins-ms = Begins, UTC
field-ends-ms = Ends, UTC
field-renew-ms = Renews itself each time by, in milliseconds
field-notice-ms = Holds on after a signature is taken back, in milliseconds
field-suspends = A reservation takes effect
field-levels = Threat levels at which it holds
field-silence = While a party is silent
field-runs = It holds then
field-after-ms = After a silence of, in milliseconds
field-answer-by-ms = Answers until, UTC
field-replaces = Ends these clauses once signed
field-checked = Languages compared again
field-on = In answer to
field-seat = Seat
field-level = Threat level
field-words = Word
field-of = Number of levels
field-stated-by = Parties that must state it
value-suspends-at-once = at once
value-suspends-after-notice = after the notice
value-runs-only = only then
value-runs-never = not then
value-seat-full = with a voice
value-seat-review = reviews
value-seat-observer = observes
value-what-clause = the proposal
value-what-counter = the own other version
value-kind-word = definition of a word
value-kind-levels = threat levels
value-kind-definition = definition of places
value-kind-mandate = mandate

accord-new = { $count ->
    [one] One act is new since you looked
   *[other] { $count } acts are new since you looked
}
accord-seen = I have seen this
accord-level = Threat level { $level } of { $of }
accord-silent = Silent: { $parties }. Clauses for that case hold.
act-state-level = State level { $level }
act-counter = Put another version beside it
act-withdraw = Withdraw
act-take = Put it on the table
act-sign-version = Sign this version
act-discuss = Comment for all
clause-talk = What was said ({ $count })
clause-stale = Older than the authentic text: compare it again.
clause-authentic = Where versions differ, this one decides: { $language }
clause-replaces = Ends once all have signed: { $clauses }
clause-until = until
clause-answer-by = Answers until
stand-amended = has another version
stand-conditions = It would agree if
why-alone = No second party has a voice yet.
why-ended = Ended: the clauses that replace it are signed.
why-level = Not at this threat level.
why-not-silent = Only while a party is silent.
why-not-yet = Signed; it has not begun yet.
why-over = Its time is over.
why-silent = Rests while a party is silent.
why-withdrawn = Withdrawn.
block-late = The time to answer is over for { $parties }.
block-rivals = Versions made at the same time, not settled: { $count }
block-stale = Translations older than the text: { $languages }
block-same-number = Has the same number as { $clauses }.
terms-begins = Begins { $at }.
terms-ends = Ends { $at }.
terms-renews = Then renews itself, each time by { $span }.
terms-notice = Holds on for { $span } after a signature is taken back.
terms-suspends-at-once = A reservation stops it at once.
terms-suspends-after-notice = A reservation, too, takes effect after that.
terms-levels = Only at threat levels { $levels }.
terms-silence-only = Only while a party has been silent for { $span }.
terms-silence-never = Not while a party has been silent for { $span }.
span-days = { $count ->
    [one] one day
   *[other] { $count } days
}
span-hours = { $count ->
    [one] one hour
   *[other] { $count } hours
}
span-minutes = { $count ->
    [one] one minute
   *[other] { $count } minutes
}
span-seconds = { $count ->
    [one] one second
   *[other] { $count } seconds
}
redline-before = What changed from the version of { $party }
redline-counter = The version of { $party }
redline-rival = Proposed at the same time by { $party }
talk-rival = not settled
talk-refused = Changes nothing:
talk-thread = Said to all
talk-notes = Notes of this room only
talk-notes-why = Only officers of this party read them. They never leave this node, and go after a year.
talk-note = A note for this room
talk-note-add = Keep the note
propose-counter = Write your party's other version. The one on the table stays; both are shown side by side.

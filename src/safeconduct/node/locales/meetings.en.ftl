### Meetings, dispatches and statements; the sheet on which they and stands on clauses are signed.

## The signing sheet
sheet-title = Sign
sheet-why = This page comes from your party's node and has no script: it shows the very bytes that your key has signed. Nothing counts before you confirm it here.
sheet-read = I have read this, and sign it
sheet-refused = Not signed:
sheet-back = Back
minutes-line = Line { $n }
minutes-reserved = Reservation on line { $n }
minutes-action = Action of { $owner }, due { $due }: { $text }
minutes-decision = Decision: { $text }
minutes-decision-on = Decision on clause { $clause }: { $text }
statement-line = Line { $n }
statement-how = Issued
statement-together = together
statement-alone = alone
dispatch-asked-by = Asked by
dispatch-asked = Asked: { $what }
field-why = Why
field-people = People
field-site = Site
field-from-ms = From, UTC
field-to-ms = Until, UTC
field-command = Under the command of
field-equipment = Equipment
field-mandate = Mandate
field-consent = Consent
field-count = How many
field-conditions = Conditions
field-meeting = Meeting
field-takes = Taken on by signing
field-statement = Statement
value-consent-granted = granted
value-consent-refused = refused

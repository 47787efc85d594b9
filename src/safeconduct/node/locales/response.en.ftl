### Risks and the response to incidents: records as sentences, the pages, the prints.

said-risk-rated = Risk { $risk } rated: { $threat }, { $level } of 25 is left.
said-risk-accepted = What is left of risk { $risk } is accepted.
said-risk-closed = The rating of risk { $risk } is taken back: { $reason }
said-risk-lapsed = The rating of risk { $risk } holds no more.
said-board-noted = { $incident }, { $at }: { $text }
said-task-set = Task { $task } for { $owner }: { $text }
said-task-taken = Task { $task } is taken on.
said-task-done = Task { $task } is done: { $note }
said-resource-placed = { $count } × { $what }: { $place }
said-review-drafted = Review of { $incident } drafted, findings: { $count }.
said-review-signed = Review { $review } signed.
fact-risk-rated = a risk of movement { $first } was rated by { $second }
fact-risk-lapsed = a risk rating of movement { $first } by { $second } lapsed
value-place-ready = at its base
value-place-on-the-way = on the way
value-place-there = there
value-place-out = not to be had

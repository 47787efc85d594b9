### Risks and the response to incidents: records as sentences, the pages, the prints.

said-risk-rated = 风险{ $risk }已评估：{ $threat }，剩余{ $level }（满分25）。
said-risk-accepted = 已接受风险{ $risk }的剩余部分。
said-risk-closed = 撤回对风险{ $risk }的评估：{ $reason }
said-risk-lapsed = 对风险{ $risk }的评估已失效。
said-board-noted = { $incident }，{ $at }：{ $text }
said-task-set = 交给{ $owner }的任务{ $task }：{ $text }
said-task-taken = 任务{ $task }已被承担。
said-task-done = 任务{ $task }已完成：{ $note }
said-resource-placed = { $what } × { $count }：{ $place }
said-review-drafted = { $incident }的复盘已起草，结论：{ $count }项。
said-review-signed = 复盘{ $review }已签署。
fact-risk-rated = 行程{ $first }的风险由{ $second }评估
fact-risk-lapsed = { $second }对行程{ $first }的风险评估失效
value-place-ready = 在基地
value-place-on-the-way = 在途
value-place-there = 已到场
value-place-out = 不可用

### Risks and the response to incidents: records as sentences, the pages, the prints.

said-risk-rated = خطرہ { $risk } جانچا گیا: { $threat }، باقی { $level } (25 میں سے)۔
said-risk-accepted = خطرہ { $risk } کا باقی حصہ قبول کیا گیا۔
said-risk-closed = خطرہ { $risk } کی جانچ واپس لی گئی: { $reason }
said-risk-lapsed = خطرہ { $risk } کی جانچ اب نافذ نہیں۔
said-board-noted = { $incident }، { $at }: { $text }
said-task-set = { $owner } کے لیے کام { $task }: { $text }
said-task-taken = کام { $task } ذمے لے لیا گیا۔
said-task-done = کام { $task } مکمل: { $note }
said-resource-placed = { $what } × { $count }: { $place }
said-review-drafted = { $incident } کا جائزہ تیار، نتائج: { $count }۔
said-review-signed = جائزہ { $review } پر دستخط ہوئے۔
fact-risk-rated = { $second } نے سفر { $first } کا خطرہ جانچا
fact-risk-lapsed = سفر { $first } کے خطرے کی { $second } کی جانچ ختم ہوئی
value-place-ready = اپنے اڈے پر
value-place-on-the-way = راستے میں
value-place-there = موقع پر
value-place-out = دستیاب نہیں

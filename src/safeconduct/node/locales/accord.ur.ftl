### معاہدے پر بات چیت۔

said-clause-countered = شق { $clause } کا دوسرا متن: { $title }۔
said-clause-withdrawn = شق { $clause } واپس لی گئی: { $reason }
said-counter-withdrawn = شق { $clause } کا اپنا متن واپس لیا: { $reason }
said-clause-discussed = شق { $clause } پر: { $text }
said-seat-full = { $party } کی یہاں آواز ہے۔
said-seat-review = { $party } جائزہ لیتا ہے: اس کا موقف مشورہ ہے۔
said-seat-observer = { $party } مبصر ہے۔
said-level-stated = خطرے کا درجہ { $level } بتایا گیا: { $reason }
said-silence-noted = { $party } { $since } سے خاموش ہے۔
said-silence-over = { $party } اب خاموش نہیں۔

act-clause-countered = شق کا دوسرا متن پیش کریں
act-clause-withdrawn = متن واپس لیں
act-clause-discussed = شق پر تبصرہ کریں
act-seat-given = فریق کی نشست بتائیں
act-level-stated = خطرے کا درجہ بتائیں

field-against = جس متن کا جواب ہے اس کا خلاصہ
field-terms = مدت کی شرائط
field-begins-ms = آغاز، UTC
field-ends-ms = اختتام، UTC
field-renew-ms = ہر بار خود بخود توسیع، ملی سیکنڈ
field-notice-ms = دستخط واپس لینے کے بعد بھی نافذ، ملی سیکنڈ
field-suspends = تحفظ کب اثر کرتا ہے
field-levels = خطرے کے درجے جن پر نافذ ہے
field-silence = جب کوئی فریق خاموش ہو
field-runs = اس وقت نافذ ہے
field-after-ms = اتنی خاموشی کے بعد، ملی سیکنڈ
field-answer-by-ms = جواب کی آخری مہلت، UTC
field-replaces = دستخط ہونے پر یہ شقیں ختم کرتی ہے
field-checked = دوبارہ ملائی گئی زبانیں
field-on = جواب میں
field-seat = نشست
field-level = خطرے کا درجہ
field-words = لفظ
field-of = درجوں کی تعداد
field-stated-by = کتنے فریق بتائیں
value-suspends-at-once = فوراً
value-suspends-after-notice = اطلاع کی مدت کے بعد
value-runs-only = صرف اسی وقت
value-runs-never = اس وقت نہیں
value-seat-full = آواز کے ساتھ
value-seat-review = جائزہ لیتا ہے
value-seat-observer = مبصر
value-what-clause = تجویز
value-what-counter = اپنا دوسرا متن
value-kind-word = لفظ کی تعریف
value-kind-levels = خطرے کے درجے
value-kind-definition = مقامات کی تعریف
value-kind-mandate = اجازت

accord-new = { $count ->
    [one] آپ کے دیکھنے کے بعد ایک نیا عمل
   *[other] آپ کے دیکھنے کے بعد { $count } نئے عمل
}
accord-seen = میں نے دیکھ لیا
accord-level = خطرے کا درجہ { $level }، کل { $of }
accord-silent = خاموش: { $parties }۔ اس صورت کی شقیں نافذ ہیں۔
act-state-level = درجہ { $level } بتائیں
act-counter = ساتھ دوسرا متن رکھیں
act-withdraw = واپس لیں
act-take = اسے میز پر لائیں
act-sign-version = اس متن پر دستخط کریں
act-discuss = سب کے لیے تبصرہ
clause-talk = کیا کہا گیا ({ $count })
clause-stale = مستند متن سے پرانا: دوبارہ ملائیں۔
clause-authentic = متن میں فرق ہو تو یہ فیصلہ کن ہے: { $language }
clause-replaces = سب کے دستخط پر ختم: { $clauses }
clause-until = تک
clause-answer-by = جواب کی مہلت
stand-amended = دوسرا متن رکھتا ہے
stand-conditions = ان شرائط پر متفق ہوگا
why-alone = ابھی کسی دوسرے فریق کی آواز نہیں۔
why-ended = ختم: جگہ لینے والی شقوں پر دستخط ہو چکے۔
why-level = خطرے کے اس درجے پر نہیں۔
why-not-silent = صرف جب کوئی فریق خاموش ہو۔
why-not-yet = دستخط شدہ؛ ابھی شروع نہیں ہوئی۔
why-over = اس کی مدت ختم ہو گئی۔
why-silent = جب تک کوئی فریق خاموش ہو، معطل۔
why-withdrawn = واپس لی گئی۔
block-late = { $parties } کے لیے جواب کی مہلت ختم ہو گئی۔
block-rivals = ایک ہی وقت کے متن، طے نہیں ہوئے: { $count }
block-stale = متن سے پرانے ترجمے: { $languages }
block-same-number = یہی نمبر ان شقوں کا بھی ہے: { $clauses }۔
terms-begins = آغاز { $at }۔
terms-ends = اختتام { $at }۔
terms-renews = پھر خود بخود توسیع، ہر بار { $span }۔
terms-notice = دستخط واپس لینے کے بعد { $span } تک نافذ۔
terms-suspends-at-once = تحفظ اسے فوراً روکتا ہے۔
terms-suspends-after-notice = تحفظ بھی اس کے بعد اثر کرتا ہے۔
terms-levels = صرف خطرے کے درجوں { $levels } پر۔
terms-silence-only = صرف جب کوئی فریق { $span } سے خاموش ہو۔
terms-silence-never = جب کوئی فریق { $span } سے خاموش ہو تو نہیں۔
span-days = { $count ->
    [one] ایک دن
   *[other] { $count } دن
}
span-hours = { $count ->
    [one] ایک گھنٹہ
   *[other] { $count } گھنٹے
}
span-minutes = { $count ->
    [one] ایک منٹ
   *[other] { $count } منٹ
}
span-seconds = { $count ->
    [one] ایک سیکنڈ
   *[other] { $count } سیکنڈ
}
redline-before = { $party } کے متن سے کیا بدلا
redline-counter = { $party } کا متن
redline-rival = { $party } نے اسی وقت پیش کیا
talk-rival = طے نہیں
talk-refused = کچھ نہیں بدلتا:
talk-thread = سب سے کہا گیا
talk-notes = صرف اس کمرے کے نوٹ
talk-notes-why = صرف اس فریق کے افسر پڑھتے ہیں۔ یہ اس نوڈ سے باہر نہیں جاتے اور ایک سال بعد مٹ جاتے ہیں۔
talk-note = اس کمرے کے لیے نوٹ
talk-note-add = نوٹ رکھیں
propose-counter = اپنے فریق کا دوسرا متن لکھیں۔ میز پر جو ہے وہ رہے گا؛ دونوں ساتھ دکھیں گے۔

### عملیاتی کمرے کے متن۔ الفاظ فرہنگ کے مطابق ہیں۔

## Frame
frame-skip = صفحے پر جائیں
frame-room-of = عملیاتی کمرہ:
frame-pages = صفحات
frame-key = کلید
page-watch = نگرانی
page-accord = معاہدہ
page-sign-in = داخلہ
clock-utc = عالمی معیاری وقت، جیسا ہر ریکارڈ پر ہے
clock-speed = اس نوڈ کی گھڑی تیز چل رہی ہے: مظاہرہ
tool-sound = الارم کی آواز
tool-theme = گہرا یا ہلکا رنگ
tool-help = کلیدیں اور نشانات
tool-language = زبان
tool-sign-out = باہر نکلیں
close = بند کریں
cancel = منسوخ
next = آگے:
yes = ہاں
no = نہیں
since = از
needs-script = یہ صفحہ ریکارڈ پر دستخط براؤزر میں کرتا ہے، اس لیے JavaScript درکار ہے۔
stream-lost = نوڈ سے رابطہ نہیں۔ جو آپ دیکھ رہے ہیں وہ { $at } UTC کا ہے اور پرانا ہو سکتا ہے۔
stream-over = آپ کا داخلہ ختم ہو گیا۔ جو آپ دیکھ رہے ہیں وہ { $at } UTC کا ہے اور اب نہیں بدلے گا۔
sign-in-again = دوبارہ داخل ہوں
stream-no-node = نوڈ جواب نہیں دے رہا۔ دیکھیں کہ وہ چل رہا ہے، پھر دوبارہ کوشش کریں۔
sound-on = آواز چالو ہے
sound-off = آواز بند ہے: الارم صرف دکھائے جائیں گے

## Times
time-until = تا
time-after = اس کے بعد:
time-before = اس سے پہلے:
time-not-proven = ابھی ثابت نہیں

## Help
help-title = کلیدیں اور نشانات
help-select = اگلا یا پچھلا الارم یا شق
help-acknowledge = الارم وصول کریں
help-check = جانچ درج کریں
help-stop = سفر روکیں
help-confirm = جو دکھایا گیا ہے اس پر دستخط کریں
help-cancel = دستخط کے بغیر بند کریں
help-watch = نگرانی پر جائیں
help-accord = معاہدے پر جائیں
help-fit = پورا نقشہ دکھائیں
help-sound = آواز چالو یا بند
help-help = یہ صفحہ
help-signs = نشانات
sign-ringing = بج رہا ہے: اس کمرے میں کسی نے جواب نہیں دیا
sign-answered = وصول ہوا: کوئی اس پر کام کر رہا ہے
sign-due = وقت قریب ہے
sign-ok = مکمل، منظور یا نافذ
sign-reserved = تحفظات
sign-refused = انکار
sign-open = موقف باقی
sign-provisional = عارضی: بعد کا مشاہدہ اسے بدل سکتا ہے
sign-late = تاخیر سے درج: دعویٰ کردہ وقت ثابت نہیں

## Sign-in
sign-in-room = { $party } کا عملیاتی کمرہ
sign-in-title = اپنی کلید سے داخل ہوں
sign-in-open = اپنی کلید کی فائل کھولیں
sign-in-drop = یا اسے یہاں لا کر چھوڑیں
sign-in-passphrase = کلید کی فائل کا خفیہ جملہ
sign-in-keep = یہ کلید اس براؤزر میں یاد رکھیں
sign-in-do = داخل ہوں
sign-in-as = { $officer } کے طور پر داخل ہوں
sign-in-forget = بھلا دیں
sign-in-key-stays = آپ کی کلید اس براؤزر سے باہر نہیں جاتی۔ نوڈ کو صرف ایک سوال پر دستخط ملتا ہے۔
key-not-a-file = یہ اہلکار کی کلید کی فائل نہیں۔ وہ فائل کھولیں جو `safeconduct init` یا آپ کے منتظم نے دی۔
key-wrong-passphrase = اس خفیہ جملے سے یہ فائل نہیں کھلتی۔
key-mismatch = اس کلید کے دونوں حصے آپس میں نہیں ملتے۔ منتظم سے نئی فائل لیں۔
key-no-ed25519 = یہ براؤزر یہاں دستخط نہیں کر سکتا۔ تازہ Firefox، Chrome یا Safari استعمال کریں، HTTPS پر یا اسی مشین پر۔

## Watch
state-ringing = { $n ->
    [one] ایک الارم جواب کا منتظر ہے
   *[other] { $n } الارم جواب کے منتظر ہیں
}
state-answered = { $n ->
    [one] ایک الارم پر کام جاری ہے
   *[other] { $n } الارموں پر کام جاری ہے
}
state-quiet = سب پُرسکون
state-next = اگلی ذمہ داری میں باقی
alarms-title = الارم
alarms-none = کوئی الارم نہیں۔ جب کوئی ذمہ داری پوری نہ ہو تو وہ یہاں آئے گی اور کمرے میں گھنٹی بجے گی، چاہے ہر سینسر خاموش ہو۔
alarm-rooms = کمروں کے جوابات
alarm-rang = بجا
alarm-not-rung = ابھی نہیں بجا
alarm-answered = جواب
alarm-unanswered = کوئی جواب نہیں
alarm-waiting = بغیر جواب
alarm-answer-within = جواب کی مہلت
alarm-for = جاری
alarm-resolved = حل ہوا
alarm-provisional = عارضی
alarm-provisional-why = بعد کا مشاہدہ اس کی توثیق یا واپسی کر سکتا ہے
alarm-acknowledge = وصول کریں
alarm-check = جانچ
duties-title = وقت قریب ہے
duties-none = کوئی ذمہ داری جاری نہیں۔
movements-title = سفر
movement-to = سے
movement-stop = روکیں
movement-stop-reason = عملیاتی کمرے سے روکا گیا
peers-title = دوسرے فریق
peers-none = ابھی کوئی دوسرا فریق شامل نہیں۔
peer-records = { $n ->
    [one] ایک ریکارڈ موجود
   *[other] { $n } ریکارڈ موجود
}
peer-heard = آخری رابطے کو
peer-silent = خاموش
peer-never = ابھی رابطہ نہیں ہوا
timeline-title = وقت کا خط
timeline-claimed = دعویٰ
timeline-proven = ثابت
timeline-party = فریق
timeline-what = کیا ہوا
timeline-late = تاخیر سے درج
timeline-none = ابھی کچھ درج نہیں۔ دونوں فریقوں کا ہر دستخط شدہ عمل یہاں آئے گا، دعویٰ کردہ وقت اور قابلِ ثبوت وقت کے ساتھ۔
map-title = نقشہ
map-list = اثاثے اور ان کے مقام
map-sensors = سینسر
map-fit = سب دکھائیں
map-in = قریب
map-out = دور
map-missing = نقشہ نہیں بن سکتا: اس براؤزر میں WebGL نہیں۔ الارم اور مہلتیں اس کے بغیر چلتی ہیں؛ مقامات یہاں درج ہیں۔
asset-old = { $age } پرانا
asset-silent = خاموش { $age }
sensor-online = دیکھ رہا ہے
sensor-offline = نہیں دیکھ رہا

## Accord
accord-digest = نافذ متن کا خلاصہ
accord-in-force = نافذ
accord-not-in-force = نافذ نہیں
accord-none = ابھی کوئی شق نہیں۔ پہلی شق `safeconduct accord propose` سے تجویز کریں۔
clause-n = شق { $n }
clause-languages = دوسری زبانیں
clause-one-digest = تمام زبانوں میں ایک ہی قاعدہ:
clause-examples = کیا ہوگا
clause-stands = فریقوں کے موقف
clause-acts = آپ کے فریق کا موقف
kind-text = متن
kind-definition = تعریف
kind-protocol = ضابطہ
kind-mandate = اختیار
stand-agreed = منظور
stand-reserved = تحفظات
stand-refused = انکار
stand-open = موقف باقی
stand-us = یہ کمرہ
act-agree = منظور کریں
act-reserve = تحفظ رکھیں
act-refuse = انکار کریں

## Signing
sign-you-sign = آپ دستخط کر رہے ہیں
sign-object = شے
sign-claimed = دعویٰ کردہ وقت
sign-reason = وجہ
sign-nothing = –
sign-exact = اصل بائٹس
sign-by = { $officer }، برائے { $party }
sign-confirm = دستخط کریں
sign-done = { $act }: دستخط ہوگئے، لاگ کا اندراج { $index }
sign-needs-reason = وجہ لکھیں: دوسرا فریق اسے پڑھے گا۔
sign-clock = دعویٰ کردہ وقت اس صفحے کی گھڑی سے 5 منٹ سے زیادہ مختلف ہے۔ وجہ معلوم ہو تو ہی دستخط کریں۔
sign-differs = دستخط نہیں ہوئے: نوڈ نے وہ نہیں دیا جو آپ نے مانگا ({ $field })۔ منتظم کو بتائیں۔
sign-no-key = آپ کی کلید اس براؤزر میں نہیں۔ باہر نکلیں، پھر کلید کی فائل سے داخل ہوں۔

## Acts: the types of records
act-alarm-acknowledged = الارم وصول کرنا
act-alarm-escalated = الارم آگے بڑھانا
act-alarm-resolved = الارم حل کرنا
act-check-made = جانچ درج کرنا
act-clause-proposed = شق تجویز کرنا
act-clause-position = شق پر موقف دینا
act-movement-requested = سفر کی درخواست
act-movement-ordered = سفر کا حکم
act-movement-approved = سفر کی منظوری
act-movement-refused = سفر سے انکار
act-movement-released = سفر کی روانگی کی اجازت
act-movement-stopped = سفر روکنا
act-movement-resumed = سفر کی روک ختم کرنا
act-movement-reported = سفر سے اطلاع
act-officer-enrolled = اہلکار کا اندراج
act-party-admitted = فریق کو شامل کرنا
act-site-drawn = مقام کا نقشہ

## Fields of records
field-alarm = الارم
field-asset = اثاثہ
field-because = بنیاد
field-checkpoint = چیک پوائنٹ
field-clause = شق
field-finding = نتیجہ
field-headcount = افراد کی گنتی
field-meaning = مفہوم کا خلاصہ
field-movement = سفر
field-note = نوٹ
field-order = حکم
field-reason = وجہ
field-report = اطلاع
field-stand = موقف
field-to = بنام
field-zone = علاقہ
value-finding-clear = صاف
value-finding-suspicious = مشکوک
value-finding-dangerous = خطرناک
value-stand-agreed = منظور
value-stand-reserved = تحفظات
value-stand-refused = انکار
value-report-departed = روانہ ہوا
value-report-checked-in = حاضری دی
value-report-passed = چیک پوائنٹ سے گزرا
value-report-arrived = پہنچ گیا، سب خیریت سے

## Feeds
feeds-title = ذرائع
feeds-unknown = غیر مندرج آلات
feed-taken = { $n } موصول
feed-refused = { $n } مسترد

### Meetings, dispatches and statements; the sheet on which they and stands on clauses are signed.

## The signing sheet
sheet-title = دستخط
sheet-why = یہ صفحہ آپ کے فریق کے نوڈ سے آیا ہے اور اس میں کوئی اسکرپٹ نہیں: یہ وہی بائٹس دکھاتا ہے جن پر آپ کی کلید نے دستخط کیے۔ یہاں تصدیق سے پہلے کچھ شمار نہیں ہوتا۔
sheet-read = میں نے یہ پڑھ لیا ہے اور اس پر دستخط کرتا ہوں
sheet-refused = دستخط نہیں ہوئے:
sheet-back = واپس
minutes-line = سطر { $n }
minutes-reserved = سطر { $n } پر تحفظ
minutes-action = { $owner } کا کام، مہلت { $due }: { $text }
minutes-decision = فیصلہ: { $text }
minutes-decision-on = شق { $clause } پر فیصلہ: { $text }
statement-line = سطر { $n }
statement-how = اجرا
statement-together = مشترکہ
statement-alone = اکیلے
dispatch-asked-by = درخواست گزار
dispatch-asked = درخواست: { $what }
field-why = وجہ
field-people = افراد
field-site = مقام
field-from-ms = سے، UTC
field-to-ms = تک، UTC
field-command = زیرِ کمان
field-equipment = سامان
field-mandate = اختیار
field-consent = جواب
field-count = تعداد
field-conditions = شرائط
field-meeting = اجلاس
field-takes = دستخط سے قبول کیے گئے کام
field-statement = بیان
value-consent-granted = منظور
value-consent-refused = مسترد

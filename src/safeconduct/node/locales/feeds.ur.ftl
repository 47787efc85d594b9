# فیڈز کا صفحہ، آلات اور گیٹ۔
said-device-enrolled = آلہ درج ہوا: { $device }، برائے { $asset }۔
said-device-retired = آلہ خارج ہوا: { $device }۔
act-device-enrolled = آلہ درج کریں
act-device-retired = آلہ خارج کریں
field-device = آلہ
field-keep-until-ms = کب تک
field-proof = ثبوت کا طریقہ
field-secret-sha256 = راز کا خلاصہ
value-proof-password = پاس ورڈ سے
value-proof-encryption = اپنے پیغام خفیہ کر کے
value-proof-none = صرف نام سے

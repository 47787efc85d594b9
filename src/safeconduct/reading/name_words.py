"""Words that look like names of places and mostly are none: the gazetteer has a town for nearly every word."""

from typing import Final

_NOT_TEXT: Final = (
    "Mon Tue Tues Wed Thu Thur Thurs Fri Sat Sun Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec "
    "The A An In On At And But He She It They We This That These Those There After Before When While As If No "
    "Not Police Army Navy Officials Residents Witnesses Local Two Three Four Five Six Seven Eight Nine Ten "
    "Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July "
    "August September October November December "
    "President Minister Governor Government Hospital District Province State Region County Town City Village "
    "Market Road Highway Bridge River Station Street School University Church Mosque Temple North South East "
    "West Northern Southern Eastern Western Central "
    "Security Forces Force Ministry Interior Defence Foreign Council Committee Commission Authority Agency "
    "Company Group Front Movement Party Union United Nations Red Cross Islamic Islam Muslim Christian God "
    "Allah One Most Man Men Woman Women Bar Bath Nice Reading Mobile Of Our Their His Her "
    "Meanwhile However Earlier Later Last Next New Old Great Good Best First Second Third Another Other Some "
    "Many All Both Each Every Any More Less Few Several Gunmen Militants Attackers Soldiers Troops Rescue "
    "Rescuers Emergency Fire Ambulance Bomb Blast Explosion Attack Attacks Attackers Killed Injured Dead "
    "Reports Report News Daily Times Post Herald Press Media Radio Voice Weekly Observer Gazette Mail Standard "
    "Star Sun Guardian Tribune Chronicle Telegraph Independent Online Today Yesterday Photo Image File Host "
    "Company Mr Mrs Ms Dr Engineer Engineers Chief Commander Colonel General Major Captain Inspector Deputy "
    "Assistant "
    "Camp Base Gate Plant Dam Port Pass Line Block Sector Zone Main Bank Hotel Bus Van Car Truck Motorbike "
    "Convoy Escort Unit Battalion Regiment Rangers Guard Guards Border Frontier Coast Customs Airport Railway "
    "Bazaar Area Valley Hills Mountain Lake Sea Gulf Island Forest Park Desert Independence Unity Liberty "
    "Freedom Victory Peace Hope Justice Mission Enterprise Union Progress Central Center Centre Junction Home "
    "World Sports Business Opinion Politics Health Video Science Culture Weather "
    "According Since During Under Over Following Around Near From With For By To So Or Nor Yet Still Also Just "
    "Only Even What Who Where Why How Which Because Although Though Despite Until Unless Nobody None Nothing "
    "Everyone Everybody Someone Somebody Authorities Investigators Doctors Families Hundreds Dozens Thousands "
    "Traffic Shops Schools Eyewitnesses Villagers Passengers Workers Drivers Traders "
    "Sources Source Please Forwarded Share Breaking Urgent Update Updates Alert Details Correspondent Reporter "
    "Staff Desk Editor Updated Published Monday's Tuesday's God's English Ali Hassan Khan Ahmed Mohamed"
)
EN_NOT: Final = frozenset(_NOT_TEXT.split())

_HAN_NOT_TEXT: Final = (
    "口岸 山谷 公安 人民 中央 东方 和平 新华 解放 民主 光明 城关 大方 太平 平安 安全 长安 永安 武装 目前 当地 发生 "
    "事件 报道 记者 警方 市场 中心 东部 西部 南部 北部 中部 地区 公里 公路 大学 "
    "医院 学校 政府 部队 组织 行动 今日 昨日 星期 周日 周一 工人 人员 车队 "
    "爆炸 袭击 开火 受伤 死亡 南方 北方 西方 城市 "
    "南北 东西 前方 后方 高地 石油 水利 工业 农业 汽车 客车 卡车 金山 银行 宝石 胜利 合作 团结 建设 东风 "
    "红旗 三人 两人 一名 三江 五一 大桥 老城 新城 新区 开发 工程 国家 首都 本地 "
    "海上 河口 路口 市中心 大街 大门 北门 南门 东门 西门 前线 曙光 黎明 联合 "
    "阵线 平原 山区 同心 新民 公主 华人 上海路 长江 黄河"
)
HAN_NOT: Final = frozenset(_HAN_NOT_TEXT.split())
_UR_NOT_TEXT: Final = (
    "بارود قافلے قافلہ ڈیم انجینئر انجینئروں مزدور مزدوروں چینی غیر ملکی آباد پور گڑھ خیل گنج والا کلی فائرنگ "
    "دھماکے حملے واقعے کارروائی تصادم جھڑپ حادثے مشق مذاکرات احتجاج کے کی "
    "کا میں سے نے کو اور پر ایک دو تین چار پانچ چھ سات آٹھ نو دس یہ وہ اس ان جو تھا تھی تھے گیا گئی گئے "
    "ہے ہیں کہ بھی تک ہوا ہوئی ہوئے کر کیا دیا پولیس حملہ دھماکہ افراد زخمی ہلاک شہر ضلع صوبہ علاقے بازار روڈ بم "
    "پیر منگل بدھ جمعرات جمعہ ہفتہ اتوار جنوری فروری مارچ اپریل مئی جون جولائی اگست ستمبر اکتوبر نومبر دسمبر "
    "آج کل روز شب صبح شام رات دوپہر بعد قبل جب تو ہو رہا رہے رہی والے والی والا ساتھ طرف جانب قریب اہلکار حکام "
    "ذرائع مطابق گزشتہ شمال جنوب مشرق مغرب شمالی جنوبی مشرقی مغربی وسطی "
    "گاڑی بس ٹرک سڑک پل گاؤں مسجد اسکول ہسپتال فوج سکیورٹی سیکیورٹی کمپنی میزبان امن آزادی انقلاب محاذ تحریک "
    "جماعت اتحاد لشکر عوام عوامی ملک حکومت وزیر صدر ترجمان نامعلوم مسلح کوئی کچھ تمام سب بڑی بڑا نئی نیا پرانی "
    "پرانا مرکزی مقامی خبر نیوز ایجنسی نامہ نگار نمائندہ دن سال ماہ مہینے بچے خواتین مرد "
    "علی حسن خان احمد محمد شاہ عالم سردار باغ چمن میدان کوٹ نگر سرائے منڈی تھانہ چوکی دریا پہاڑ گھر شاہراہ نور "
    "گل بھاری اپنی کارروائی نصب موقع شخص لوگ جگہ ٹیم سامان حصہ بات کام وقت راستہ باہر اندر ہائی وے سامنے پاس "
    "ایسے کسی جس جن حال لائن ریلوے پٹری حصار"
)
UR_NOT: Final = frozenset(_UR_NOT_TEXT.split())

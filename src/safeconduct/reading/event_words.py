"""Words by which a text says what happened: kinds of event, and what is not an event, in three languages."""

import re
from typing import Final

from .draft import EventType


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


_BLAST: Final = r"explo(?:d\w+|sion\w*)|blasts?|detonat\w+|went off|goes off|blew up|blown up|bombings?|bombed"
EVENTS: Final[dict[EventType, re.Pattern[str]]] = {
    "vehicle_bomb": _any(
        r"\b(?:car|truck|vehicle|van|motor(?:cycle|bike)|bike|lorry|taxi|tanker|ambulance|pick-?up|rickshaw|"
        r"bicycle|minibus|bus|jeep|suv)[- ]bomb(?!ed)",
        r"(?:explosives?[- ](?:laden|packed|filled|loaded|rigged)|bomb[- ]laden|booby-?trapped) (?:\w+ "
        r"){0,2}(?:car|truck|vehicle|van|motor|lorry|taxi|pick|rickshaw|minibus|jeep)",
        r"(?:car|truck|vehicle|van|motor(?:cycle|bike)|lorry|taxi|pick-?up|rickshaw|minibus) (?:\w+ "
        r"){0,2}(?:(?:laden|packed|filled|loaded|rigged) with explosives|full of explosives)",
        r"\b(?:S?VBIED|vehicle-borne)",
        r"(?:bomb|explosives?|device) (?:\w+ ){0,4}(?:hidden|planted|fitted|placed|concealed|packed|rigged) "
        r"(?:\w+ ){0,2}(?:in|inside|on|to|under|into) (?:a|an|the)(?: \w+){0,2} (?:car|truck|vehicle|van|"
        r"motor\w+|lorry|taxi|pick-?up|rickshaw|minibus)\b",
        r"(?:parked|abandoned) (?:car|truck|van|vehicle|motor\w+|pick-?up|minibus|taxi)(?: \w+){0,6} "
        r"(?:exploded|blew up|detonated)",
        r"\b(?:car|truck|vehicle|van|motor(?:cycle|bike)|lorry|taxi|pick-?up|minibus|jeep)\b[^.]{0,120}\b(?:before|"
        r"when|until|and then) it (?:exploded|blew up|detonated|went off)",
        r"ramm(?:ed|ing) (?:a|an|his|the|their) (?:\w+[- ]){0,4}(?:car|truck|vehicle|van|motor\w+)",
        r"汽车炸弹|汽车爆炸袭击|卡车炸弹|摩托车炸弹|装满炸药的|装有炸药的(?:汽车|车辆|卡车|皮卡|面包车|"
        r"摩托)|载有炸药|满载炸药|自爆汽车|车载炸弹|炸弹汽车|三轮车炸弹|装有炸弹的",
        r"(?:کار|ٹرک|گاڑی|موٹر ?سائیکل|رکشہ|رکشے|وین|ٹینکر) (?:میں نصب |میں رکھے گئے |میں رکھا گیا |میں نصب "
        r"کیا گیا )?(?:بارودی مواد|بم)|بارود سے بھری|بارودی مواد سے بھر|کار بم|ٹرک بم",
    ),
    "roadside_bomb": _any(
        r"road-?side (?:bomb\w*|IED|device|explosi\w+|blast|improvised)",
        r"(?:bomb|IED|device|explosive\w*)(?: \w+){0,5} (?:planted|buried|placed|hidden|laid|left|"
        r"concealed)(?: \w+){0,3} (?:road-?side|(?:by|along|beside|on|under|near) the (?:road|highway|track|"
        r"route|verge)|side of the (?:road|highway)|(?:a|the) culvert|(?:in|under) a culvert)",
        r"remote-controlled (?:bomb|device|IED|explosi)",
        r"\bIED (?:blast|explo|attack|strike|hit|struck|detonat)",
        r"(?:vehicle|convoy|patrol|car|truck|van|bus)\b[^.]{0,40}\b(?:hit|struck|ran over|drove over|hits|"
        r"strikes)(?: by)? (?:a|an) (?:IED|improvised explosive|buried (?:bomb|device)|roadside)",
        r"IED[^.]{0,40}(?:on|along|beside|near) the (?:[A-Z][\w–-]+ )*(?:road|highway|route|track)|improvised "
        r"(?:explosive )?device[^.]{0,80}(?:road|highway|track|convoy|patrol|vehicle)",
        r"(?:road|highway|culvert|convoy|patrol)[^.]{0,60}improvised explosive device",
        r"路边(?:的)?(?:炸弹|爆炸|简易|遥控)|路旁(?:的)?(?:炸弹|爆炸|简易)|(?:埋|放置|安放|"
        r"埋设|藏)(?:在|于)[^，。]{0,6}(?:路边|路旁|公路旁|道路|涵洞|"
        r"公路下)[^，。]{0,10}(?:炸弹|爆炸)|简易爆炸装置[^。]{0,20}(?:车|路)|遥控炸弹|路边[^，。]{0,12}爆炸装置",
        r"سڑک (?:کے )?کنارے (?:نصب|رکھ|چھپا|لگا|دبا)|ریموٹ کنٹرول بم|سڑک کنارے[^۔]{0,30}بم|دیسی ساختہ "
        r"بم[^۔]{0,40}(?:سڑک|قافل|گاڑی)|(?:سڑک|قافل)[^۔]{0,40}دیسی ساختہ بم|آئی ای ڈی",
    ),
    "ied_found": _any(
        r"(?:bomb|IED|explosives?|explosive device|device|grenade|shells?|mortar)s?\b[^.]{0,60}\b(?:defused|"
        r"was found|were found|discovered|recovered|made safe|neutrali[sz]ed|disarmed|safely (?:detonated|"
        r"destroyed|removed))",
        r"(?:defus\w+|found|finds?|discover\w*|recover\w*|neutrali[sz]\w+|disarm\w*|spotted|removed?|"
        r"clear(?:ed|s))\b(?: \w+){0,5} (?:bombs?|IEDs?|explosives?|explosive devices?|improvised device|"
        r"unexploded)",
        r"(?:defus\w+|disarm\w*|(?:made|make|makes|making|render\w*) safe)(?: \w+){0,5} devices?\b",
        r"bomb disposal (?:squad|team|unit|experts?)[^.]{0,50}(?:defused|neutrali|disposed|made safe|removed|"
        r"destroyed|clear)",
        r"controlled (?:explosion|detonation|blast)",
        r"(?:foil|thwart)\w*(?: \w+){0,3} (?:bomb|terror|attack)",
        r"suspected (?:bomb|IED|explosive) found",
        r"(?:发现|查获|起获|找到|搜出)[^，。]{0,16}(?:炸弹|爆炸装置|爆炸物|炸药|未爆)|(?:拆除|"
        r"排除|成功排除|引爆|拆弹)[^，。]{0,16}(?:炸弹|爆炸装置|爆炸物)|"
        r"(?:炸弹|爆炸装置|爆炸物|炸药)[^，。]{0,12}(?:被发现|被拆除|拆除|排除|被排除|安全销毁)|拆弹|受控引爆",
        r"(?:بم|بارودی مواد|دھماکہ خیز مواد|آئی ای ڈی)[^۔]{0,40}(?:ناکارہ|برآمد|ملا|ملنے|تلف)|بم "
        r"ڈسپوزل[^۔]{0,60}(?:ناکارہ|تلف)",
    ),
    "grenade": _any(
        r"(?<!propelled )(?<!propelled-)\b(?:hand )?grenades?\b(?! launcher)",
        r"手榴弹|手雷",
        r"دستی بم|گرینیڈ|ہینڈ گرنیڈ",
    ),
    "landmine": _any(
        r"\bland-?mines?\b",
        r"\b(?:anti-(?:personnel|tank|vehicle)) mines?\b",
        r"\b(?:stepped on|triggered|hit|struck|detonated|over) a mine\b",
        r"\bmine (?:blast|explosion)",
        r"地雷|触雷|踩雷",
        r"بارودی سرنگ",
    ),
    "pipeline_sabotage": _any(
        r"pipe-?lines?\b[^.]{0,60}(?:blown up|blew up|sabotag\w+|attack\w*|bombed|blast|explo\w+|damaged|"
        r"ruptur\w+|dynamit\w+|punctur\w+|drilled|tapp\w+|vandal\w+)",
        r"(?:blew up|blown up|blow(?:s|ing)? up|sabotag\w+|attack\w*|bombed|blast\w*|explo\w+|damag\w+|"
        r"dynamit\w+|vandal\w+|punctur\w+)[^.]{0,40} (?:\w+ ){0,4}pipe-?line",
        r"(?:管道|管线|输油管|输气管)[^。]{0,20}(?:炸|破坏|袭击|爆炸|损毁)|(?:炸毁|"
        r"破坏|袭击|炸断)[^，。]{0,16}(?:管道|管线|输油管|输气管)",
        r"پائپ ?لائن[^۔]{0,60}(?:اڑا|دھماک|تباہ|نقصان|حمل)",
    ),
    "abduction": _any(
        r"\b(?:abduct\w*|kidnap\w*|taken hostage|hostages?\b|seized (?:\w+ ){0,3}(?:workers|engineers|staff|"
        r"men|passengers|villagers|surveyors|drivers|guards|teachers|doctors|technicians)|(?:workers|engineers|staff|"
        r"passengers|villagers|surveyors|drivers|guards|teachers|doctors|technicians) (?:were |was )?(?:seized|"
        r"snatched|"
        r"taken away|dragged)|took (?:\w+ ){1,4}(?:away|captive|prisoner)|"
        r"snatched (?:\w+ ){0,4}(?:from|off)|"
        r"whisked away|bundled into)",
        r"绑架|劫持|掳走|绑走|劫走|人质|被武装分子带走",
        r"اغوا|یرغمال",
    ),
    "illegal_checkpoint": _any(
        r"(?:illegal|fake|unauthori[sz]ed|impromptu|bogus|unofficial|makeshift|false|mock|militants?'?|"
        r"bandits?'?|rebels?'?) (?:\w+ )?(?:check-?points?|road-?blocks?|check-?posts?|barriers?|barricades?)",
        r"(?:set up|manning|mann?ed|erected|mounted|established)(?: \w+){0,4} (?:check-?point|road-?block|"
        r"check-?post)[^.]{0,60}(?:armed men|gunmen|militant|masked|unknown|impost|bandit)",
        r"(?:armed men|gunmen|militants?|masked men|bandits?|men in \w+ uniforms?)[^.]{0,70}(?:set up|manning|"
        r"manned|erected|mounted|put up)(?: \w+){0,4} (?:check-?point|road-?block|check-?post|barrier)",
        r"(?:非法|私设|假冒|临时|假)[^，。]{0,8}(?:检查站|关卡|路障|哨卡)|(?:设置|设立|"
        r"搭设|架设|设)(?:了)?(?:非法|假|私自)?(?:检查站|关卡|哨卡)",
        r"(?:غیر قانونی|جعلی|ناجائز) (?:چیک پوسٹ|ناک[ہے]|چوکی|ناکہ بندی)|(?:مسلح|نقاب پوش)[^۔]{0,50}(?:ناکہ|"
        r"چیک پوسٹ) (?:لگا|قائم)",
    ),
    "robbery": _any(
        r"\b(?:robber(?:y|ies)|robb(?:ed|ing)|robbers?|looted|loot(?:ing)?|heists?|hijack\w*|carjack\w*|"
        r"mugg\w+|stole|stolen|burglar\w*|held up|hold-?up|cash-in-transit|made off with|theft|bandits? "
        r"(?:stopped|attacked|waylaid))\b",
        r"抢劫|抢走|劫匪|洗劫|打劫|劫案|抢夺|盗窃|偷走|抢了",
        r"ڈکیتی|ڈاکو|لوٹ لی|لوٹ ل|لوٹ مار|چھین|رہزن|ڈاک[ہے]",
    ),
    "insider_leak": _any(
        r"\b(?:leak(?:ed|s|ing|age)?\b[^.]{0,60}(?:itinerar\w+|route|schedule|travel|movement|roster|document|"
        r"plan|timetable|information|details|list|passcode|code)|(?:itinerar\w+|routes?|schedules?|travel "
        r"plans?|movement plans?|rosters?|timetables?|documents?|plans|details|lists?|"
        r"codes?)\b[^.]{0,60}\b(?:leak\w*|passed to|sold to|handed to|photographed|forwarded to|sent to "
        r"outsiders|appeared on)|insider (?:leak|threat|help|information)|inside (?:job|help|information|man)|"
        r"(?:passed|sold|handed|gave|forwarded|betrayed|disclosed|divulged)(?: [\w'’]+){0,5} (?:itinerar\w+|"
        r"routes?|schedules?|travel plans?|movement plans?|rosters?|timetables?|travel details)\b[^.]{0,50}\bto\b|"
        r"tipped off (?:by|from) (?:an )?(?:insider|employee|someone inside))",
        r"泄露|泄密|内鬼|外泄|内部人员[^，。]{0,12}(?:透露|出卖|提供)",
        r"لیک (?:ہو|کر|کی|ہونے|شدہ)|راز افشا|اندر کے آدمی|معلومات (?:افشا|لیک|باہر)",
    ),
    "protest_blockade": _any(
        r"\b(?:protest\w*|demonstrat(?:ion|ors?|ed|ing)|sit-?in|blockad\w+|blocked (?:the|a|traffic|both|"
        r"access|off)|road blocked|block(?:ing)? (?:the )?(?:road|highway|gate|access|entrance|traffic)|"
        r"strik(?:e|ers) (?:by|over|of|blocked)|picket\w*|barricad\w+|burn(?:ing|ed|t) tyres|shutter-?down)",
        r"抗议|示威|静坐|封堵|堵路|封路|堵塞(?:公路|道路|大门)|罢工|围堵|阻断交通",
        r"احتجاج|دھرن|مظاہر|سڑک (?:بلاک|بند)|شاہراہ (?:بلاک|بند)|ہڑتال|ٹریفک معطل|ٹائر جلا|ناکہ بندی کر",
    ),
    "intrusion": _any(
        r"\b(?:intru(?:der|ders|sion)|trespass\w*|broke into|break-?in|breach(?:ed|ing)? (?:the|a|of)(?: "
        r"\w+){0,4} (?:fence|perimeter|gate|wall|cordon|security|compound|barrier)|(?:climbed|scaled|cut "
        r"(?:through )?|jumped|crawled under|slipped (?:through|past))(?: over)? (?:the|a)(?: \w+){0,3} "
        r"(?:fence|wall|wire|gate|perimeter|cordon)|cut(?: \w+){0,2} hole in the(?: \w+){0,3} (?:fence|wire)|"
        r"(?:entered|penetrated|got into)(?: \w+){0,4} (?:restricted|compound|perimeter|without (?:permission|"
        r"authori))|unauthori[sz]ed (?:entry|person|access)|drones? (?:\w+ ){0,3}(?:flew|entered|hover\w*|over|"
        r"seen|sighted|spotted|crossed))",
        r"闯入|潜入|翻墙|翻越|擅闯|非法进入|剪开[^，。]{0,6}(?:铁丝网|围栏)|入侵|"
        r"擅自进入|越过围栏|无人机[^，。]{0,12}(?:闯入|飞越|盘旋|飞入)",
        r"گھس (?:آ|گ|ک|ن)|داخل ہو(?:نے کی کوشش| گئ| گی)|دیوار پھلانگ|باڑ (?:کاٹ|پھلانگ)|بلا اجازت|دراندازی|"
        r"ڈرون[^۔]{0,30}(?:پرواز|دیکھا|گھس)",
    ),
    "suspicious_activity": _any(
        r"\b(?:suspicious(?:ly)?|acting strangely|loiter\w*|reconnaissance|surveill(?:ing|ance of)|taking "
        r"(?:photographs|photos|pictures|videos?) of|photograph(?:ed|ing) (?:the|our|a)|filming (?:the|a|our)|"
        r"unattended (?:bag|vehicle|car|van|package|suitcase)|unknown (?:vehicle|car|men|man|persons?)(?: "
        r"\w+){0,4} (?:parked|seen|following|waiting|circling|asking)|following (?:the|our|a) (?:convoy|"
        r"vehicle|bus|staff)|tail(?:ed|ing)|parked (?:\w+ ){0,5}for (?:\w+ ){0,3}(?:minutes|hours?)|asked "
        r"(?:questions|about))",
        r"可疑|形迹|踩点|徘徊|不明身份|不明车辆|偷拍|跟踪|尾随|无人看管",
        r"مشکوک|مشتبہ (?:گاڑی|شخص|افراد|بیگ|سرگرم|حرکات)|نگرانی کرت|تعاقب|تصاویر (?:بنا|لے|کھینچ)|ریکی",
    ),
    "armed_attack": _any(
        r"\b(?:ambush\w*|storm(?:ed|ing|s)|raid(?:ed|s|ing)? (?:on|by|a|the)|rockets? (?:fire|attack|hit|"
        r"landed|were)|rocket-propelled|RPGs?|mortars?\b|armed (?:attack|assault|raid)|gun ?battle|fire ?fight|"
        r"clash(?:es|ed)?\b|exchange of (?:fire|gunfire)|attack(?:ed|ing|s)? (?:on |by )?(?:a |an |the |our |"
        r"two |three )?(?:\w+ ){0,4}(?:convoy|check-?point|check-?post|post|camp|base|station|compound|patrol|"
        r"village|barracks|prison|outpost|site|mine|plant|farm|bus|train)|assault(?:ed)?\b|suicide squad|laid "
        r"siege|overran|overrun|torched|arson|set (?:fire|ablaze)|machetes?|armed (?:group|men|assailants) "
        r"attack\w*|(?:militants?|insurgents?|rebels?|gunmen|bandits?|fighters|raiders|assailants) (?:\w+ "
        r")?(?:attack\w*|struck|raid\w*|hit))",
        r"伏击|武装袭击|突袭|火箭弹|迫击炮|交火|枪战|激战|火箭筒|围攻|纵火|(?:袭击|"
        r"攻击)(?:了)?[^，。]{0,14}(?:车队|检查站|哨所|营地|基地|警察局|派出所|岗哨|村庄|据点|"
        r"军营|巡逻队|矿|电站|工地)|(?:车队|检查站|哨所|营地|基地|警察局|岗哨|村庄|军营|巡逻队|"
        r"工地)[^，。]{0,6}(?:遭|遇|受)[^，。]{0,8}(?:袭击|伏击|攻击)|"
        r"武装(?:分子|人员)[^，。]{0,12}袭击|持(?:刀|械)袭击",
        r"گھات|راکٹ|مارٹر|جھڑپ|فائرنگ کا تبادلہ|(?:چوکی|چیک پوسٹ|قافل[ہے]|کیمپ|تھان[ہے]|کانوائے|قافلے|اڈے|"
        r"گشتی)[^۔]{0,16}(?:حمل[ہے]|دھاوا)|دھاوا|مسلح (?:افراد|حملہ آوروں|عسکریت پسندوں)[^۔]{0,30}حملہ|عسکریت "
        r"پسندوں[^۔]{0,30}حملہ|دہشت ?گردوں[^۔]{0,30}حملہ|حملہ آور ہو|نذر آتش",
    ),
    "shooting": _any(
        r"\b(?:shot(?! glass)|shoot(?:ing|ings|s|out)?|gunfire|gunshots?|shots? (?:were |was |being )?(?:fired|"
        r"heard|rang)|opened fire|open(?:s|ing)? fire|fired "
        r"(?:at|on|upon|shots|several|indiscriminately|into|from)|firing (?:on|at|incident)|gunned down|"
        r"drive-by|sprayed (?:\w+ )?(?:with )?bullets|gun attack|sniper|bullets?)\b",
        r"枪击|开枪|开火|枪杀|扫射|射击|中枪|枪声|枪手|枪袭",
        r"فائرنگ|گولی|گولیاں|گولیوں|فائر کھول",
    ),
    "bomb": _any(
        r"\b(?:suicide (?:bomb\w*|attack\w*|blast|vest)|bomb(?:s|ed|ing|ings|ers?)?\b(?! (?:disposal|threat|"
        r"scare|hoax|squad))|explosive device|IEDs?|improvised (?:explosive )?device|time[d]? device|"
        r"explosives (?:went|explod|detonat|hidden|packed|were det|planted)|parcel bomb|planted (?:an? "
        r")?(?:explosive|device))",
        r"炸弹|自杀式|自杀袭击|爆炸装置|人体炸弹|爆炸袭击|炸药包|引爆(?:了)?(?:身上|炸药|炸弹)|爆炸物",
        r"بم|خودکش|بارودی مواد|دھماکہ خیز مواد|دھماکا خیز",
    ),
    "explosion": _any(rf"\b(?:{_BLAST})\b", r"爆炸|巨响|炸响", r"دھماک"),
    "road_accident": _any(
        r"\b(?:road|traffic|car|bus|vehicle|highway|motorway|bike|truck|lorry|van|minibus|motor\w+) "
        r"(?:accident|crash|collision|mishap|smash)",
        r"\b(?:collid(?:ed|es|ing)|collision|overturn(?:ed|s|ing)|(?:plung|skidd|veer|swerv|careen)(?:ed|es|"
        r"ing)|crash(?:ed|es) into|head-on|rear-end|pile-?up|ran over|run over by|hit-and-run|brake failure|"
        r"lost control of|rolled over|fell into (?:a|the) (?:ravine|gorge|river|ditch|gully))",
        r"车祸|交通事故|相撞|追尾|翻车|坠崖|侧翻|撞车|碰撞|冲出路面|坠入(?:山谷|河)",
        r"ٹریفک حادث|حادث[ہے]|تصادم|ٹکرا|الٹ (?:گئی|گیا|گئ)|کھائی میں|بریک فیل|بے قابو",
    ),
    "exercise": _any(
        r"\b(?:(?:mock|simulat\w+|emergency|safety|security|evacuation|fire|joint|counter-?terror\w*|"
        r"anti-?terror\w*|rescue|disaster|table-?top|full-scale|military|naval|response|hostage) (?:\w+ "
        r"){0,2}(?:drills?|exercises?|rehearsal|simulation)|drill\b|exercise (?:was|is|will|held|simulat|began|"
        r"involv|took|tested|ended)|(?:part of|during) (?:a|an|the) (?:\w+ ){0,4}(?:drill|exercise)|war ?games?)",
        r"演习|演练|演训|实战化训练|模拟(?:爆炸|袭击|劫持|事故)",
        r"مشق(?:یں|وں|\b)|موک|فرضی|ریہرسل|تربیتی مشق",
    ),
    "talks": _any(
        r"\b(?:peace talks|talks (?:between|with|on|in|began|resumed|held|aimed|ended)|held talks|"
        r"negotiat(?:ions?|ors?|ed|ing)|dialogue|met (?:with )?(?:\w+ ){0,4}(?:to discuss|for talks)|ceasefire|"
        r"truce|summit|delegations?|sign(?:ed|ing)(?: of)? (?:a|an|the) (?:\w+ ){0,3}(?:agreement|accord|pact|"
        r"memorandum|deal|protocol)|meeting (?:of|between|on|with|to discuss)|agreed to (?:hold|share|resume|"
        r"set up|strengthen))",
        r"会谈|谈判|磋商|对话会|签署(?:了)?[^，。]{0,16}(?:协议|备忘录|协定)|"
        r"停火协议|会晤|会议(?:在|于)?|代表团|讨论(?:了)?安全",
        r"مذاکرات|بات چیت|معاہد[ہے]|ملاقات|اجلاس|جنگ بندی|وفد|وفود",
    ),
}
"""The more particular first: of several that weigh as much, the first wins."""

NOT_ATTACKS: Final = ("road_accident", "exercise", "talks")
ATTACKS: Final = tuple(each for each in EVENTS if each not in NOT_ATTACKS)

SEVERAL: Final = _any(
    r"\b(?:(?:\d+|ten|a dozen|dozens of|a score of) (?:\w+ ){0,2}(?:attacks|incidents|blasts|bombings|explosions|"
    r"shootings|raids|assaults)\b|(?:series|string|spate|wave|number) of (?:\w+ ){0,3}(?:attacks?|incidents?|"
    r"blasts?|bombings?|"
    r"explosions?|shootings?|raids?|security)|(?:two|three|four|five|six|several|multiple|separate|different|"
    r"twin|coordinated|various) (?:\w+ ){0,3}(?:attacks|incidents|blasts|bombings|explosions|shootings|raids|"
    r"assaults)(?: in| across| on| at|,|\.| kill| leave)|round-?up|at a glance|(?:daily|weekly|monthly) (?:\w+ "
    r")?(?:summary|digest|bulletin|report|review|brief)|attacks across|incidents across|(?:security|incident) "
    r"(?:digest|bulletin|summary|log|brief))",
    r"(?:多起|数起|一系列|两起|三起|四起|接连|连发|连续)[^，。]{0,10}(?:袭击|事件|爆炸|枪击|案件|"
    r"发生)|(?:一周|本周|每周|今日|昨日)(?:安全)?(?:简报|综述|汇总|动态)|"
    r"安全(?:简报|综述|周报)|综述|多地[^，。]{0,8}(?:袭击|爆炸)",
    r"(?:مختلف|الگ الگ|دو|تین|چار|متعدد|کئی|پے در پے) (?:[^\s]+ )?(?:واقعات|حملوں|حملے|دھماک[ےوں]+)|ہفتہ وار "
    r"(?:جائزہ|رپورٹ|خلاصہ)|سکیورٹی (?:خلاصہ|جائزہ)|واقعات کا خلاصہ",
)
NEXT: Final = _any(
    r"(?:\bin (?:a|an|the|yet) ?(?:separate|another|second|third|different|other|similar|fourth|unrelated|"
    r"further)\b (?:\w+ ){0,3}(?:incident|attack|blast|explosion|shooting|case|raid|assault|bombing|event|"
    r"development|ambush|robbery)|\b(?:elsewhere|separately)\b|^meanwhile,? (?:in|at|near|a|an|gunmen|two|"
    r"three|unknown|unidentified|on|police in)|\b(?:another|a second|a third|a fourth|the second|the third|the "
    r"other) (?:\w+ )?(?:incident|attack|blast|bomb|explosion|shooting|device|grenade|ambush)\b(?: \w+){0,4} "
    r"(?:in|at|near|on|occurred|took place|targeted|hit|struck|killed|was reported|came)|^(?:also )?(?:on the "
    r"same day|the same day|hours (?:later|earlier)|later (?:that|the same) (?:day|night|evening)|earlier "
    r"(?:in the day|that day)))",
    r"(?:^|，|。)(?:另据|此外|另外|另一起|同日|同一天|与此同时|另有|在另一起|"
    r"第二起|第三起|另一|当天晚些时候|另|稍早|随后在|数小时后)",
    r"(?:ایک اور (?:واقع|حمل|دھماک|کارروا)|دوسر[ےی] (?:واقع|حمل|دھماک|جانب|طرف)|تیسر[ےی] (?:واقع|حمل|دھماک)|"
    r"ادھر|علاوہ ازیں|دریں اثنا|اسی روز|اسی دوران|الگ واقع|دیگر واقع|علیحدہ واقع)",
)
BULLET: Final = re.compile(
    r"^\s*(?:[•*\-–—●▪▶►·]|\(?\d{1,2}[.)、）]|"
    r"[（(][一二三四五六七八九十\d]+[）)]|[一二三四五六七八九]、|第[一二三四五]起?[:：，、]|\d{1,2} "
    r"?[۔)]|(?:Incident|Case|Event) \d+|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b[,:]?|[A-Z][\w .'’-]{2,40}: )"
)

PAST: Final = _any(
    r"\b(?:killed|killing|left|attack\w*|blast|bomb\w*|explosion|shooting)\b[^.]{0,60}\bin (?:19|20)\d\d\b|"
    r"\bin (?:19|20)\d\d\b[^.]{0,60}\b(?:killed|killing|left|wounded|injured)\b",
    r"\b(?:earlier|initial|previous) (?:reports?|tolls?|counts?|figures?|estimates?) had\b",
    r"^In (?:[A-Z]\w+ )?(?:19|20)\d\d\b",
    r"\b(?:last (?:month|year|week|january|february|march|april|may|june|july|august|september|october|"
    r"november|december|summer|winter|spring|autumn)|earlier this (?:month|year|week)|in (?:a|an) (?:similar|"
    r"previous|earlier|past) (?:attack|incident|case|raid|blast|shooting|accident|explosion|ambush)|(?:the "
    r")?(?:previous|earlier|past) (?:attacks?|incidents?|blasts?|raids?|bombings?|kidnappings?|ambush\w*)|"
    r"(?:years?|months?|weeks?|decades?) (?:ago|earlier|before)|in recent (?:months|weeks|years|days)|over the "
    r"(?:past|last)|(?:in|during|for) the (?:past|last) (?:\w+ )?(?:year|month|week|decade)|so far this year|"
    r"this year alone|since (?:the start|the beginning|january|february|march|april|may|june|july|august|"
    r"september|october|november|december|last|19\d\d|20\d\d)|history of|has seen|have seen|has been (?:hit|"
    r"plagued)|(?:have|has) (?:been )?(?:repeatedly|frequently|often|regularly|previously)|the (?:last|latest|"
    r"worst|deadliest) (?:such )?(?:attack|incident)|nearly (?:a year|two years)|a (?:month|year|week|"
    r"fortnight) (?:ago|earlier|before))",
    r"(?:上个?月|去年|前年|今年(?:早些时候|以来|[一二三四五六七八九十\d]+月)|"
    r"此前[^，。]{0,12}(?:袭击|爆炸|事件|发生|造成)|以往|近年来|近几(?:个月|年)|过去(?:一|两|"
    r"三|几|数|\d)|年前|个月前|多次(?:发生|遭)|上周(?![一二三四五六日天])|历史上|"
    r"\d{4}年(?!\d{1,2}月\d{1,2}日)|曾(?:发生|遭|有|在))",
    r"(?:گزشتہ|گذشتہ|پچھلے) (?:ماہ|سال|برس|مہینے|ہفتے|چند|کئی|دو|تین|ایک)|(?:ماہ|سال|برس|ہفتے|مہینے) (?:قبل|"
    r"پہلے)|اس سے (?:قبل|پہلے)|ماضی میں|رواں (?:سال|برس|ماہ)|حالیہ (?:مہینوں|برسوں|ہفتوں)|(?:سنہ )?(?:19|"
    r"20)\d\d میں|پہلے بھی",
)
ANNIVERSARY: Final = _any(
    r"\b(?:(?:one|two|three|four|five|six|seven|eight|nine|ten|fifteen|twenty|a|\d+) (?:years?|months?|"
    r"decades?) (?:on|after|since|later)\b|anniversary|(?:remember|commemorat|mark(?:s|ed|ing)? (?:the "
    r")?(?:\w+ )?(?:year|anniversary|decade)|memorial|vigil|look(?:s|ing)? back|in memory of|years? ago today|"
    r"on this day|revisit|still (?:wait|seek|mourn|search|haunt)|survivors? (?:recall|remember|of))\w*|"
    r"timeline of|archive|what happened (?:in|at|on|that))",
    r"周年|一年后|两年后|三年后|五年后|十年后|多年后|回顾|纪念|追忆|缅怀|往事|\d+年后|一年前的今天|悼念",
    r"(?:ایک|دو|تین|پانچ|دس|\d+) (?:سال|برس) (?:بعد|مکمل|گزر|بیت)|برسی|کی یاد|یاد میں|سالگرہ|ایک سال پورا",
)
UNCONFIRMED: Final = _any(
    r"\b(?:unconfirmed|unverified|rumou?rs?|could not (?:be )?(?:independently )?(?:verif|confirm)\w*|not "
    r"(?:been )?(?:independently )?(?:verified|confirmed)|no (?:official )?confirmation|(?:police|officials?|"
    r"authorities|army|military|ministry|government|spokes\w+|hospital|company|administration|commander|"
    r"governor|mayor)\b[^.]{0,50} (?:den(?:y|ied|ies)|dismiss\w*|reject\w*|rebut\w*|refut\w*) (?:\w+ "
    r"){0,4}(?:reports?|rumou?rs?|claims?|posts?|any|having|that|the (?:incident|attack|blast)|messages?|"
    r"stor(?:y|ies)|social)|false (?:alarm|report|rumou?r|news)|fake news|hoax|circulating (?:on|in)|"
    r"(?:messages?|posts?|videos?|claims?) (?:\w+ )?(?:on|in|via|circulat\w+) (?:social media|whatsapp|"
    r"telegram|facebook|groups?)|(?:there (?:was|is|has been|were) )?no (?:such )?(?:incident|attack|blast|"
    r"explosion)\b|baseless|allegedly heard|nobody (?:can|could) confirm|nothing (?:has been )?confirmed|i(?:'|"
    r" ha)ve heard|some(?:one)? (?:says?|said|claims?)|hearing (?:that|reports)|not sure if)",
    r"(?:未经证实|尚未证实|未能证实|未得到证实|无法证实|谣言|传言|辟谣|不实|网传|网上流传|不属实|"
    r"虚假消息|假消息|否认(?:了)?(?:有|发生|上述|该|相关|这一|网传|"
    r"外界)[^。]{0,14}(?:报道|消息|传闻|爆炸|袭击|事件|说法)|听说|据传|未发生|子虚乌有|没有发生)",
    r"(?:غیر مصدقہ|افواہ|تصدیق نہیں (?:ہو|کی|ہوئی)|تردید|بے بنیاد|جھوٹی خبر|من گھڑت|فیک نیوز|سوشل میڈیا پر "
    r"(?:گردش|پھیل|چل|وائرل)|سنا ہے|آزاد ذرائع سے تصدیق|کوئی (?:ایسا )?واقعہ (?:پیش )?نہیں)",
)
CONFIRMED: Final = _any(
    r"\b(?:police|officials?|authorities|army|military|ministry|spokes\w+|governor|mayor|commissioner|"
    r"commander|hospital|doctors?|rescue\w*|administrator|chief|district officer|superintendent|company|"
    r"operator|witness\w*)\b[^.]{0,60}\b(?:said|confirmed|told|reported|added|announced|stated|says|confirms)",
    r"(?:警方|官员|当局|军方|发言人|医院|医生|目击者|消防|救援|"
    r"公司)[^，。]{0,16}(?:表示|称|说|证实|确认|通报|介绍|透露|告诉)",
    r"(?:پولیس|حکام|ترجمان|فوج|ہسپتال|اسپتال|ریسکیو|عینی شاہد|ڈپٹی کمشنر|انتظامیہ|کمپنی)[^۔]{0,40}(?:بتایا|کہا|"
    r"کہنا|مطابق|تصدیق کی|بتایا کہ)",
)

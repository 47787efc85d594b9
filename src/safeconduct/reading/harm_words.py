"""Words of harm in three languages: what says that people died, were injured, or that nobody was."""

import re
from typing import Final

EN_PERSON: Final = (
    r"(?:people|persons?|civilians?|soldiers?|troops?|police(?:men|man|women|woman| officers?| personnel)?|"
    r"officers?|"
    r"constables?|guards?|workers?|labou?rers?|passengers?|villagers?|residents?|locals?|children|child|women|"
    r"woman|men|"
    r"man|boys?|girls?|drivers?|students?|pupils?|teachers?|schoolteachers?|shopkeepers?|shoppers?|pilgrims?|"
    r"traders?|engineers?|technicians?|"
    r"nationals?|personnel|others?|victims?|bystanders?|passers-?by|pedestrians?|farmers?|herders?|herdsmen|"
    r"miners?|"
    r"fisher(?:men|man)|members?|staff|employees?|aid workers?|medics?|doctors?|nurses?|crew(?: members)?|"
    r"travell?ers?|"
    r"worshippers?|mourners?|protesters?|demonstrators?|security (?:forces|guards?|men|personnel)|attackers?|"
    r"gunmen|gunman|"
    r"assailants?|militants?|insurgents?|rebels?|fighters?|bandits?|robbers?|suspects?|tourists?|vendors?|"
    r"customers?|"
    r"relatives?|brothers?|sisters?|sons?|daughters?|mother|father|parents?|wife|husband|couple|toddlers?|infants?|"
    r"bab(?:y|ies)|teenagers?|youths?|elders?|commuters?|cyclists?|motorcyclists?|riders?|conductors?|"
    r"contractors?|surveyors?|"
    r"conscripts?|recruits?|rangers?|wardens?|lives|bodies|dead|injured|wounded|casualties|fatalities|deaths|"
    r"cleaners?|clerks?|cooks?|"
    r"porters?|watch(?:man|men)|night watchm[ae]n|sentr(?:y|ies)|boatmen|boatman|sailors?|seamen|dockers?|"
    r"foremen|foreman|grandmother|"
    r"grandfather|uncle|nephew|niece|cousins?|neighbou?rs?|herdboys?|shepherds?|mechanics?|vice-principals?|"
    r"principals?|headteachers?|headmasters?|pastors?|priests?|clerics?|imams?|monks?|nuns?|judges?|"
    r"lawyers?|journalists?|photographers?|mayors?|councillors?|commanders?|politicians?|business(?:man|men)|"
    r"owners?|"
    r"managers?|supervisors?|pilots?|captains?|volunteers?|paramedics?|firefighters?|translators?|geologists?|"
    r"experts?|attendants?|"
    r"cashiers?|operators?|helpers?)"
)
EN_DEATH: Final = re.compile(
    r"\b(?:killed|kills?|killing|dead|died|dies|dying|fatally|slain|martyred|martyrdom|perished|fatalities|"
    r"deaths?|bodies|shot dead|"
    r"lost (?:his|her|their) li(?:fe|ves)|lives|succumbed|slaughtered|executed|beheaded|murdered|gunned "
    r"down|toll)\b",
    re.IGNORECASE,
)
EN_INJURY: Final = re.compile(
    r"\b(?:injured|injures?|injuring|wounded|wounds?|wounding|hurt|hurts|hurting|injuries|maimed|"
    r"hospitali[sz]ed|burns|being treated|gunshot wounds|"
    r"(?:was|were) shot in the (?:leg|arm|foot|hand|shoulder|back|chest|thigh|stomach|abdomen)|"
    r"(?:taken|rushed|airlifted|flown|admitted|transferred|"
    r"evacuated) to (?:[\w’'-]+ ){0,5}?(?:hospital|clinic))\b",
    re.IGNORECASE,
)
EN_NOBODY: Final = re.compile(
    r"\b(?:no (?:one|body)|nobody|none|no (?:civilians?|passengers?|people|workers?|staff|personnel|guards?|"
    r"person|soldiers?|villagers?|"
    r"residents?|employees?|crew)) (?:else )?(?:of (?:the|them)[^.,]{0,30} )?(?:was|were|had been|has been|is|"
    r"got|in [^.,]{2,40} (?:was|were))? ?"
    r"(?P<what>hurt|injured|harmed|wounded|killed|or injured)(?: or (?P<more>injured|hurt|killed|wounded))?|"
    r"\b(?P<casualties>no (?:reports? of )?(?:any )?(?:casualt(?:y|ies)|loss of (?:human )?life or injur\w+|"
    r"loss to life)|without (?:causing )?(?:any )?casualt(?:y|ies)|"
    r"caused no casualt\w+|no (?:human )?(?:deaths?|loss of (?:human )?life|fatalities) (?:or|nor|and|and no) "
    r"injur\w+|no injur\w+ or (?:deaths|fatalities|casualties)|"
    r"(?:all|everyone|everybody|they|passengers|occupants|crew|staff|workers)[^.;]{0,50} (?:escaped|emerged|"
    r"remained|were|was|are|is)"
    r"(?: all)?(?: completely)? (?:unhurt|unharmed|uninjured|unscathed|safe(?! house))|(?:escaped|survived) "
    r"(?:unhurt|unharmed|uninjured|unscathed|without injur\w+))|"
    r"\b(?P<lives>no (?:loss of (?:human )?life|deaths?|fatalities|lives (?:were|was) lost)|nobody (?:was "
    r"killed|died)|no one (?:was killed|died))|"
    r"\b(?P<hurts>no injur(?:y|ies)|without (?:any )?injur(?:y|ies))",
    re.IGNORECASE,
)
EN_NOT_KNOWN: Final = re.compile(
    r"no immediate (?:reports?|word|information|details|claim)|not immediately (?:clear|known)|no (?:word|"
    r"information) (?:yet )?on|"
    r"unclear (?:whether|if|how)|could not (?:be|confirm)|not (?:yet )?(?:clear|known|confirmed)|no confirmed",
    re.IGNORECASE,
)
ZH_DEATH: Final = re.compile(
    r"死亡|遇难|丧生|身亡|丧命|毙命|遇害|牺牲|殉职|打死|炸死|杀死|杀害|击毙|枪杀|撞死|致死|死者|不治|"
    r"罹难|遗体|亡(?=[，。、；]|$)|死(?=[，。、；\d一二三四五六七八九十]|$)"
)
ZH_INJURY: Final = re.compile(
    r"受伤|负伤|重伤|轻伤|打伤|炸伤|刺伤|撞伤|烧伤|伤者|挂彩|伤势|伤(?=[，。、；]|$)|送医|不同程度伤"
)
ZH_NOBODY: Final = re.compile(
    r"(?P<casualties>(?:没有|无|未|并未|尚未)(?:造成|导致|引发|出现|发生|"
    r"有)?(?:任何)?(?:人员|人)?(?:伤亡|死伤)|(?:未|没有|并未)(?:造成|出现|"
    r"导致)?人员伤亡|无人(?:员)?(?:死伤|伤亡)|"
    r"均(?:安然无恙|平安|安全)|(?:全部|全体|人员|乘客|员工|司机)[^，。]{0,10}(?:安然无恙|平安|毫发无损))|"
    r"(?P<hurts>(?:没有|无|未有)(?:人员?|任何人)(?:在[^，。]{1,10}中)?受伤|无人受伤)|"
    r"(?P<lives>(?:没有|无|未有)(?:人员?|任何人)(?:死亡|遇难|丧生))"
)
ZH_NOT_KNOWN: Final = re.compile(r"尚不清楚|暂不清楚|不明|未知|尚无|暂无|有待确认|尚未确认|未经证实|是否|具体伤亡")
UR_DEATH: Final = re.compile(
    r"ہلاک(?!و)|ہلاکت(?!وں)|ہلاکتوں|ہلاکتیں|جاں ?بحق|جان ?بحق|جاں ?بہ ?حق|شہید|شہادت|مارے گئے|مارا گیا|ماری "
    r"گئی|مار دی[اے]|دم توڑ|موت|اموات|لاش(?:یں|وں)?|قتل|جان کی بازی|جان سے|چل بس|مرنے والوں|لقمہ اجل|فوت"
)
UR_INJURY: Final = re.compile(r"زخمی|زخمیوں|گھائل|زخم آئے|مجروح")
UR_NOBODY: Final = re.compile(
    r"(?P<casualties>(?:کوئی|کسی قسم کا|کسی)(?: بھی)? (?:جانی (?:یا مالی )?نقصان|جانی و مالی نقصان|جانی "
    r"نقصان)(?: کی اطلاع| کا (?:کوئی )?واقعہ)? (?:نہیں|نہ)|جانی نقصان (?:نہیں|نہ)|(?:کوئی|کسی) شخص (?:کو نقصان|"
    r"ہلاک یا زخمی) نہیں|"
    r"(?:تمام|سب|سبھی|عملہ|مسافر|افراد)[^۔،]{0,40} (?:محفوظ|بال بال بچ|سلامت)(?: رہ| ہیں| گئ|$| و)|محفوظ رہے|"
    r"خوش قسمتی سے کوئی|کوئی (?:ہلاک|شخص ہلاک) یا زخمی نہیں)|"
    r"(?P<hurts>کوئی (?:شخص |بھی )?زخمی نہیں|کسی کے زخمی ہونے کی (?:کوئی )?اطلاع نہیں)|(?P<lives>کوئی (?:شخص "
    r")?(?:ہلاک|جاں بحق) نہیں|کوئی ہلاکت نہیں)"
)
UR_NOT_KNOWN: Final = re.compile(r"فوری طور پر|معلوم نہیں|واضح نہیں|تصدیق نہیں|اطلاع نہیں ملی|علم نہیں")

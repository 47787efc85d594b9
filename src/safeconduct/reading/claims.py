"""Who is said to have done it, as the page reports it: claimed by themselves, denied, or laid at their door."""

import re
from typing import Final

from .draft import Claim
from .view import Sentence

_GROUP: Final = (
    r"(?:[A-Z][\w'’-]*(?: (?:of|for|the|and|de|la|in)(?= [A-Z]))?(?: (?:of|for|the|and|de|la|"
    r"in)(?= (?:the )?[A-Z]))*[ -]?)+"
)
_PAREN: Final = r"(?: ?\([A-Z][\w-]{1,12}\))?"
_SAID_TO: Final = (
    r"(?:,[^,.;]{3,80},)? (?:(?:has|have|had|later|also|earlier|on \w+|quickly|immediately|"
    r"reportedly|yesterday|today) )*"
)
_ACT: Final = (
    r"(?:responsibility|the (?:attack|blast|bombing|killing|raid|ambush|kidnapping|abduction|shooting|incident))"
)
_EN: Final[tuple[tuple[str, re.Pattern[str]], ...]] = (
    (
        "claimed",
        re.compile(
            rf"(?P<name>{_GROUP}){_PAREN}{_SAID_TO}(?:claim(?:ed|s|ing)?|accept(?:ed|s)?|t(?:ook|akes)) (?:\w+ "
            rf")?{_ACT}"
        ),
    ),
    (
        "claimed",
        re.compile(
            rf"(?:responsibility|the attack|the blast|the bombing)[^.;]{{0,60}}? (?:was|were|has been) claimed "
            rf"by (?:the |a group (?:called|calling itself) (?:the )?)?(?P<name>{_GROUP})"
        ),
    ),
    ("claimed", re.compile(rf"claimed by (?:the |a group (?:called|calling itself) (?:the )?)?(?P<name>{_GROUP})")),
    (
        "claimed",
        re.compile(
            rf"(?:group|faction|outfit|movement|organi[sz]ation|cell)[^.;]{{0,30}}? (?:called|calling itself|"
            rf"known as|named|styling itself) (?:the )?[“\"‘']?(?P<name>{_GROUP})[”\"’']?,? ?(?:\w+ "
            rf"){{0,4}}(?:claim|said[^.;]{{0,40}}? (?:it|they) (?:was behind|were behind|carried|had|planted))"
        ),
    ),
    (
        "claimed",
        re.compile(
            rf"(?P<name>{_GROUP}){_PAREN}{_SAID_TO}(?:said|says|announced|declared)[^.;]{{0,50}} (?:it|they|"
            rf"its (?:fighters|members|men)|their (?:fighters|men)) (?:was|were|had|have|has) (?:behind|"
            rf"carried out|planted|attacked|responsible|ambushed|killed|detonated|targeted|abducted|seized|blown)"
        ),
    ),
    (
        "denied",
        re.compile(
            rf"(?P<name>{_GROUP}){_PAREN}{_SAID_TO}(?:denied|denies|denying|disown(?:ed|s)|rejected|disclaimed|"
            rf"distanced itself from)(?: \w+){{0,3}} (?:any )?(?:responsibility|involvement|role|part|hand|"
            rf"having|being|carrying|link|connection|the (?:attack|claim|charge|accusation|allegation)s?|"
            rf"it (?:was|had))"
        ),
    ),
    (
        "denied",
        re.compile(
            rf"(?P<name>{_GROUP}){_PAREN}[^.;]{{0,40}}? said it (?:was not|had not|had nothing|did not|had "
            rf"no)(?: \w+){{0,3}}"
        ),
    ),
    (
        "attributed",
        re.compile(
            rf"(?:blam(?:ed|es|ing)|accus(?:ed|es|ing)|suspect(?:ed|s)?|point(?:ed|s|ing)? (?:the |a )?finger "
            rf"at|implicat(?:ed|es|ing))(?: [a-z]\w*){{0,2}} (?:fighters (?:of|from) )?(?:the )?(?:rebel |"
            rf"militant |"
            rf"separatist |armed |banned |outlawed )?(?:group )?(?P<name>{_GROUP})"
        ),
    ),
    (
        "attributed",
        re.compile(
            rf"(?:was|were|is|been|being) (?:widely )?(?:blamed on|attributed to|the work of|carried out by|"
            rf"(?:pinned|laid) on)(?: [a-z]\w*){{0,2}} (?:the )?(?P<name>{_GROUP})"
        ),
    ),
    (
        "attributed",
        re.compile(
            rf"(?:suspected|alleged)(?: (?:members|fighters|militants|gunmen)(?: of| from))? (?:the "
            rf")?(?P<name>{_GROUP}) (?:militants?|fighters?|gunmen|members|rebels|insurgents|men)"
        ),
    ),
    (
        "attributed",
        re.compile(
            rf"(?:said|believe[sd]?|think[s]?|told)[^.;]{{0,60}}? (?:the )?(?P<name>{_GROUP}) (?:was|were) "
            rf"(?:behind|responsible|to blame)"
        ),
    ),
)
_NOT_NAME: Final = re.compile(
    r"^(?:No|Nobody|None|Police|Army|Officials?|Authorities|Residents?|The|A|An|It|He|She|They|We|No one|"
    r"Neither|Government|Ministry|Investigators|Witnesses|Militants?|Rebels?|Gunmen|Locals|Two|Three|Both|But|"
    r"And|On|In|Later|Meanwhile|Some|Any|"
    r"Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|January|"
    r"February|March|April|May|June|July|August|September|October|November|December|"
    r"Security|Another|One)(?: (?:Group|Groups|"
    r"Officials?|Police|Forces))?$"
)
_ZH_QUOTED: Final = r"[“\"「](?P<name>[^”\"」]{2,16})[”\"」](?:组织|方面|武装)?"
_ZH_BARE: Final = (
    r"(?P<name>[^，。、；：\s“”的]{1,12}?(?:阵线|旅|军|运动|联盟|集团|党|民兵|武装|组织|派|阵营|兄弟会|纵队))"
)
_ZH_THEN: Final = (
    r"(?:随后|已|则|也|事后|发表声明|在网上|通过网络|\d+日|当天|晚间|，|昨日|"
    r"今日|发言人|的组织|在[^，。]{1,10}[上中])*"
)
_ZH_CLAIMED: Final = r"(?:宣称|声称|宣布|承认|称|认领|表示)[^。]{0,16}(?:负责|责任|所为|实施|发动|制造|认领)"
_ZH_DENIED: Final = r"(?:否认|拒绝承认|撇清)(?:了)?[^，。]{0,10}(?:责任|有关|参与|关系|制造|所为|指控|实施|关联)"
_ZH_BLAMED: Final = (
    r"(?P<by>[^，。；]{1,10}?)(?:指责|怀疑|认为|归咎于|指控|"
    r"将[^，。]{0,12}归咎于|称[^，。]{0,6}系)(?:是|该|反政府武装)*"
)
_ZH: Final[tuple[tuple[str, re.Pattern[str]], ...]] = tuple(
    (status, re.compile(before + name + after))
    for status, before, after in (
        ("denied", "", _ZH_THEN + _ZH_DENIED),
        ("claimed", "", _ZH_THEN + _ZH_CLAIMED),
        ("attributed", _ZH_BLAMED, ""),
    )
    for name in (_ZH_QUOTED, _ZH_BARE)
)
_UR: Final[tuple[tuple[str, re.Pattern[str]], ...]] = (
    (
        "denied",
        re.compile(
            r"(?P<name>[^۔،:]{3,40}?) نے (?:[^۔]{0,40})?(?:ذمہ داری|ملوث ہونے|الزام|تعلق)[^۔]{0,20}(?:تردید|"
            r"انکار|مسترد|لاتعلقی)"
        ),
    ),
    ("claimed", re.compile(r"ذمہ داری (?:کالعدم )?(?P<name>[^۔،:]{3,40}?) نے (?:قبول|لے لی|تسلیم)")),
    (
        "claimed",
        re.compile(r"(?P<name>[^۔،:]{3,40}?) نے (?:اس |اِس )?(?:[^۔]{0,40})?(?:کی )?ذمہ داری (?:قبول|لے لی|تسلیم)"),
    ),
    (
        "attributed",
        re.compile(
            r"(?P<by>[^۔،:]{2,30}?) نے (?:[^۔]{0,40} )?(?:کا |کی )?(?:الزام|ذمہ داری|ذمہ دار) "
            r"(?P<name>[^۔،:]{3,40}?) (?:پر|کو) (?:عائد|لگا|ڈال|ٹھہر|قرار)"
        ),
    ),
)
_NO_CLAIM: Final = re.compile(
    r"\bno (?:group|one|organi[sz]ation|party|militant group|faction|outfit)[^.;]{0,40}(?:claim|responsib)|"
    r"nobody has|not (?:been )?claimed|has yet (?:to )?claim|no "
    r"claim|没有(?:任何)?(?:组织|团体|人)|尚无(?:任何)?(?:组织|团体|"
    r"人)|暂无(?:组织|人)|无人(?:宣称|认领)|"
    r"کسی (?:بھی )?(?:گروہ|تنظیم|گروپ|شخص|جماعت)[^۔]{0,30}(?:نہیں|تاحال)",
    re.IGNORECASE,
)
_BY: Final = re.compile(
    r"\b(?:(?:the )?(?:police|army|military|officials?|government|authorities|ministry|governor|mayor|"
    r"commander|residents|investigators|security (?:forces|officials)|interior ministry|district "
    r"administration|intelligence\w*|analysts|locals)(?: (?:spokes\w+|chief|officials?))?)\b",
    re.IGNORECASE,
)


def claims_in(sentences: list[Sentence], language: str) -> list[tuple[Claim, Sentence, int, int]]:
    """Each claim with where its name stands in its sentence. "No group has claimed it" is none."""
    found: list[tuple[Claim, Sentence, int, int]] = []
    patterns = {"zh": _ZH, "ur": _UR}.get(language, _EN)
    for sentence in sentences:
        if _NO_CLAIM.search(sentence.text):
            continue
        taken: list[tuple[int, int]] = []
        for status, pattern in patterns:
            for match in pattern.finditer(sentence.text):
                start, end = match.span("name")
                name = _clean(match.group("name"), language)
                if not name or any(begin < end and start < after for begin, after in taken):
                    continue
                taken.append((start, end))
                by = match.groupdict().get("by") or (
                    _by(sentence.text, match.start()) if status == "attributed" else name
                )
                kept = Claim(
                    name,
                    "claimed" if status == "claimed" else "denied" if status == "denied" else "attributed",
                    by.strip(),
                )
                if not any(each.name == kept.name and each.status == kept.status for each, *_ in found):
                    found.append((kept, sentence, start, end))
    return found


def _clean(name: str, language: str) -> str:
    bare = re.split(r"[“\"「]", name.strip(" ,.-–—“”\"'‘’「」"))[-1]
    if language == "zh":
        bare = re.sub(
            r"^(?:名为|自称|极端组织|武装组织|反政府武装|一个|当地|该国|激进组织|组织|分离主义)+", "", bare
        )
        return (
            ""
            if re.search(r"^(?:警方|官方|当局|政府|军方|该|他|她|其|目前|居民|目击者|事件|袭击者|发言人)", bare)
            or len(bare) < 2
            else bare
        )
    if language == "ur":
        bare = re.sub(r"^.*(?:کالعدم|تنظیم|گروہ|گروپ) (?=\S+ \S)", "", bare) if len(bare.split()) > 4 else bare
        bare = re.sub(
            r"^(?:دوسری جانب|بعد ازاں|ادھر|تاہم|کالعدم|مسلح گروہ|عسکریت پسند گروہ|عسکری تنظیم|تنظیم) ", "", bare
        )
        return "" if re.match(r"(?:کسی|پولیس|حکام|حکومت|انہوں|اس|ترجمان$)", bare) else bare
    bare = re.sub(r"^(?:The|A|An|But|And|On \w+|Later|Meanwhile)\s+", "", bare)
    bare = re.sub(r"\s+(?:of|for|the|and|in)$", "", bare)
    if _NOT_NAME.match(bare) or not re.match(r"[A-Z]", bare) or len(bare) < 3:
        return ""
    return bare


def _by(text: str, before: int) -> str:
    found = list(_BY.finditer(text[: before + 40]))
    return found[0].group().strip() if found else ""

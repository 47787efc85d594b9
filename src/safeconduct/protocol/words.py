"""The vocabulary: events with their typed arguments, states, and what they are called in three languages.

Part of the meaning of every rule: a word's arguments never change under the same name. In the wordings
`{place}` stands for a named place; `did` may also name the `{gate}`, `{asset}`, `{officer}`, `{traveller}`,
`{site}`, `{metres}` and `{time}` of its event. Urdu verbs agree with the noun of the event's first argument.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Literal, TypeAlias

import msgspec

Lang: TypeAlias = Literal["en", "zh", "ur"]
LANGS: Final[tuple[Lang, ...]] = ("en", "zh", "ur")

Kind: TypeAlias = Literal[
    "asset",
    "zone",
    "movement",
    "party",
    "officer",
    "alarm",
    "gate",
    "incident",
    "action",
    "badge",
    "site",
    "time_ms",
    "subject",
    "metres",
    "traveller",
]


class Wording(msgspec.Struct, frozen=True):
    """One event in one language: as a noun, as a noun with a place, as a predicate, and as what was recorded."""

    noun: str
    at: str
    does: str
    did: str


class EventWord(msgspec.Struct, frozen=True):
    """One event. `made_by`: who can make the record that shows it."""

    name: str
    kinds: tuple[Kind, ...]
    made_by: Literal["officer", "watch", "crew", "traveller"]
    en: Wording
    zh: Wording
    ur: Wording


class Noun(msgspec.Struct, frozen=True):
    """What a kind of thing is called."""

    en: str
    zh: str
    ur: str


class StateWord(msgspec.Struct, frozen=True):
    """A state that starts with one event and stops with others of the same thing."""

    name: str
    kind: Kind
    starts: str
    stops: tuple[str, ...]
    en: str
    zh: str
    ur: str


def _w(noun: str, does: str, did: str, at: str = "") -> Wording:
    return Wording(noun, at or noun, does, did)


_EVENTS: Final[tuple[EventWord, ...]] = (
    EventWord("entered", ("asset", "zone"), "watch",
        _w("entry", "enters", "entered {place}", "entry into {place}"),
        _w("进入", "进入", "进入{place}", "进入{place}"),
        _w("دخول", "داخل ہوگی", "{place} میں داخل ہوئی", "{place} میں دخول")),
    EventWord("left", ("asset", "zone"), "watch",
        _w("exit", "leaves", "left {place}", "exit from {place}"),
        _w("离开", "离开", "离开{place}", "离开{place}"),
        _w("اخراج", "نکلے گی", "{place} سے نکلی", "{place} سے اخراج")),
    EventWord("checked", ("asset", "zone"), "officer",
        _w("check", "is checked", "was checked in {place}", "check in {place}"),
        _w("检查", "接受检查", "在{place}接受检查", "在{place}的检查"),
        _w("جانچ", "جانچی جائے گی", "{place} میں جانچی گئی", "{place} میں جانچ")),
    EventWord("searched", ("asset", "zone"), "officer",
        _w("search", "is searched", "was searched in {place}", "search in {place}"),
        _w("搜查", "接受搜查", "在{place}接受搜查", "在{place}的搜查"),
        _w("تلاشی", "کی تلاشی ہوگی", "کی {place} میں تلاشی لی گئی", "{place} میں تلاشی")),
    EventWord("appointed", ("movement", "time_ms"), "officer",
        _w("appointment", "is appointed", "was given the agreed time {time}"),
        _w("约定", "约定时间", "约定的时间为{time}"),
        _w("وقت کی تعیین", "کا وقت طے ہوگا", "کا وقت {time} طے کیا گیا")),
    EventWord("started", ("movement",), "officer",
        _w("start", "starts", "was started"), _w("启动", "启动", "启动"),
        _w("آغاز", "شروع ہوگا", "شروع ہوا")),
    EventWord("departed", ("movement",), "crew",
        _w("departure", "departs", "departed"), _w("出发", "出发", "出发"),
        _w("روانگی", "روانہ ہوگا", "روانہ ہوا")),
    EventWord("checked_in", ("movement",), "crew",
        _w("check-in", "checks in", "checked in"), _w("报到", "报到", "报到"),
        _w("چیک اِن", "چیک اِن کرے گا", "نے چیک اِن کیا")),
    EventWord("arrived", ("movement",), "crew",
        _w("arrival", "arrives", "arrived"), _w("到达", "到达", "到达"),
        _w("آمد", "پہنچے گا", "پہنچا")),
    EventWord("stopped", ("movement",), "officer",
        _w("stop", "is stopped", "was stopped"), _w("叫停", "被叫停", "被叫停"),
        _w("روک", "روکا جائے گا", "روکا گیا")),
    EventWord("approved", ("movement", "party"), "officer",
        _w("approval", "is approved", "was approved"), _w("批准", "获得批准", "获得批准"),
        _w("منظوری", "منظور ہوگا", "منظور ہوا")),
    EventWord("refused", ("movement", "party"), "officer",
        _w("refusal", "is refused", "was refused"), _w("拒绝", "被拒绝", "被拒绝"),
        _w("انکار", "مسترد ہوگا", "مسترد ہوا")),
    EventWord("revoked", ("movement", "party"), "officer",
        _w("revocation", "has its approval revoked", "had its approval revoked"),
        _w("撤销", "批准被撤销", "批准被撤销"),
        _w("منظوری کی واپسی", "کی منظوری واپس ہوگی", "کی منظوری واپس لی گئی")),
    EventWord("approved_by", ("movement", "officer"), "officer",
        _w("officer's approval", "is approved by an officer", "was approved by officer {officer}"),
        _w("人员批准", "获得人员批准", "获得人员{officer}的批准"),
        _w("افسر کی منظوری", "افسر سے منظور ہوگا", "افسر {officer} نے منظور کیا")),
    EventWord("revoked_by", ("movement", "officer"), "officer",
        _w("officer's revocation", "loses an officer's approval", "lost the approval of officer {officer}"),
        _w("人员撤销", "人员批准被撤销", "人员{officer}的批准被撤销"),
        _w("افسر کی واپسی", "افسر کی منظوری واپس ہوگی", "افسر {officer} کی منظوری واپس ہوئی")),
    EventWord("released", ("movement",), "officer",
        _w("release", "is released", "was released"), _w("放行", "放行", "放行"),
        _w("اجرا", "جاری ہوگا", "جاری ہوا")),
    EventWord("handed_over", ("movement", "party"), "crew",
        _w("handover", "is handed over", "was handed over"), _w("移交", "移交", "移交"),
        _w("حوالگی", "حوالے ہوگا", "حوالے کیا گیا")),
    EventWord("taken_over", ("movement", "party"), "crew",
        _w("takeover", "is taken over", "was taken over"), _w("接管", "被接管", "被接管"),
        _w("وصولی", "وصول ہوگا", "وصول کیا گیا")),
    EventWord("located", ("movement",), "watch",
        _w("fix", "is located", "was located"), _w("定位", "被定位", "被定位"),
        _w("مقام کی اطلاع", "کا مقام معلوم ہوگا", "کا مقام معلوم ہوا")),
    EventWord("alarm_raised", ("alarm",), "watch",
        _w("alarm", "is raised", "was raised"), _w("警报", "发出", "发出"),
        _w("الارم", "بجے گا", "بجا")),
    EventWord("alarm_acknowledged", ("alarm", "party"), "officer",
        _w("acknowledgement", "is acknowledged", "was acknowledged"), _w("警报确认", "得到确认", "得到确认"),
        _w("الارم کی توثیق", "کی توثیق ہوگی", "کی توثیق ہوئی")),
    EventWord("alarm_resolved", ("alarm",), "officer",
        _w("resolution", "is resolved", "was resolved"), _w("警报解除", "被解除", "被解除"),
        _w("الارم کی بندش", "ختم ہوگا", "ختم ہوا")),
    EventWord("alarm_escalated", ("alarm",), "officer",
        _w("escalation", "is escalated", "was escalated"), _w("警报升级", "升级", "升级"),
        _w("الارم کی بالا اطلاع", "کی بالا اطلاع ہوگی", "کی بالا اطلاع دی گئی")),
    EventWord("gate_opened", ("gate",), "officer",
        _w("gate opening", "is opened", "was opened"), _w("开门", "打开", "打开"),
        _w("گیٹ کھلنے کی کارروائی", "کھلے گا", "کھولا گیا")),
    EventWord("gate_closed", ("gate",), "officer",
        _w("gate closing", "is closed", "was closed"), _w("关门", "关闭", "关闭"),
        _w("گیٹ بند ہونے کی کارروائی", "بند ہوگا", "بند کیا گیا")),
    EventWord("admitted", ("asset", "gate"), "officer",
        _w("admission", "is admitted", "was admitted at gate {gate}"), _w("放入", "被放入", "在大门{gate}被放入"),
        _w("اندر آنے کی اجازت", "اندر آئے گی", "گیٹ {gate} سے اندر آنے دی گئی")),
    EventWord("authorised", ("gate", "party"), "officer",
        _w("authorisation", "is authorised", "was authorised"), _w("授权", "获得授权", "获得授权"),
        _w("اختیار", "مجاز ہوگا", "مجاز کیا گیا")),
    EventWord("incident_opened", ("incident", "party"), "officer",
        _w("incident", "is opened", "was opened"), _w("事件", "立案", "立案"),
        _w("واقعے کی ابتدائی اطلاع", "درج ہوگا", "درج ہوا")),
    EventWord("incident_reported", ("incident", "party"), "officer",
        _w("report", "is reported", "was reported"), _w("报告", "报告", "报告"),
        _w("رپورٹ", "رپورٹ ہوگا", "رپورٹ ہوا")),
    EventWord("waived", ("subject", "party"), "officer",
        _w("waiver", "is waived", "was waived"), _w("豁免", "获得豁免", "获得豁免"),
        _w("استثنا", "مستثنیٰ ہوگا", "مستثنیٰ ہوا")),
    EventWord("countersigned", ("subject", "party"), "officer",
        _w("countersignature", "is countersigned", "was countersigned"), _w("会签", "获得会签", "获得会签"),
        _w("تصدیقی دستخط", "پر تصدیقی دستخط ہوں گے", "پر تصدیقی دستخط ہوئے")),
    EventWord("came_near", ("movement", "asset", "metres"), "watch",
        _w("escort in range", "has an escort in range", "had escort {asset} come within {metres}"),
        _w("护送车到位", "护送车到位", "有护送车{asset}进入{metres}之内"),
        _w("محافظ کی قربت", "کے قریب محافظ ہوگا", "کے {metres} کے اندر محافظ گاڑی {asset} آئی")),
    EventWord("went_far", ("movement", "asset", "metres"), "watch",
        _w("escort out of range", "has an escort out of range", "had escort {asset} go farther than {metres}"),
        _w("护送车远离", "护送车远离", "的护送车{asset}远离至{metres}之外"),
        _w("محافظ کی دوری", "سے محافظ دور ہوگا", "سے محافظ گاڑی {asset} {metres} سے زیادہ دور ہوئی")),
    EventWord("approached", ("movement", "asset", "metres"), "watch",
        _w("approach", "is approached", "was approached by vehicle {asset} closer than {metres}"),
        _w("接近", "被接近", "被车辆{asset}接近至不足{metres}"),
        _w("غیر گاڑی کی قربت", "کے قریب گاڑی ہوگی", "کے {metres} سے کم فاصلے پر گاڑی {asset} آئی")),
    EventWord("receded", ("movement", "asset", "metres"), "watch",
        _w("withdrawal", "is left alone", "was left by vehicle {asset} to {metres} or more"),
        _w("远离", "被远离", "与车辆{asset}的距离恢复至{metres}或以上"),
        _w("غیر گاڑی کی دوری", "سے گاڑی دور ہوگی", "سے گاڑی {asset} {metres} یا زیادہ دور ہوئی")),
    EventWord("action_taken", ("action", "time_ms"), "officer",
        _w("undertaking", "is taken on", "was taken on for {time}"),
        _w("承担", "被承担", "被承担，约定时间为{time}"),
        _w("ذمہ داری کا اندراج", "ذمے لیا جائے گا", "{time} تک کے لیے ذمے لیا گیا")),
    EventWord("action_done", ("action",), "officer",
        _w("completion", "is done", "was done"), _w("完成", "完成", "完成"),
        _w("تکمیل", "مکمل ہوگا", "مکمل ہوا")),
    EventWord("badge_seen", ("badge", "site"), "officer",
        _w("badge sighting", "is seen", "was seen at site {site}"), _w("证件出现", "出现", "在场所{site}出现"),
        _w("بیج کی موجودگی", "دیکھا جائے گا", "سائٹ {site} پر دیکھا گیا")),
    EventWord("badge_left", ("badge", "site"), "officer",
        _w("badge exit", "goes out", "went out of site {site}"), _w("证件离开", "离开", "离开场所{site}"),
        _w("بیج کا اخراج", "باہر جائے گا", "سائٹ {site} سے باہر گیا")),
    EventWord("grant_began", ("badge", "site"), "watch",
        _w("grant", "is granted presence", "was granted presence at site {site}"),
        _w("准许生效", "获准在场", "获准在场所{site}在场"),
        _w("اجازت کا آغاز", "کو اجازت ملے گی", "کو سائٹ {site} کے لیے اجازت ملی")),
    EventWord("grant_lapsed", ("badge", "site"), "watch",
        _w("grant lapse", "loses its grant", "lost its grant for site {site}"),
        _w("准许失效", "失去准许", "失去对场所{site}的准许"),
        _w("اجازت کا خاتمہ", "کی اجازت ختم ہوگی", "کی سائٹ {site} کے لیے اجازت ختم ہوئی")),
    EventWord("risk_rated", ("movement", "party"), "officer",
        _w("risk rating", "has its risk rated", "had its risk rated"),
        _w("风险评估", "得到风险评估", "得到风险评估"),
        _w("خطرے کی جانچ", "کے خطرے کی جانچ ہوگی", "کے خطرے کی جانچ ہوئی")),
    EventWord("risk_lapsed", ("movement", "party"), "watch",
        _w("risk lapse", "loses its risk rating", "lost its risk rating"),
        _w("风险评估失效", "失去风险评估", "失去风险评估"),
        _w("خطرے کی جانچ کا خاتمہ", "کے خطرے کی جانچ کی میعاد ختم ہوگی", "کے خطرے کی جانچ کی میعاد ختم ہوئی")),
    EventWord("requested", ("movement",), "officer",
        _w("request", "is requested", "was requested"), _w("申请", "被申请", "被申请"),
        _w("درخواست", "کی درخواست ہوگی", "کی درخواست کی گئی")),
    EventWord("diverted", ("movement",), "crew",
        _w("diversion", "is diverted", "was diverted to a haven"), _w("改道", "改道", "改道至避险点"),
        _w("راستے کی تبدیلی", "کا راستہ بدلے گا", "کا راستہ پناہ گاہ کی طرف بدلا گیا")),
    EventWord("panic", ("movement", "traveller"), "traveller",
        _w("panic call", "has a panic call", "had a panic call by traveller {traveller}"),
        _w("求救", "有求救", "有旅客{traveller}求救"),
        _w("مدد کی پکار", "میں مدد کی پکار ہوگی", "میں مسافر {traveller} نے مدد کے لیے پکارا")),
    EventWord("halted", ("movement", "asset"), "watch",
        _w("halt", "has a halt", "had vehicle {asset} stand still"),
        _w("停留", "发生停留", "有车辆{asset}停留不动"),
        _w("رکاؤ", "میں رکاؤ ہوگا", "کی گاڑی {asset} رک گئی")),
    EventWord("moved_on", ("movement", "asset"), "watch",
        _w("resumption", "moves on", "had vehicle {asset} move on"),
        _w("续行", "继续行驶", "的车辆{asset}继续行驶"),
        _w("دوبارہ روانگی", "پھر چل پڑے گا", "کی گاڑی {asset} پھر چل پڑی")),
    EventWord("off_corridor", ("movement", "asset", "metres"), "watch",
        _w("deviation", "deviates from its route", "had vehicle {asset} {metres} off its route"),
        _w("偏离", "偏离路线", "的车辆{asset}偏离路线{metres}"),
        _w("راستے سے ہٹاؤ", "راستے سے ہٹے گا", "کی گاڑی {asset} راستے سے {metres} ہٹی")),
    EventWord("on_corridor", ("movement", "asset"), "watch",
        _w("return to the route", "returns to its route", "had vehicle {asset} return to its route"),
        _w("归线", "回到路线", "的车辆{asset}回到路线"),
        _w("راستے پر واپسی", "راستے پر واپس آئے گا", "کی گاڑی {asset} راستے پر واپس آئی")),
    EventWord("late", ("movement", "asset", "subject"), "watch",
        _w("missed checkpoint", "misses a checkpoint", "had vehicle {asset} late at a checkpoint"),
        _w("检查点迟到", "未按时到检查点", "的车辆{asset}未按时到检查点"),
        _w("چیک پوائنٹ پر تاخیر", "چیک پوائنٹ پر دیر سے ہوگا", "کی گاڑی {asset} چیک پوائنٹ پر وقت پر نہ تھی")),
    EventWord("silent", ("asset",), "watch",
        _w("loss of contact", "falls silent", "fell silent"),
        _w("失联", "失联", "失联"),
        _w("خاموشی", "خاموش ہوگی", "خاموش ہوئی")),
    EventWord("reporting", ("asset",), "watch",
        _w("contact", "is heard again", "was heard again"),
        _w("恢复报告", "恢复报告", "恢复报告"),
        _w("دوبارہ اطلاع", "دوبارہ اطلاع دے گی", "نے دوبارہ اطلاع دی")),
    EventWord("distress", ("asset",), "watch",
        _w("distress call", "calls for help", "called for help by its device"),
        _w("设备求救", "用设备求救", "用设备求救"),
        _w("آلے سے مدد کی پکار", "مدد کے لیے پکارے گی", "نے آلے سے مدد کے لیے پکارا")),
    EventWord("tampered", ("asset",), "watch",
        _w("tampering", "has its device tampered with", "had its device tampered with"),
        _w("拆动设备", "设备被拆动", "设备被拆动"),
        _w("آلے سے چھیڑ چھاڑ", "کے آلے سے چھیڑ چھاڑ ہوگی", "کے آلے سے چھیڑ چھاڑ ہوئی")),
    EventWord("blind", ("asset",), "watch",
        _w("camera failure", "goes blind", "went blind"),
        _w("摄像头失效", "失去视野", "失去视野"),
        _w("کیمرے کی خرابی", "کو نظر آنا بند ہوگا", "کو نظر آنا بند ہوا")),
    EventWord("seeing", ("asset",), "watch",
        _w("camera recovery", "sees again", "saw again"),
        _w("摄像头恢复", "恢复视野", "恢复视野"),
        _w("کیمرے کی بحالی", "کو پھر نظر آئے گا", "کو پھر نظر آیا")),
)  # fmt: skip

EVENTS: Final[Mapping[str, EventWord]] = MappingProxyType({word.name: word for word in _EVENTS})

STATES: Final[Mapping[str, StateWord]] = MappingProxyType({
    word.name: word
    for word in (
        StateWord("under_way", "movement", "started", ("arrived", "stopped"),
            "a movement is under way", "行程进行", "سفر جاری ہو"),
        StateWord("gate_open", "gate", "gate_opened", ("gate_closed",),
            "a gate is open", "大门开启", "گیٹ کھلا ہو"),
        StateWord("alarm_open", "alarm", "alarm_raised", ("alarm_resolved",),
            "an alarm is unresolved", "警报未解除", "الارم برقرار ہو"),
    )
})  # fmt: skip

NOUNS: Final[Mapping[Kind, Noun]] = MappingProxyType({
    "asset": Noun("vehicle", "车辆", "گاڑی"),
    "movement": Noun("movement", "行程", "سفر"),
    "alarm": Noun("alarm", "警报", "الارم"),
    "gate": Noun("gate", "大门", "گیٹ"),
    "incident": Noun("incident", "事件", "واقعہ"),
    "action": Noun("action", "事项", "کام"),
    "badge": Noun("badge", "证件", "بیج"),
})  # fmt: skip

_INITIALS: Final[Mapping[str, str]] = MappingProxyType(
    {"asset": "v", "party": "party-", "officer": "o", "action": "d"}
)


def sample_name(kind: str, i: int) -> str:
    """What the i-th made-up thing of a kind is called in examples: vehicle v1, movement m2."""
    return f"{_INITIALS.get(kind, kind[:1] or 'x')}{i + 1}"

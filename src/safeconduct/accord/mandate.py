"""A mandate in words: every language from the same fields, so that all versions are one permission."""

from typing import Final, Protocol

from safeconduct.records.body import Role
from safeconduct.records.clause import DayHours, MandateAct, MandateContent
from safeconduct.records.units import Lang, PartyId, Resource

_ROLES: Final[dict[Role, dict[Lang, str]]] = {
    "admin": {"en": "Administrators", "zh": "管理员", "ur": "منتظم"},
    "security": {"en": "Security officers", "zh": "安全人员", "ur": "سلامتی افسر"},
    "operator": {"en": "Operators", "zh": "值班员", "ur": "آپریٹر"},
    "liaison": {"en": "Liaison officers", "zh": "联络官", "ur": "رابطہ افسر"},
    "keeper": {"en": "Gate keepers", "zh": "门卫", "ur": "گیٹ محافظ"},
    "node": {"en": "The node", "zh": "节点", "ur": "نوڈ"},
}
_ACTS: Final[dict[MandateAct, dict[Lang, tuple[str, str]]]] = {
    "accompany": {
        "en": ("accompany movements", "accompany movements at {on}"),
        "zh": ("可随行程护送", "可在{on}随行程护送"),
        "ur": ("سفروں کے ساتھ جا سکتے ہیں", "{on} میں سفروں کے ساتھ جا سکتے ہیں"),
    },
    "attend_meetings": {
        "en": ("attend security meetings", "attend security meetings at {on}"),
        "zh": ("可出席安全会议", "可出席{on}的安全会议"),
        "ur": ("سلامتی کے اجلاسوں میں شریک ہو سکتے ہیں", "{on} کے سلامتی اجلاسوں میں شریک ہو سکتے ہیں"),
    },
    "be_present": {
        "en": ("be present at the sites", "be present at {on}"),
        "zh": ("可在各厂区驻留", "可在{on}驻留"),
        "ur": ("مقامات پر موجود رہ سکتے ہیں", "{on} میں موجود رہ سکتے ہیں"),
    },
    "read_documents": {
        "en": ("read documents released to them", "read documents of {on} released to them"),
        "zh": ("可阅读向其开放的文件", "可阅读向其开放的{on}文件"),
        "ur": ("اپنے لیے جاری دستاویزات پڑھ سکتے ہیں", "{on} کی اپنے لیے جاری دستاویزات پڑھ سکتے ہیں"),
    },
    "see_facts": {
        "en": ("see the facts of the watch", "see the facts of {on}"),
        "zh": ("可查看值守所得的事实", "可查看{on}的事实"),
        "ur": ("نگرانی کے حقائق دیکھ سکتے ہیں", "{on} کے حقائق دیکھ سکتے ہیں"),
    },
    "see_feed": {
        "en": ("see every feed", "see the feed {on}"),
        "zh": ("可查看所有信息源", "可查看信息源{on}"),
        "ur": ("تمام فیڈ دیکھ سکتے ہیں", "فیڈ {on} دیکھ سکتے ہیں"),
    },
}
_SENTENCE: Final[dict[Lang, str]] = {
    "en": "{roles} of {party} may {act}{rest}.",
    "zh": "{party}的{roles}{act}{rest}。",
    "ur": "{party} کے {roles} {act}{rest}۔",
}
_AT_MOST: Final[dict[Lang, str]] = {
    "en": ", at most {n} at a time",
    "zh": "，同时至多{n}人",
    "ur": "، ایک وقت میں زیادہ سے زیادہ {n} افراد",
}
_HOURS: Final[dict[Lang, str]] = {
    "en": ", daily from {start} to before {end} UTC{offset}",
    "zh": "，每日{start}起至{end}前（UTC{offset}）",
    "ur": "، روزانہ {start} سے {end} سے پہلے تک (UTC{offset})",
}
_ROUNDED: Final[dict[Lang, str]] = {
    "en": ", positions rounded to {m} m",
    "zh": "，位置取整至{m}米",
    "ur": "، مقام {m} میٹر تک گول کیے گئے",
}
_AND: Final[dict[Lang, str]] = {"en": " and ", "zh": "和", "ur": " اور "}


class Namer(Protocol):
    """What parties and places are called."""

    def party(self, party: PartyId, lang: Lang) -> str:
        """With its article in English."""

    def resource(self, resource: Resource, lang: Lang) -> str:
        """The name of a site, a zone or a feed."""


def say(mandate: MandateContent, lang: Lang, names: Namer) -> str:
    """The permission as one sentence."""
    plain, limited = _ACTS[mandate.act][lang]
    on = _AND[lang].join(names.resource(each, lang) for each in mandate.on)
    rest = ""
    if mandate.at_most is not None:
        rest += _AT_MOST[lang].format(n=mandate.at_most)
    if mandate.hours is not None:
        rest += _hours(mandate.hours, lang)
    if mandate.resolution_m is not None:
        rest += _ROUNDED[lang].format(m=mandate.resolution_m)
    return _SENTENCE[lang].format(
        roles=_ROLES[mandate.role][lang],
        party=names.party(mandate.party, lang),
        act=limited.format(on=on) if on else plain,
        rest=rest,
    )


def _hours(hours: DayHours, lang: Lang) -> str:
    sign = "-" if hours.offset_min < 0 else "+"
    offset = f"{sign}{_clock(abs(hours.offset_min))}" if hours.offset_min else ""
    return _HOURS[lang].format(start=_clock(hours.from_min), end=_clock(hours.to_min), offset=offset)


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"

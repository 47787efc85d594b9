"""A rule in words. All languages are written from the rule alone; English parses back to the same rule."""

from datetime import UTC, datetime

from msgspec import UNSET

from safeconduct.records.units import PartyId

from .lexicon import Lexicon
from .notation import write_duty
from .rule import FORMAL, Rule, Severity, pattern_of
from .wording import duration, fill
from .words import Lang

_SEVERITY = {
    "en": "Severity: {0}.",
    "zh": "级别：{0}。",
    "ur": "درجہ: {0}۔",
}
_LEVELS = {
    Severity.NOTE: {"en": "note", "zh": "记录", "ur": "اندراج"},
    Severity.ALARM: {"en": "alarm", "zh": "警报", "ur": "الارم"},
    Severity.STOP: {"en": "stop", "zh": "停止行动", "ur": "کارروائی روکیں"},
}
_DATES = {
    "en": "From {0} to {1}.",
    "zh": "自{0}起至{1}止（UTC，不含止点），以义务产生的时间为准。",
    "ur": "{0} سے {1} تک (UTC، آخری لمحہ شامل نہیں)، ذمہ داری پیدا ہونے کے وقت کے مطابق۔",
}
_WAIVER = {
    "en": "Unless a waiver is recorded by {0} within that time.",
    "zh": "{0}均在上述时限内记录豁免的除外。",
    "ur": "سوائے اس کے کہ {0} اسی مدت کے اندر استثنا درج کرے۔",
}
_ANSWERS = {
    "en": "A violation is answered by {0}.",
    "zh": "发生违反时由{0}作出答复。",
    "ur": "خلاف ورزی کی صورت میں {0} جواب دے گا۔",
}
_SKEW = {
    "en": "Clocks may differ by {0}.",
    "zh": "各方时钟允许相差{0}。",
    "ur": "فریقین کی گھڑیوں میں {0} تک فرق ہو سکتا ہے۔",
}
_LAG = {
    "en": "Logs may lag by {0}.",
    "zh": "各方日志可滞后{0}。",
    "ur": "فریقین کے لاگ {0} تک پیچھے رہ سکتے ہیں۔",
}
_SILENCE = {
    "violated": {
        "en": "While a log is silent, the duty counts as violated.",
        "zh": "日志静默期间，该义务视为违反。",
        "ur": "جب تک کوئی لاگ خاموش ہو، ذمہ داری کی خلاف ورزی شمار ہوگی۔",
    },
    "others": {
        "en": "While a log is silent, the duty is judged by the other logs.",
        "zh": "日志静默期间，该义务依其他各方日志判定。",
        "ur": "جب تک کوئی لاگ خاموش ہو، ذمہ داری دوسرے فریقوں کے لاگ سے جانچی جائے گی۔",
    },
}
_EACH = {"en": "each party", "zh": "每一方", "ur": "ہر فریق"}
_AND = {"en": " and ", "zh": "和", "ur": " اور "}


def say(rule: Rule, lang: Lang, lexicon: Lexicon) -> str:
    """The rule as a clause in one language; a formal rule as its formula.

    Law: parse(say(rule, "en", l), l) == rule.
    """
    if rule.pattern == FORMAL:
        parts = [write_duty(rule.duties[0])]
    else:
        parts = [fill(getattr(pattern_of(rule.pattern), lang), rule.slots, lang, lexicon)]
    if rule.waiver:
        parts.append(_WAIVER[lang].format(_parties(rule.waiver, lang, lexicon)))
    if rule.from_ms is not None and rule.to_ms is not None:
        parts.append(_DATES[lang].format(moment(rule.from_ms), moment(rule.to_ms)))
    if rule.severity is not Severity.ALARM:
        parts.append(_SEVERITY[lang].format(_LEVELS[rule.severity][lang]))
    if rule.answers:
        parts.append(_ANSWERS[lang].format(_parties(rule.answers, lang, lexicon)))
    if rule.skew_ms:
        parts.append(_SKEW[lang].format(duration(rule.skew_ms, lang)))
    if rule.lag_ms is not UNSET:
        parts.append(_LAG[lang].format(duration(rule.lag_ms, lang)))
    if rule.silence is not UNSET:
        parts.append(_SILENCE[rule.silence][lang])
    return ("" if lang == "zh" else " ").join(parts)


def moment(t_ms: int) -> str:
    """A minute in UTC, as clauses write it: 2026-05-01 06:00."""
    return datetime.fromtimestamp(t_ms // 1000, UTC).strftime("%Y-%m-%d %H:%M")


def _parties(parties: tuple[PartyId, ...], lang: Lang, lexicon: Lexicon) -> str:
    if parties == lexicon.party_ids():
        return _EACH[lang]
    return _AND[lang].join(lexicon.party(party, lang) for party in parties)

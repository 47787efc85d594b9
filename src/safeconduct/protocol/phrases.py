"""The fixed parts of an explanation, in three languages. The second verifier has the same, in phrases.ts."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from .words import Lang

TEXTS: Final[Mapping[str, Mapping[Lang, str]]] = MappingProxyType({
    "anchor": {"en": "At {at}, {what}.", "zh": "{at}，{what}。", "ur": "{at} پر {what}۔"},
    "silence": {
        "en": "There is no record of {missing}.",
        "zh": "没有{missing}的记录。",
        "ur": "{missing} کا کوئی اندراج نہیں ہے۔",
    },
    "who": {
        "en": "Such a record could have been made by {who}.",
        "zh": "该记录本可由{who}作出。",
        "ur": "یہ اندراج {who} کی طرف سے ہو سکتا تھا۔",
    },
    "without": {
        "en": "There is no record of {missing}, which could have been made by {who}.",
        "zh": "没有{missing}的记录，该记录本可由{who}作出。",
        "ur": "{missing} کا کوئی اندراج نہیں ہے، جو {who} کی طرف سے ہو سکتا تھا۔",
    },
    "unnamed": {
        "en": "There is no record that meets the duty.",
        "zh": "没有履行该义务的记录。",
        "ur": "ذمہ داری پوری کرنے کا کوئی اندراج نہیں ہے۔",
    },
    "presence": {
        "en": "Against this stands the record that {witness}.",
        "zh": "与此相悖的记录：{witness}。",
        "ur": "اس کے خلاف یہ اندراج موجود ہے: {witness}۔",
    },
    "itself": {
        "en": "The clause does not allow what this record by {party} shows.",
        "zh": "{party}的这一记录所示之事为条款所不许。",
        "ur": "{party} کا یہ اندراج جو دکھاتا ہے، شق اس کی اجازت نہیں دیتی۔",
    },
    "satisfied": {
        "en": "The duty is met: {witness}.",
        "zh": "义务已履行：{witness}。", "ur": "ذمہ داری پوری ہوئی: {witness}۔",
    },
    "met": {"en": "The duty is met.", "zh": "义务已履行。", "ur": "ذمہ داری پوری ہوئی۔"},
    "pending": {
        "en": "The duty is open until {due}.",
        "zh": "该义务在{due}之前仍待履行。", "ur": "یہ ذمہ داری {due} تک کھلی ہے۔",
    },
    "superseded": {
        "en": "A later record replaced the duty: {witness}.",
        "zh": "后来的记录取代了该义务：{witness}。",
        "ur": "بعد کے اندراج نے اس ذمہ داری کی جگہ لے لی: {witness}۔",
    },
    "within_skew": {
        "en": "Whether it was on time cannot be judged: it turns on less than the stated difference of the clocks.",
        "zh": "无法判断是否按时：差异小于约定的时钟误差。",
        "ur": "بروقت ہونے کا فیصلہ ممکن نہیں: فرق گھڑیوں کے مقررہ فرق سے کم ہے۔",
    },
    "timed": {"en": "{what} {span}", "zh": "{span}的{what}", "ur": "{span} {what}"},
    "by": {"en": "by {to}", "zh": "截至{to}", "ur": "{to} تک"},
    "later": {"en": "after that and by {to}", "zh": "此后至{to}", "ur": "اس کے بعد {to} تک"},
    "between": {"en": "between {from} and {to}", "zh": "{from}至{to}之间", "ur": "{from} اور {to} کے درمیان"},
    "before": {"en": "before that", "zh": "在此之前", "ur": "اس سے پہلے"},
    "up_to": {"en": "up to that moment", "zh": "截至该时刻", "ur": "اس لمحے تک"},
    "now": {"en": "at that moment", "zh": "在该时刻", "ur": "اسی لمحے"},
    "since": {"en": "since then", "zh": "此后", "ur": "اس کے بعد"},
    "holds": {"en": "that holds at that moment", "zh": "在该时刻仍然有效", "ur": "اس لمحے تک برقرار"},
    "held": {
        "en": "made earlier that holds at that moment",
        "zh": "在此之前作出且在该时刻仍然有效",
        "ur": "پہلے کی اور اس لمحے تک برقرار",
    },
    "fresh": {
        "en": "made earlier, but not before {from}, that holds at that moment",
        "zh": "不早于{from}、在此之前作出且在该时刻仍然有效",
        "ur": "پہلے کی، مگر {from} سے قدیم نہیں، اور اس لمحے تک برقرار",
    },
    "counted": {"en": "at least {n} {what}", "zh": "至少{n}次{what}", "ur": "کم از کم {n} بار {what}"},
    "counted_party": {
        "en": "at least {n} {what} by different parties",
        "zh": "至少{n}个不同方的{what}",
        "ur": "کم از کم {n} مختلف فریقوں کی جانب سے {what}",
    },
    "counted_officer": {
        "en": "at least {n} {what} by different officers",
        "zh": "至少{n}名不同人员的{what}",
        "ur": "کم از کم {n} مختلف افسروں کی جانب سے {what}",
    },
    "or": {"en": " or ", "zh": "或", "ur": " یا "},
    "and": {"en": " and ", "zh": "；", "ur": " اور "},
    "moment": {"en": "{what} at {at}", "zh": "{at} {what}", "ur": "{at} پر {what}"},
    "of_party": {"en": " by {party}", "zh": "（{party}）", "ur": " ({party})"},
    "by_party": {"en": "{what} by {party}", "zh": "{party}的{what}", "ur": "{party} کی جانب سے {what}"},
    "made_by": {"en": "{roles} of {party}", "zh": "{party}的{roles}", "ur": "{party} کے {roles}"},
    "officer": {"en": "an officer", "zh": "人员", "ur": "کسی افسر"},
    "watch": {"en": "the watch", "zh": "监测", "ur": "نگرانی کے نظام"},
    "traveller": {"en": "a traveller of the movement", "zh": "行程的旅客", "ur": "سفر کے کسی مسافر"},
    "crew": {"en": "the crew of the movement", "zh": "行程随行人员", "ur": "سفر کے عملے"},
})  # fmt: skip

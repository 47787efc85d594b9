"""A verdict in words: who, where, when, which record is missing, who could have made it.

At most three sentences. It speaks of records only: "no record of", never "did not".
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from safeconduct.records.units import LAST_MS, PartyId, RecordId, ZoneId
from safeconduct.state.fact import Fact, Logged

from . import formula as f
from .judge import FAR, Proof, Row, Truth, View, Worth
from .lexicon import Lexicon
from .nodes import compile_formula
from .rule import Rule
from .slots import Happening
from .verdict import Status, Verdict
from .wording import event as say_event
from .wording import with_article
from .words import EVENTS, NOUNS, Lang

_TEXTS: Mapping[str, Mapping[Lang, str]] = {
    "anchor": {"en": "At {at}, {what}.", "zh": "{at}，{what}。", "ur": "{at} پر {what}۔"},
    "silence": {
        "en": "There is no record of {missing} {span}.",
        "zh": "{span}，没有{missing}的记录。",
        "ur": "{span} {missing} کا کوئی اندراج نہیں ہے۔",
    },
    "who": {
        "en": "It could have been made by {who}.",
        "zh": "该记录本可由{who}作出。",
        "ur": "یہ اندراج {who} کی طرف سے ہو سکتا تھا۔",
    },
    "presence": {
        "en": "Against this stands the record that {witness}.",
        "zh": "与此相悖的记录：{witness}。",
        "ur": "اس کے خلاف یہ اندراج موجود ہے: {witness}۔",
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
    "by": {"en": "by {due}", "zh": "截至{due}", "ur": "{due} تک"},
    "before": {"en": "before that", "zh": "在此之前", "ur": "اس سے پہلے"},
    "or": {"en": " or ", "zh": "或", "ur": " یا "},
    "and": {"en": " and ", "zh": "；", "ur": " اور "},
    "moment": {"en": "{what} at {at}", "zh": "{at} {what}", "ur": "{at} پر {what}"},
    "of_party": {"en": " by {party}", "zh": "（{party}）", "ur": " ({party})"},
    "officer": {"en": "an officer of {party}", "zh": "{party}的人员", "ur": "{party} کے کسی افسر"},
    "watch": {"en": "the watch of {party}", "zh": "{party}的监测", "ur": "{party} کے نگرانی کے نظام"},
    "crew": {"en": "the crew of the movement", "zh": "行程随行人员", "ur": "سفر کے عملے"},
}  # fmt: skip


def explain(verdict: Verdict, rule: Rule, lexicon: Lexicon, lang: Lang, facts: Iterable[Logged]) -> str:
    """One to three sentences. `facts`: at least those of the anchor and witness records of this verdict."""
    known = list(facts)
    by_id = {item.id: item.fact for item in known}
    teller = _Teller(lexicon, lang, by_id)
    anchor = next((by_id[i] for i in verdict.anchor if i in by_id), None)
    what = teller.fact(anchor) if anchor else teller.key(verdict)
    lines = [teller.text("anchor", at=moment_s(verdict.at_ms), what=what)]
    witness = teller.records(verdict.witness or ())
    if verdict.status is Status.VIOLATED and not witness:
        lines += _silence(verdict, rule, known, teller)
    elif verdict.status is Status.VIOLATED:
        lines.append(teller.text("presence", witness=witness))
    elif verdict.status is Status.SATISFIED and not witness:
        lines.append(teller.text("met"))
    else:
        lines.append(teller.text(verdict.status.value, witness=witness, due=moment_s(verdict.due_ms)))
    return ("" if lang == "zh" else " ").join(lines)


def moment_s(t_ms: int) -> str:
    """A moment in UTC, to the second, or to the millisecond where it has one."""
    if t_ms > LAST_MS:
        return "after the year 9999"
    at = datetime.fromtimestamp(t_ms // 1000, UTC)
    fraction = f".{t_ms % 1000:03d}" if t_ms % 1000 else ""
    return f"{at:%Y-%m-%d %H:%M:%S}{fraction} UTC"


class _Teller:
    """Facts in one language."""

    def __init__(self, lexicon: Lexicon, lang: Lang, by_id: Mapping[RecordId, Fact]) -> None:
        self.lexicon, self.lang, self._by_id = lexicon, lang, by_id

    def text(self, name: str, **parts: str) -> str:
        return _TEXTS[name][self.lang].format(**parts)

    def fact(self, fact: Fact) -> str:
        """What was recorded, as a clause: vehicle v1 entered the outer ring."""
        word = EVENTS.get(fact.name)
        if word is None or len(word.kinds) != len(fact.args):
            return f"{fact.name}({', '.join(str(arg) for arg in fact.args)})"
        values = dict(zip(word.kinds, fact.args, strict=True))
        place = self.lexicon.place(ZoneId(str(values.get("zone", ""))), self.lang)
        did = getattr(word, self.lang).did.format(place=place)
        noun = NOUNS.get(word.kinds[0])
        first = f"{getattr(noun, self.lang)} {fact.args[0]}" if noun else str(fact.args[0])
        party = values.get("party")
        by = self.text("of_party", party=self.lexicon.party(PartyId(str(party)), self.lang)) if party else ""
        return f"{first} {did}{by}"

    def key(self, verdict: Verdict) -> str:
        return ", ".join(f"{bound.name} {bound.value}" for bound in verdict.key) or "-"

    def records(self, ids: Iterable[RecordId]) -> str:
        """Each record's fact with its time."""
        found = [self._by_id[i] for i in ids if i in self._by_id]
        shown = [self.text("moment", what=self.fact(fact), at=moment_s(fact.t_ms)) for fact in found]
        return self.text("and").join(shown[:4]) or ", ".join(i[:12] for i in ids)

    def event(self, happening: Happening) -> str:
        noun = say_event(happening, self.lang, self.lexicon)
        return with_article(noun) if self.lang == "en" else noun

    def maker(self, happening: Happening) -> str:
        """Who can make the record of this event."""
        if happening.party:
            party = self.lexicon.party(PartyId(happening.party), self.lang)
        else:
            names = [self.lexicon.party(p, self.lang) for p in self.lexicon.party_ids()]
            party = self.text("or").join(names)
        return self.text(happening.word.made_by, party=party)


def _silence(verdict: Verdict, rule: Rule, facts: list[Logged], teller: _Teller) -> list[str]:
    missing = _missing(rule.duties[verdict.duty], verdict, facts)
    span = "by" if verdict.due_ms > verdict.at_ms else "before"
    if not missing:
        return [teller.text("silence", missing="-", span=teller.text(span, due=moment_s(verdict.due_ms)))]
    named = teller.text("or").join(dict.fromkeys(teller.event(h) for h in missing))
    makers = teller.text("or").join(dict.fromkeys(teller.maker(h) for h in missing))
    return [
        teller.text("silence", missing=named, span=teller.text(span, due=moment_s(verdict.due_ms))),
        teller.text("who", who=makers),
    ]


def _missing(duty: f.Duty, verdict: Verdict, facts: list[Logged]) -> list[Happening]:
    """The events that would have met the duty: of several demands, those that stand unmet."""
    env: dict[str, Worth] = {bound.name: bound.value for bound in verdict.key}
    view = View(FAR)
    for item in facts:
        proof = Proof(item.fact.t_ms, item.log, item.seq, item.id)
        view.add(Row(item.fact.name, item.fact.args, proof))
    demands = duty.must.parts if isinstance(duty.must, f.And) else (duty.must,)
    unmet = [d for d in demands if compile_formula(d, 1).value(view, verdict.at_ms, env).truth is Truth.FALSE]
    wanted = [event for demand in unmet or demands for event in f.wanted(demand)]
    return list(dict.fromkeys(h for event in wanted if (h := _happening(event, env)) is not None))


def _happening(event: f.Event, env: Mapping[str, Worth]) -> Happening | None:
    word = EVENTS.get(event.name)
    args = event.args[:-1] if f.ends_in_id(event) else event.args
    if word is None or len(word.kinds) != len(args):
        return None
    named: dict[str, str] = {}
    for kind, term in zip(word.kinds, args, strict=True):
        value = term.value if isinstance(term, f.Const) else env.get(getattr(term, "name", ""), "")
        named[kind] = str(value)
    return Happening(event.name, named.get("zone", ""), named.get("party", ""))


def tell(fact: Fact, lexicon: Lexicon, lang: Lang) -> str:
    """One fact as a clause: vehicle v1 entered the outer ring."""
    return _Teller(lexicon, lang, {}).fact(fact)

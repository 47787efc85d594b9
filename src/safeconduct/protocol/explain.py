"""A verdict in words: who, where, when, which record is missing, who could have made it.

At most three sentences. It speaks of records only: "no record of", never "did not".
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from itertools import groupby

from safeconduct.records.units import LAST_MS, PartyId, ZoneId
from safeconduct.state.fact import Fact, Logged

from . import formula as f
from .compiled import compile_formula
from .judge import FAR, Proof, Row, Truth, View, Worth
from .lexicon import Lexicon
from .missing import Demand, Span, demands
from .notation import write
from .phrases import TEXTS
from .rule import Rule
from .telling import of_anchor, of_witness
from .verdict import Status, Verdict
from .wording import distance, many, with_article
from .wording import event as say_event
from .words import EVENTS, NOUNS, Lang

_WITNESSES = 4


def explain(verdict: Verdict, rule: Rule, lexicon: Lexicon, lang: Lang, facts: Iterable[Logged]) -> str:
    """One to three sentences.

    `facts`: at least those of the anchor and witness records of this verdict. Where the duty makes several demands
    at once (`needs_all`), those of all records about its key, so that only what is missing is called missing.
    """
    known = list(facts)
    teller = _Teller(lexicon, lang)
    anchor = of_anchor(verdict, rule, known)
    what = teller.fact(anchor.fact) if anchor else teller.key(verdict)
    lines = [teller.text("anchor", at=moment_s(verdict.at_ms), what=what)]
    witnesses = of_witness(verdict, rule, known)
    shown = teller.records(witnesses) or ", ".join(i[:12] for i in verdict.witness or ())
    if verdict.status is Status.VIOLATED and not verdict.witness:
        lines += _silence(verdict, rule, known, teller)
    elif verdict.status is Status.VIOLATED:
        others = [each for each in witnesses if anchor is None or each.fact != anchor.fact]
        if others or not witnesses:
            lines.append(teller.text("presence", witness=teller.records(others) or shown))
        else:
            lines.append(teller.text("itself", party=teller.party_of(witnesses[0])))
        lines += _without(verdict, rule, known, teller)
    elif verdict.status is Status.SATISFIED and not shown:
        lines.append(teller.text("met"))
    else:
        lines.append(teller.text(verdict.status.value, witness=shown, due=moment_s(verdict.due_ms)))
    return ("" if lang == "zh" else " ").join(lines)


def needs_all(rule: Rule, duty: int) -> bool:
    """Whether telling which demand of this duty stands unmet takes more than its verdict's own records."""
    return isinstance(rule.duties[duty].must, f.And)


def moment_s(t_ms: int) -> str:
    """A moment in UTC, to the second, or to the millisecond where it has one."""
    if t_ms < 0:
        return "before the year 1970"
    if t_ms > LAST_MS:
        return "after the year 9999"
    at = datetime.fromtimestamp(t_ms // 1000, UTC)
    fraction = f".{t_ms % 1000:03d}" if t_ms % 1000 else ""
    return f"{at:%Y-%m-%d %H:%M:%S}{fraction} UTC"


def tell(fact: Fact, lexicon: Lexicon, lang: Lang) -> str:
    """One fact as a clause: vehicle v1 entered the outer ring."""
    return _Teller(lexicon, lang).fact(fact)


class _Teller:
    """Facts in one language."""

    def __init__(self, lexicon: Lexicon, lang: Lang) -> None:
        self.lexicon, self.lang = lexicon, lang

    def text(self, name: str, **parts: str) -> str:
        return TEXTS[name][self.lang].format(**parts)

    def any_of(self, texts: Iterable[str]) -> str:
        """Each once, joined by "or"."""
        return self.text("or").join(dict.fromkeys(texts))

    def fact(self, fact: Fact) -> str:
        """What was recorded, as a clause: vehicle v1 entered the outer ring."""
        word = EVENTS.get(fact.name)
        if word is None or len(word.kinds) != len(fact.args):
            return f"{fact.name}({', '.join(str(arg) for arg in fact.args)})"
        values = dict(zip(word.kinds, fact.args, strict=True))
        metres, time_ms = values.get("metres"), values.get("time_ms")
        did = getattr(word, self.lang).did.format(
            place=self.lexicon.place(ZoneId(str(values.get("zone", ""))), self.lang),
            gate=values.get("gate", ""),
            asset=values.get("asset", ""),
            officer=values.get("officer", ""),
            traveller=values.get("traveller", ""),
            site=values.get("site", ""),
            metres=distance(metres, self.lang) if isinstance(metres, int) else metres,
            time=moment_s(time_ms) if isinstance(time_ms, int) else time_ms,
        )
        noun = NOUNS.get(word.kinds[0])
        first = f"{getattr(noun, self.lang)} {fact.args[0]}" if noun else str(fact.args[0])
        party = values.get("party")
        by = self.text("of_party", party=self.lexicon.party(PartyId(str(party)), self.lang)) if party else ""
        return f"{first} {did}{by}"

    def key(self, verdict: Verdict) -> str:
        return ", ".join(f"{bound.name} {bound.value}" for bound in verdict.key) or "-"

    def records(self, facts: Sequence[Logged]) -> str:
        """Each record's fact with its time, the first few of them."""
        shown = [self.text("moment", what=self.fact(each.fact), at=moment_s(each.fact.t_ms)) for each in facts]
        return self.text("and").join(shown[:_WITNESSES])

    def party_of(self, item: Logged) -> str:
        """Whose log the record stands in."""
        return self.lexicon.party(PartyId(item.log.split("/")[0]), self.lang)

    def parties(self, parties: Iterable[PartyId]) -> str:
        return self.any_of(self.lexicon.party(party, self.lang) for party in parties)

    def missing(self, found: Sequence[Demand]) -> str:
        """What was wanted, and when: what has one span stands together."""
        groups = groupby(found, key=lambda each: each.span)
        return self.any_of(
            self.text("timed", what=self.any_of(self._wanted(each) for each in group), span=self._span(span))
            for span, group in groups
        )

    def makers(self, found: Sequence[Demand]) -> str:
        """Who can make such records."""
        roles: dict[tuple[PartyId, ...], list[str]] = {}
        for each in found:
            made_by = each.happening.word.made_by if each.happening else ""
            is_aboard = made_by in ("crew", "traveller")
            parties = () if is_aboard else each.parties or self.lexicon.party_ids()
            roles.setdefault(parties, []).append(made_by)
        told = []
        for parties, who in roles.items():
            named = self.any_of(self.text(role) for role in who if role)
            everyone = self.parties(parties)
            told.append(
                self.text("made_by", roles=named, party=everyone) if parties and named else named or everyone
            )
        return self.any_of(told)

    def _wanted(self, demand: Demand) -> str:
        if demand.happening is None:
            return write(demand.event)
        noun = say_event(demand.happening, self.lang, self.lexicon)
        if demand.n > 1:
            counted = f"counted_{demand.by}" if f"counted_{demand.by}" in TEXTS else "counted"
            noun = self.text(counted, n=str(demand.n), what=many(noun) if self.lang == "en" else noun)
        elif self.lang == "en":
            noun = with_article(noun)
        return self.text("by_party", what=noun, party=self.parties(demand.parties)) if demand.parties else noun

    def _span(self, span: Span) -> str:
        return self.text(span.name, **{"from": moment_s(span.from_ms), "to": moment_s(span.to_ms)})


def _silence(verdict: Verdict, rule: Rule, facts: list[Logged], teller: _Teller) -> list[str]:
    found = _unmet(rule.duties[verdict.duty], verdict, facts, teller.lexicon)
    if not found:
        return [teller.text("unnamed")]
    return [teller.text("silence", missing=teller.missing(found)), teller.text("who", who=teller.makers(found))]


def _without(verdict: Verdict, rule: Rule, facts: list[Logged], teller: _Teller) -> list[str]:
    """What could have met the duty in spite of the records against it."""
    found = _unmet(rule.duties[verdict.duty], verdict, facts, teller.lexicon)
    if not found:
        return []
    return [teller.text("without", missing=teller.missing(found), who=teller.makers(found))]


def _unmet(duty: f.Duty, verdict: Verdict, facts: list[Logged], lexicon: Lexicon) -> list[Demand]:
    """What would have met the duty: of several demands, those that stand unmet."""
    env: dict[str, Worth] = {bound.name: bound.value for bound in verdict.key}
    parts = duty.must.parts if isinstance(duty.must, f.And) else (duty.must,)
    unmet = parts
    if len(parts) > 1:
        view = View(FAR)
        for item in facts:
            view.add(Row(item.fact.name, item.fact.args, Proof(item.fact.t_ms, item.log, item.seq, item.id)))
        false = [p for p in parts if compile_formula(p, 1).value(view, verdict.at_ms, env).truth is Truth.FALSE]
        unmet = tuple(false) or parts
    found = [each for part in unmet for each in demands(part, env, verdict.at_ms, lexicon.party_ids())]
    return list(dict.fromkeys(found))

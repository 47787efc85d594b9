"""The accord and the rule of a pack, in words: written from what was signed."""

from typing import Final

from safeconduct.accord.accord import Clause
from safeconduct.accord.reduce import ACCORD
from safeconduct.errors import BadInput
from safeconduct.joint import Running, say_definition, say_mandate
from safeconduct.protocol import load_rule, say
from safeconduct.protocol.explain import moment_s
from safeconduct.protocol.rule import rule_bytes, rule_digest
from safeconduct.records.clause import DefinitionContent, LevelsContent, MandateContent, ProtocolContent
from safeconduct.records.units import Lang
from safeconduct.wire import canonical

from .claim import AlarmClaim, Claimed, VerdictClaim
from .replay import Replay
from .told import plain

LANGS: Final[tuple[Lang, ...]] = ("en", "zh", "ur")


def accord_text(replay: Replay) -> str:
    """Every clause in force at the heads of the pack, with who agreed to it and when."""
    accord = replay.state.of(ACCORD)
    parties = replay.state.parties.members
    running = accord.in_force(parties)
    lines = [
        f"ACCORD: {len(running)} of {len(accord.clauses)} clauses are in force at the heads of this pack.",
        f"Digest of what is in force: {accord.digest(parties) or 'none'}",
        "Texts of protocols are written from the rule that was signed. Times are those that the records claim.",
    ]
    for clause in running:
        lines += ["", *_clause(replay, clause)]
    return "".join(f"{plain(line)}\n" for line in lines)


def rule_text(replay: Replay, claimed: Claimed) -> str | None:
    """The rule that the claim is about, when it was in force, and what was signed; None without a rule."""
    if not isinstance(claimed, AlarmClaim | VerdictClaim):
        return None
    running = replay.judgement.running.get(claimed.rule)
    if running is None:
        return f"RULE {claimed.rule}\nBy the records of this pack it was never in force.\n"
    return "".join(f"{plain(line)}\n" for line in _rule(replay, running))


def _clause(replay: Replay, clause: Clause) -> list[str]:
    parties = replay.state.parties.members
    since_ms = replay.state.of(ACCORD).in_force_since(clause, parties)
    since = moment_s(since_ms) if since_ms is not None else "never"
    lines = [
        f"Clause {clause.number}: {clause.title} ({clause.content.__struct_config__.tag})",
        f"  in force since {since}",
        f"  meaning {clause.meaning}",
    ]
    lines += [f"  {line}" for line in _limits(clause)]
    for party in sorted(parties):
        position = clause.positions.get(party)
        if position is not None:
            by = replay.state.parties.name(position.by)
            at = moment_s(position.at_ms)
            lines.append(f"  {clause.stand(party)} by {by} for {party} at {at}, record {position.record}")
    return [*lines, *(f"  {lang}: {text}" for lang, text in _texts(replay, clause).items())]


def _limits(clause: Clause) -> list[str]:
    """What limits it by its own terms, and what it ends: signed with it."""
    found = [] if clause.terms is None else [f"terms {canonical.encode(clause.terms).decode()}"]
    return [*found, f"replaces {', '.join(clause.replaces)}"] if clause.replaces else found


def _texts(replay: Replay, clause: Clause) -> dict[Lang, str]:
    content = clause.content
    if isinstance(content, MandateContent):
        return {lang: say_mandate(content, lang, replay.state, replay.lexicon) for lang in LANGS}
    if isinstance(content, DefinitionContent | LevelsContent):
        return {lang: say_definition(content, lang, replay.state) for lang in LANGS}
    if not isinstance(content, ProtocolContent):
        return {lang: text for lang in LANGS if (text := content.texts.get(lang))}
    try:
        rule = load_rule(content.rule.encode())
        return {lang: say(rule, lang, replay.lexicon) for lang in LANGS}
    except (BadInput, RecursionError):
        return {"en": "this version cannot judge the rule"}


def _rule(replay: Replay, running: Running) -> list[str]:
    clause = replay.state.of(ACCORD).clauses.get(running.clause)
    title = f"Clause {clause.number}: {clause.title}" if clause else f"Clause {running.clause}"
    lines = [title, f"  rule {rule_digest(running.rule)}", f"  meaning {running.meaning}"]
    for span in running.spans:
        to = moment_s(span.to_ms) if span.to_ms is not None else "now"
        lines.append(f"  in force from {moment_s(span.from_ms)} to {to}")
    for lang in LANGS:
        try:
            lines.append(f"  {lang}: {say(running.rule, lang, replay.lexicon)}")
        except BadInput:
            lines.append(f"  {lang}: written in the formal notation; see the canonical form below")
    return [*lines, "  what was signed, in canonical form:", f"  {rule_bytes(running.rule).decode()}"]

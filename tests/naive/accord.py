"""What is in force, by the definition: all acts in order, then every clause asked about one moment. Slow, obvious.

Nothing of `safeconduct.accord` is used but the digest of a meaning, which the acts themselves name.
"""

import msgspec

from safeconduct.accord.meaning import meaning
from safeconduct.records import clause as c
from safeconduct.records.level import LevelStated
from safeconduct.records.party import PartyAdmitted
from safeconduct.records.seat import SeatGiven
from safeconduct.records.silence import SilenceNoted
from safeconduct.records.terms import Terms

TABLE = (c.ClauseProposed, c.ClauseCountered, c.ClauseWithdrawn)
KNOWN = (*TABLE, c.ClausePosition, c.ClauseDiscussed, SeatGiven, LevelStated, SilenceNoted)


def given(value):
    return None if value is msgspec.UNSET else value


class Twin:
    """Takes the acts in the canonical order. `keys`: the roles of each."""

    def __init__(self, keys):
        self.keys, self.pairs, self.members = keys, set(), set()
        self.tips, self.refused, self.taken = {}, set(), []
        self.ended, self.meanings, self.early = {}, {}, set()
        self.given, self.by_clause, self.known_voices = [], {}, (None, set())

    def take(self, placed):
        record = placed.entry.record
        if isinstance(record.body, PartyAdmitted):
            self.pairs.add((record.party, record.body.party))
            self.members = {one for one, other in self.pairs if (other, one) in self.pairs}
        if not isinstance(record.body, KNOWN):
            return
        stands = self.tips.get(record.object) == record.prev and set(self.keys[record.by]) & record.body.SIGNERS
        late = record.at_ms + 5 * 60_000 < placed.not_before_ms
        act = (record.party, placed.not_before_ms if late else record.at_ms, record.body, placed.entry.id)
        if not stands or not self.counts(*act[:3]):
            self.refused.add(placed.entry.id)
            return
        self.tips[record.object] = placed.entry.id
        self.taken.append(act)
        if isinstance(record.body, SeatGiven):
            self.given.append(act)
        if hasattr(record.body, "clause"):
            self.by_clause.setdefault(record.body.clause, []).append(act)
        if isinstance(record.body, SeatGiven) and record.body.party not in self.members:
            self.early.add((record.body.party, record.party, len(self.given)))
        if isinstance(record.body, c.ClauseProposed):
            self.ended.pop(record.body.clause, None)
        self.end_replaced(record.body)

    # What counts.
    def counts(self, party, at_ms, body):
        if isinstance(body, TABLE) and party not in self.voices():
            return False
        if isinstance(body, (c.ClausePosition, c.ClauseDiscussed)) and self.seat(party) == "observer":
            return False
        if isinstance(body, c.ClauseProposed):
            return body.clause not in (given(body.replaces) or ())
        if isinstance(body, c.ClauseDiscussed):
            return self.version(body.clause) is not None
        if isinstance(body, c.ClauseCountered):
            return self.is_on_table(body.clause)
        if isinstance(body, c.ClauseWithdrawn):
            if not self.is_on_table(body.clause):
                return False
            if body.what == "counter":
                return party in self.counters(body.clause)
            owner, _, version, _ = self.version(body.clause)
            signed = [p for p in {each[0] for each in self.taken} - {party} if self.word(body.clause, p, version)]
            return owner == party and all(self.word(body.clause, p, version)[2].stand != "agreed" for p in signed)
        if isinstance(body, c.ClausePosition):
            if not self.is_on_table(body.clause) or (body.stand == "agreed" and given(body.conditions)):
                return False
            _, _, version, _ = self.version(body.clause)
            own = self.meaning(version)
            if body.meaning != own and body.meaning not in self.counters(body.clause).values():
                return False
            by_ms = given(version.answer_by_ms)
            return body.meaning != own or by_ms is None or at_ms <= by_ms or self.signed(body, party) is not None
        if isinstance(body, SilenceNoted) and body.is_over:
            return self.noted(body.party, party) is not None
        return True

    # Who has a voice.
    def gave(self, party, by):
        said = [b.seat for p, _, b, _ in self.given if (b.party, p) == (party, by)]
        return said[-1] if said else "full"

    def is_asked(self, party):
        if any(b.party == p == party for p, _, b, _ in self.given):
            return self.gave(party, party) != "full"
        newest = {}
        for number, (by, _, body, _) in enumerate(self.given, 1):
            if body.party == party:
                newest[by] = (body.seat != "full", (party, by, number) in self.early)
        return any(newest.get(by) == (True, True) for by in self.members)

    def voices(self):
        now = (len(self.given), len(self.pairs))
        if self.known_voices[0] != now:
            self.known_voices = (now, self.reckoned_voices())
        return self.known_voices[1]

    def reckoned_voices(self):
        asked = {party for party in self.members if self.is_asked(party)}
        return {
            p
            for p in self.members
            if p not in asked or any(self.gave(p, by) == "full" for by in self.members - asked)
        }

    def seat(self, party):
        if party in self.voices():
            return "full"
        return "observer" if any(self.gave(party, by) == "observer" for by in self.members) else "review"

    # What is on the table.
    def about(self, clause, kind):
        return [act for act in self.by_clause.get(clause, ()) if isinstance(act[2], kind)]

    def version(self, clause):
        found = self.about(clause, c.ClauseProposed)
        return found[-1] if found else None

    def is_on_table(self, clause):
        acts = self.about(clause, (c.ClauseProposed, c.ClauseWithdrawn))
        acts = [act for act in acts if isinstance(act[2], c.ClauseProposed) or act[2].what == "clause"]
        return bool(acts) and isinstance(acts[-1][2], c.ClauseProposed)

    def counters(self, clause):
        found = {}
        for party, _, body, _ in self.about(clause, (c.ClauseCountered, c.ClauseWithdrawn)):
            if isinstance(body, c.ClauseCountered):
                found[party] = meaning(body.content, given(body.terms))
            elif body.what == "counter":
                found.pop(party, None)
        return found

    def meaning(self, body):
        if id(body) not in self.meanings:
            self.meanings[id(body)] = meaning(body.content, given(body.terms), given(body.replaces) or ())
        return self.meanings[id(body)]

    # Signatures.
    def word(self, clause, party, version):
        """The party's newest position, if it is on this version."""
        said = [act for act in self.about(clause, c.ClausePosition) if act[0] == party]
        return said[-1] if said and said[-1][2].meaning == self.meaning(version) else None

    def signed(self, body, party):
        """Since when the party has held a signature under that meaning that it may have begun to take back."""
        since = None
        for who, at_ms, said, _ in self.about(body.clause, c.ClausePosition):
            if who == party:
                if said.meaning != body.meaning:
                    since = None
                elif said.stand == "agreed":
                    since = at_ms
        return since

    def holds(self, clause, party, version, t_ms):
        act = self.word(clause, party, version)
        if act is None:
            return False
        _, at_ms, said, _ = act
        if said.stand == "agreed":
            return at_ms <= t_ms
        since, terms = self.signed(said, party), given(version.terms)
        if since is None or terms is None or (said.stand == "reserved" and terms.suspends == "at_once"):
            return False
        end = at_ms + terms.notice_ms
        if terms.renew_ms and terms.ends_ms is not None:
            term_end = terms.ends_ms
            while term_end < end:
                term_end += terms.renew_ms
            end = term_end
        return since <= t_ms < end

    def all_signed(self, clause):
        if not self.is_on_table(clause):
            return None
        _, _, version, _ = self.version(clause)
        words = [self.word(clause, party, version) for party in self.voices()]
        if len(words) < 2 or any(word is None or word[2].stand != "agreed" for word in words):
            return None
        return max(word[1] for word in words)

    def end_replaced(self, body):
        if not isinstance(body, c.ClausePosition) or self.all_signed(body.clause) is None:
            return
        for old in given(self.version(body.clause)[2].replaces) or ():
            if old in self.ended or self.version(old) is None:
                continue
            names = {act[2].clause for act in self.taken if isinstance(act[2], c.ClauseProposed)}
            new = [n for n in names if self.is_on_table(n) and old in (given(self.version(n)[2].replaces) or ())]
            since = [self.all_signed(name) for name in new]
            if None not in since:
                begins = [(given(self.version(n)[2].terms) or Terms()).begins_ms or 0 for n in new]
                self.ended[old] = max(*since, *begins)

    # The moment.
    def noted(self, party, by):
        said = [
            act for act in self.taken if isinstance(act[2], SilenceNoted) and (act[2].party, act[0]) == (party, by)
        ]
        return said[-1] if said and not said[-1][2].is_over else None

    def quiet(self):
        pairs = [(party, by) for party in self.members for by in self.members]
        found = [noted for pair in pairs if (noted := self.noted(*pair)) is not None]
        return min(((body.since_ms, at_ms) for _, at_ms, body, _ in found), default=None)

    def heard_ms(self):
        """When the last one that was silent spoke again."""
        open_, heard = set(), 0
        for by, at_ms, body, _ in self.taken:
            if isinstance(body, SilenceNoted):
                if body.is_over:
                    open_.discard((body.party, by))
                    heard = heard if open_ else at_ms
                else:
                    open_.add((body.party, by))
        return heard

    def level(self, t_ms):
        """(level, since when at the earliest) by the clause in force that says how."""
        names = sorted({act[2].clause for act in self.taken if isinstance(act[2], c.ClauseProposed)},
                       key=lambda name: (self.version(name)[2].number, name))  # fmt: skip
        for name in names:
            body = self.version(name)[2]
            if not isinstance(body.content, c.LevelsContent):
                continue
            if not self.is_in_force(name, t_ms, level=False):
                continue
            said = {p: (b.level, at) for p, at, b, _ in self.taken if isinstance(b, LevelStated)}
            levels = [min(said[p][0], body.content.of) if p in said else 1 for p in self.voices()]
            enough = [
                n
                for n in range(1, 10)
                if sum(each >= n for each in levels) >= min(body.content.stated_by, len(levels))
            ]
            return max(enough), max([0, *(said[p][1] for p in self.voices() if p in said)])
        return None

    def is_in_force(self, clause, t_ms, level=True):
        if not self.is_on_table(clause) or len(self.voices()) < 2:
            return False
        _, _, version, _ = self.version(clause)
        if not all(self.holds(clause, party, version, t_ms) for party in self.voices()):
            return False
        if clause in self.ended and t_ms >= self.ended[clause]:
            return False
        terms = given(version.terms)
        if terms is None:
            return True
        if terms.begins_ms is not None and t_ms < terms.begins_ms:
            return False
        if terms.ends_ms is not None and not terms.renew_ms and t_ms >= terms.ends_ms:
            return False
        if terms.silence is not None:
            quiet = self.quiet()
            is_degraded = quiet is not None and t_ms >= max(quiet[0] + terms.silence.after_ms, quiet[1])
            if is_degraded != (terms.silence.runs == "only"):
                return False
            if terms.silence.runs == "never" and t_ms < self.heard_ms():
                return False
        if terms.levels and level:
            now = self.level(t_ms)
            return now is not None and now[0] in terms.levels and t_ms >= now[1]
        return not terms.levels

    def table(self, t_ms):
        """{clause: meaning} of what is in force then."""
        names = {act[2].clause for act in self.taken if isinstance(act[2], c.ClauseProposed)}
        return {n: self.meaning(self.version(n)[2]) for n in names if self.is_in_force(n, t_ms)}

"""Every act and every read at this node is asked for here. Cedar decides, by the clauses in force and our roles."""

from safeconduct.accord.accord import Accord
from safeconduct.accord.authority import ANSWERS_FOR, Asked, Authority, Decision
from safeconduct.accord.reduce import ACCORD
from safeconduct.dispatch.reduce import DISPATCHES
from safeconduct.errors import Denied
from safeconduct.records.body import Role
from safeconduct.records.clause import ClauseCountered, ClausePosition, ClauseProposed, Content, MandateContent
from safeconduct.records.dispatch import DispatchAnswered, DispatchRequested
from safeconduct.records.movement import MovementApproved
from safeconduct.records.record import BODIES, AnyBody
from safeconduct.records.units import ClauseId, KeyId, Ms, PartyId, Resource
from safeconduct.site.reduce import SITES
from safeconduct.state.deputies import holds, roles_at

from .clock import Clock
from .lapses import check_rated
from .truth import Truth


class Access:
    """Keeps the policies of the state that it last saw, and makes them anew when what they follow from changes."""

    def __init__(self, truth: Truth, clock: Clock) -> None:
        self._truth, self._clock = truth, clock
        self._made_of: tuple[object, ...] = ()
        self._turning: tuple[object, ...] = ()
        """What the clock alone changes: who is a deputy, and which clauses are in force."""
        self._authority: Authority | None = None

    @property
    def authority(self) -> Authority:
        """The policies as things stand."""
        state = self._truth.state
        accord, sites, parties = state.of(ACCORD), state.of(SITES), state.parties
        now_ms = self._clock.now_ms()
        lent = frozenset(each for each in parties.deputies if holds(parties, *each, now_ms))
        made_of = (accord, sites, parties.officers, parties.parties, parties.admitted, parties.removed)
        running = frozenset(each.clause for each in accord.in_force(self._truth.parties, now_ms))
        is_same = all(new is old for new, old in zip(made_of, self._made_of, strict=False))
        is_same = is_same and (lent, running) == self._turning
        if self._authority is None or not is_same:
            zones = [(zone.zone, site.site) for site in sites.sites.values() for zone in site.zones]
            self._authority = Authority(accord, parties, self._truth.party, zones, lent, now_ms)
            self._made_of, self._turning = made_of, (lent, running)
        return self._authority

    def check(self, key: KeyId, body: AnyBody) -> None:
        """Raises Denied, and says whom to ask or which clause is missing, unless that key may sign it for us."""
        self.check_type(key, body.TYPE)
        self._check_own(key, body)
        if isinstance(body, DispatchRequested):
            begins_ms = Ms(max(body.from_ms, self._clock.now_ms()))
            decision = self.dispatch(body, self._truth.party, begins_ms, body.count)
            if body.mandate not in decision.clauses:
                raise Denied(
                    f"no mandate in force lets {body.count} people of {self._truth.party} be at {body.site} then",
                    self._next_step(decision.wanting, body.mandate),
                )
        elif isinstance(body, MovementApproved):
            check_rated(self._truth.state, self._truth.parties, body.movement, self._clock.now_ms())
        elif isinstance(body, DispatchAnswered) and body.consent == "granted":
            self._check_room(body)

    def _check_own(self, key: KeyId, body: AnyBody) -> None:
        """A mandate is proposed, and agreed to, by who answers for what it gives. Raises Denied."""
        content: Content | None = None
        if isinstance(body, ClauseProposed | ClauseCountered):
            content = body.content
        elif isinstance(body, ClausePosition) and body.stand == "agreed" and body.clause in self._accord.clauses:
            content = self._accord.clauses[body.clause].said_by(body.meaning)
        if not isinstance(content, MandateContent):
            return
        needs, parties = ANSWERS_FOR[content.act], self._truth.state.parties
        if not needs & roles_at(parties, key, self._clock.now_ms()):
            who = " or ".join(sorted(needs))
            raise Denied(
                f"wider than the signer's own authority: {parties.name(key)} does not answer for "
                f"{content.act.replace('_', ' ')}, it takes the role {who}",
                f"{self._ask(needs)}, or to be made a deputy: safeconduct officer deputise",
            )

    def check_type(self, key: KeyId, kind: str) -> None:
        """Raises Denied unless that key may sign records of that type for us."""
        if self.authority.may_sign(key, kind):
            return
        officer = self._truth.state.parties.officers.get(key)
        if officer is None or officer.party != self._truth.party:
            raise Denied("that key acts for nobody here", "ask this party's administrator to enrol it")
        needs = " or ".join(sorted(BODIES[kind].SIGNERS))
        was = self._was_deputy(key, kind)
        if was:
            raise Denied(f"{officer.name} may not sign {kind}: {was}", self._ask(BODIES[kind].SIGNERS))
        raise Denied(
            f"{officer.name} may not sign {kind}: it takes the role {needs}", self._ask(BODIES[kind].SIGNERS)
        )

    def _ask(self, roles: frozenset[Role]) -> str:
        """Whom of our own officers to ask, by name."""
        parties, now_ms = self._truth.state.parties, self._clock.now_ms()
        names = [
            officer.name
            for key, officer in parties.officers.items()
            if officer.party == self._truth.party and roles & roles_at(parties, key, now_ms)
        ]
        needs = " or ".join(sorted(roles))
        if roles == {"node"}:
            return "the node signs it by itself"
        if not names:
            return f"have an administrator enrol a {needs} officer"
        return f"ask {', '.join(sorted(names))} ({needs})"

    def _was_deputy(self, key: KeyId, kind: str) -> str:
        """Why a deputy's place does not hold now, where that is the reason."""
        parties, now_ms = self._truth.state.parties, self._clock.now_ms()
        for (deputy, role), each in sorted(parties.deputies.items()):
            if deputy == key and role in BODIES[kind].SIGNERS:
                when = "has not begun" if now_ms < each.from_ms else "is over"
                return f"the time as deputy of {parties.name(each.by)} in the role {role} {when}"
        return ""

    def dispatch(self, body: DispatchRequested, party: PartyId, at_ms: Ms, count: int) -> Decision:
        """What the clauses in force say to so many people of that party, who asked, at that time."""
        mandate = self._mandate(body.mandate)
        if mandate is None:
            return Decision(is_allowed=False)
        site = Resource(f"site/{body.site}")
        return self.authority.decide(Asked("be_present", party, mandate.role, at_ms, site, count))

    def covers(self, body: DispatchRequested, party: PartyId, at_ms: Ms, count: int) -> bool:
        """Whether the mandate that the request names, and no other, allows it."""
        return body.mandate in self.dispatch(body, party, at_ms, count).clauses

    def _check_room(self, body: DispatchAnswered) -> None:
        """A consent fits into its mandate beside what is granted under it already. Raises Denied."""
        dispatches = self._truth.state.of(DISPATCHES)
        asked = dispatches.dispatches.get(body.dispatch)
        begins_ms = Ms(max(body.from_ms, self._clock.now_ms()))
        if asked is None or not self.covers(asked.request, asked.asked_by, begins_ms, body.count):
            return  # the fold says what is wrong, or the grant sleeps until its mandate allows it
        others = dispatches.at_once(body, self._truth.parties)
        if not self.covers(asked.request, asked.asked_by, begins_ms, others + body.count):
            clause = self._accord.clauses[asked.request.mandate]
            raise Denied(
                f"{others} people are granted under clause {clause.number} then, {body.count} more are too many",
                f"grant fewer, or recall another; clause {clause.number}, {clause.title}, says how many",
            )

    def _mandate(self, clause: ClauseId) -> MandateContent | None:
        known = self._accord.clauses.get(clause)
        return known.content if known is not None and isinstance(known.content, MandateContent) else None

    def _next_step(self, wanting: tuple[ClauseId, ...], named: ClauseId) -> str:
        for clause in wanting:
            open_clause = self._accord.clauses[clause]
            missing = [party for party in sorted(self._truth.parties) if open_clause.stand(party) != "agreed"]
            who = ", ".join(missing)
            return f"clause {open_clause.number}, {open_clause.title}, would: ask {who} to agree to it"
        known = self._accord.clauses.get(named)
        if known is not None:
            return f"read clause {known.number}, {known.title}: who, where, when, how many"
        return "propose a mandate: safeconduct accord propose --mandate be_present"

    @property
    def _accord(self) -> Accord:
        return self._truth.state.of(ACCORD)

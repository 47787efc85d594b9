"""Every act and every read at this node is asked for here. Cedar decides, by the clauses in force and our roles."""

from safeconduct.accord.accord import Accord
from safeconduct.accord.authority import Asked, Authority, Decision
from safeconduct.accord.reduce import ACCORD
from safeconduct.dispatch.reduce import DISPATCHES
from safeconduct.errors import Denied
from safeconduct.records.clause import MandateContent
from safeconduct.records.dispatch import DispatchAnswered, DispatchRequested
from safeconduct.records.record import BODIES, AnyBody
from safeconduct.records.units import ClauseId, KeyId, Ms, PartyId, Resource
from safeconduct.site.reduce import SITES

from .truth import Truth


class Access:
    """Keeps the policies of the state that it last saw, and makes them anew when what they follow from changes."""

    def __init__(self, truth: Truth) -> None:
        self._truth = truth
        self._made_of: tuple[object, ...] = ()
        self._authority: Authority | None = None

    @property
    def authority(self) -> Authority:
        """The policies as things stand."""
        state = self._truth.state
        accord, sites, parties = state.of(ACCORD), state.of(SITES), state.parties
        made_of = (accord, sites, parties.officers, parties.parties, parties.admitted, parties.removed)
        if self._authority is None or any(new is not old for new, old in zip(made_of, self._made_of, strict=True)):
            zones = [(zone.zone, site.site) for site in sites.sites.values() for zone in site.zones]
            self._authority = Authority(accord, parties, self._truth.party, zones)
            self._made_of = made_of
        return self._authority

    def check(self, key: KeyId, body: AnyBody) -> None:
        """Raises Denied, and says whom to ask or which clause is missing, unless that key may sign it for us."""
        self.check_type(key, body.TYPE)
        if isinstance(body, DispatchRequested):
            decision = self.dispatch(body, self._truth.party, body.from_ms, body.count)
            if body.mandate not in decision.clauses:
                raise Denied(
                    f"no mandate in force lets {body.count} people of {self._truth.party} be at {body.site} then",
                    self._next_step(decision.wanting, body.mandate),
                )
        elif isinstance(body, DispatchAnswered) and body.consent == "granted":
            self._check_room(body)

    def check_type(self, key: KeyId, kind: str) -> None:
        """Raises Denied unless that key may sign records of that type for us."""
        if self.authority.may_sign(key, kind):
            return
        officer = self._truth.state.parties.officers.get(key)
        if officer is None or officer.party != self._truth.party:
            raise Denied("that key acts for nobody here", "ask this party's administrator to enrol it")
        needs = " or ".join(sorted(BODIES[kind].SIGNERS))
        raise Denied(f"{officer.name} may not sign {kind}: it takes the role {needs}", f"ask a {needs} officer")

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
        if asked is None or self.covers(asked.request, asked.asked_by, body.from_ms, body.count) is False:
            return  # the fold says what is wrong, or the grant sleeps until its mandate allows it
        others = dispatches.at_once(body, self._truth.parties)
        if not self.covers(asked.request, asked.asked_by, body.from_ms, others + body.count):
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

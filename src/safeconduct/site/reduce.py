"""Sites as the parties have drawn them."""

from typing import Final

import immutables
import msgspec

from safeconduct.records.area import Zone
from safeconduct.records.site import Gate, SiteDrawn
from safeconduct.records.units import Name, PartyId, RecordId, SiteId, ZoneId
from safeconduct.state.parties import Parties
from safeconduct.state.placed import Placed
from safeconduct.state.reducer import Reducer
from safeconduct.state.refusal import Refusal


class Site(msgspec.Struct, frozen=True):
    """A protected place: rings from the outermost in, gates, other areas."""

    site: SiteId
    name: Name
    zones: tuple[Zone, ...]
    gates: tuple[Gate, ...]
    drawn_by: PartyId
    drawn: RecordId


class Sites(msgspec.Struct, frozen=True):
    """All sites of the accord."""

    sites: immutables.Map[SiteId, Site] = immutables.Map()

    def zones(self) -> tuple[Zone, ...]:
        """Every zone of every site, by site."""
        return tuple(zone for key in sorted(self.sites) for zone in self.sites[key].zones)

    def zone(self, zone: ZoneId) -> Zone | None:
        """The zone of that id, if it is drawn."""
        return next((each for each in self.zones() if each.zone == zone), None)


def _reduce(sites: Sites, placed: Placed, parties: Parties) -> Sites | Refusal:
    record = placed.entry.record
    body = record.body
    if not isinstance(body, SiteDrawn):
        return Refusal("not about sites")
    before = sites.sites.get(body.site)
    if before is not None and before.drawn_by != record.party:
        return Refusal(f"only {before.drawn_by}, which drew the site {body.site}, may draw it again")
    own = {zone.zone for zone in body.zones}
    others = {zone.zone for site in sites.sites.values() if site.site != body.site for zone in site.zones}
    if len(own) < len(body.zones) or own & others:
        return Refusal("each zone needs an id of its own")
    if any(gate.ring not in own for gate in body.gates):
        return Refusal("a gate must lead through a ring of its site")
    site = Site(body.site, body.name, body.zones, body.gates, record.party, placed.entry.id)
    return Sites(sites.sites.set(body.site, site))


SITES: Final = Reducer("sites", Sites(), frozenset({SiteDrawn.TYPE}), _reduce)

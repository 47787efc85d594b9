"""What leaves: every format honours labels and limits, and is read by programs of others."""

import csv
import io
import itertools
import json
import os
from pathlib import Path
from typing import get_args

import msgspec
import pytest
import shapely

from safeconduct.exports.incidents import INCIDENT_FORMATS
from safeconduct.incident.imports import read, usable
from safeconduct.incident.row import account_of
from safeconduct.incident.sharing import Audience, may_read, released
from safeconduct.incident.summary import Told
from safeconduct.records.incident import Account, Tlp
from tests.style.tree import ROOT
from tests.unit.test_incident_register import account

NOW_MS = 1_790_000_000_000
MEMBERS = frozenset({"host", "company"})
AUDIENCES = {
    "public": Audience("public", MEMBERS),
    "community": Audience("community", MEMBERS),
    **{party: Audience("party", MEMBERS, party) for party in ("host", "company")},
}
XSD = Path(os.environ.get("SAFECONDUCT_CAP_XSD", ROOT.parent / "shared/data/cap/CAP-v1.2.xsd"))
ALLOWED = {
    "CLEAR": {"public", "community", "host", "company"},
    "GREEN": {"community", "host", "company"},
    "AMBER": {"host", "company"},
    "AMBER+STRICT": {"host"},
    "RED": set(),
}
"""TLP 2.0, written out by hand: who may have a report of the Host in a file."""
PLACE = {"name": "Hub", "at": [250_300_000, 668_800_000], "within_m": 2_000}
COUNTS = [
    {"what": "fatalities", "low": 3, "high": 3, "said_by": "police", "as_written": "three"},
    {"what": "fatalities", "low": 30, "high": None, "said_by": "a claim", "as_written": "more than 30"},
    {"what": "injured", "low": None, "high": None, "said_by": "police", "as_written": "unknown"},
]


def told(name, tlp="CLEAR", share_with=(), party="host", **more):
    return Told(name, party, NOW_MS, tlp, share_with, msgspec.convert(account(**more), Account))


def shown(*reports, to="host"):
    return released([(reports[0].report, reports)], AUDIENCES[to])


@pytest.mark.parametrize("name", INCIDENT_FORMATS)
@pytest.mark.parametrize("tlp", get_args(Tlp))
def test_every_format_honours_every_label_and_limit(name, tlp):
    """A secret word in each report that an audience may not have is in no byte of its file."""
    for to, share_with in itertools.product(AUDIENCES, ((), ("host",), ("company",), ("other",))):
        secret = f"zq{tlp.lower().replace('+', '')}"
        counts = [{**COUNTS[0], "said_by": secret, "as_written": secret}]
        claims = [{"name": secret, "status": "claimed", "by": secret}]
        place, source = {**PLACE, "name": secret}, {**account()["source"], "name": secret, "ref": secret}
        words = {"title": secret, "text": secret, "counts": counts, "claims": claims}
        hidden = told("b", tlp, share_with, **words, place=place, source=source)
        named = {"host", *share_with}
        is_allowed = to in ALLOWED[tlp] or (tlp == "AMBER+STRICT" and to in share_with)
        if share_with:
            is_allowed = is_allowed and to in named
        assert may_read(hidden, AUDIENCES[to]) == is_allowed, (tlp, share_with, to)
        for group in ([("a", (told("a", title="open"), hidden))], [("b", (hidden,))]):
            content = INCIDENT_FORMATS[name].write(released(group, AUDIENCES[to]), NOW_MS)
            where = (secret.encode() in content) == is_allowed
            assert where, (name, tlp, share_with, to)


@pytest.mark.parametrize("name", INCIDENT_FORMATS)
def test_the_same_bytes_for_the_same_content(name):
    content = [INCIDENT_FORMATS[name].write(shown(told("a", place=PLACE, counts=COUNTS)), NOW_MS) for _ in range(2)]
    assert content[0] == content[1]


@pytest.mark.parametrize("name", ["csv", "geojson", "misp"])
def test_what_leaves_comes_back(name):
    """Title, place, both contradicting numbers and the claim."""
    claims = [{"name": "Nobody", "status": "denied", "by": "a paper"}]
    given = told("a", title="=1+1 حملہ 爆炸", place=PLACE, counts=COUNTS, claims=claims, text="-2 said\nso")
    content = INCIDENT_FORMATS[name].write(shown(given), NOW_MS)
    kind = {"csv": "csv", "geojson": "geojson", "misp": "misp"}[name]
    (row,) = usable(read(content, "f", NOW_MS, kind), "f", [])
    back = account_of(row, given.account.source)
    for field in ("title", "counts", "claims", "text"):
        assert getattr(back, field) == getattr(given.account, field), field
    assert back.place.at == given.account.place.at


def test_no_cell_is_a_formula():
    bad = ("=cmd|' /C calc'!A0", "+1+1", "-1+1", "@SUM(1)", "\t=1", "\r=1")
    for name in ("csv", "acled"):
        for text in bad:
            counts = [{**COUNTS[0], "said_by": text, "as_written": text}]
            given = told("a", title=text, text=text, counts=counts, place={**PLACE, "name": text})
            cells = itertools.chain(
                *csv.reader(io.StringIO(INCIDENT_FORMATS[name].write(shown(given), NOW_MS).decode(), newline=""))
            )
            assert not [cell for cell in cells if cell[:1] in "=+@\t\r" and cell], name
            assert "-1+1" not in [*cells]


def test_geojson_in_shapely():
    both = released([("a", (told("a", place=PLACE),)), ("b", (told("b"),))], AUDIENCES["host"])
    content = json.loads(INCIDENT_FORMATS["geojson"].write(both, NOW_MS))
    shapes = [
        shapely.from_geojson(json.dumps(each["geometry"])) for each in content["features"] if each["geometry"]
    ]
    assert [(shape.x, shape.y) for shape in shapes] == [(66.88, 25.03)]
    assert shapely.from_geojson(
        json.dumps({"type": "FeatureCollection", "features": content["features"][:1]})
    ).is_valid


def test_misp_in_pymisp():
    pymisp = pytest.importorskip("pymisp", reason="pymisp is not installed: pip install -e .[dev]")
    both = released(
        [("a", (told("a", place=PLACE, counts=COUNTS),)), ("b", (told("b", "GREEN"),))], AUDIENCES["host"]
    )
    for shown_ in (both[:1], both):
        content = json.loads(INCIDENT_FORMATS["misp"].write(shown_, NOW_MS))
        for each in content.get("response", [content]):
            event = pymisp.MISPEvent()
            event.load(each)
            assert event.info == "A blast" and event.tags[0].name in ("tlp:clear", "tlp:green")
            assert event.uuid and json.loads(event.to_json())["date"]
    first = pymisp.MISPEvent()
    first.load(json.loads(INCIDENT_FORMATS["misp"].write(both[:1], NOW_MS)))
    (place,) = first.get_objects_by_name("geolocation")
    assert float(place.get_attributes_by_relation("latitude")[0].value) == 25.03


@pytest.mark.skipif(not XSD.exists(), reason=f"the OASIS schema is not at {XSD}: see docs/incidents.md")
def test_cap_passes_the_schema_of_oasis():
    etree = pytest.importorskip("lxml.etree", reason="lxml is not installed: pip install -e .[dev]")
    schema = etree.XMLSchema(etree.parse(XSD))
    for more in ({}, {"place": PLACE, "counts": COUNTS, "text": "a\0b <&> \x07"}, {"from_ms": None, "to_ms": None}):
        for tlp in ("CLEAR", "GREEN", "AMBER", "AMBER+STRICT"):
            content = INCIDENT_FORMATS["cap"].write(shown(told("b~1", tlp, **more)), NOW_MS)
            schema.assertValid(etree.fromstring(content))
    many = released([(name, (told(name),)) for name in "ab"], AUDIENCES["host"])
    alerts = etree.fromstring(INCIDENT_FORMATS["cap"].write(many, NOW_MS))
    assert len(alerts) == 2
    for alert in alerts:
        schema.assertValid(alert)


def test_cap_by_its_own_rules():
    """Times with an offset, never Z; Restricted says the restriction (section 3.2)."""
    content = INCIDENT_FORMATS["cap"].write(shown(told("a", "GREEN", place=PLACE)), NOW_MS).decode()
    assert "Z</" not in content and "<scope>Restricted</scope><restriction>TLP:GREEN</restriction>" in content
    (row,) = usable(read(content.encode(), "a.cap", NOW_MS), "a.cap", notes := [])
    assert not notes and row.title == "A blast" and row.within_m == 2_000

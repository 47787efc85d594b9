"""The second verifier reads exactly the records that the first one reads: every kind, every limit."""

import base64
import random

import msgspec
import pytest

from safeconduct.records.record import BODIES
from safeconduct.state.entry import Entry, read_entry
from safeconduct.wire import dsse
from tests.bent import bend, canonical
from tests.bodies_at_random import a_body
from tests.parties import signer
from tests.second import ROOT, answers

pytestmark = pytest.mark.skipif(
    not (ROOT / "node_modules/esbuild").exists(), reason="node_modules is not here: run `npm ci`"
)
LOG = "host/joint/1"
SIGNER = signer("anybody")


def test_no_kind_of_record_is_missing():
    """A new record type is one file, one line of the registry, and one line in web/verify/records.ts."""
    (tables,) = answers("--tables")
    theirs = tables["kinds"]
    assert theirs.keys() == BODIES.keys()
    for name, body in BODIES.items():
        ours = {"signers": sorted(body.SIGNERS), "rank": body.RANK, "fields": sorted(body.__struct_encode_fields__)}
        assert {**theirs[name], "fields": sorted(theirs[name]["fields"])} == ours, name


def case(type_, body, about):
    """The bytes of an entry that holds that body."""
    outer = {"accord": None, "at_ms": 1, "body": body, "by": "0" * 32, "object": about, "party": "host",
             "prev": None, "seen": [], "type": type_}  # fmt: skip
    return dsse.encode(dsse.sign(canonical(outer), SIGNER))


def test_the_same_bodies_are_records():
    """Of every kind: bodies at the ends of what their types allow, and such with one thing changed in them."""
    raws, good = [], 0
    for type_ in sorted(BODIES):
        for seed in range(30):
            rng = random.Random(f"{type_} {seed}")
            body = a_body(BODIES[type_], rng)
            if len(canonical(body)) > 40_000:
                continue
            about = msgspec.convert(body, BODIES[type_]).about("host")
            raws.append(case(type_, body, about))
            raws += [case(type_, bend(body, rng), about) for _ in range(4)]
    ours = [isinstance(read_entry(LOG, 0, raw), Entry) for raw in raws]
    reasons = answers("--records", [{"log": LOG, "raw": base64.b64encode(raw).decode()} for raw in raws])
    for raw, is_record, reason in zip(raws, ours, reasons, strict=True):
        assert is_record == (reason is None), f"{raw.decode()}\nours {read_entry(LOG, 0, raw)}\ntheirs {reason}"
        good += is_record
    assert len(raws) > 5_000 and good > 1_200 and len(raws) - good > 1_200

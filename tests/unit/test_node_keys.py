"""Keys that are lost, revoked and replaced, seen from two nodes."""

import asyncio
import json
import shutil

import pytest
from litestar.testing import TestClient

from safeconduct.cli import officer
from safeconduct.errors import Denied
from safeconduct.node import rekeying
from safeconduct.node.app import make_app
from safeconduct.node.desk import Desk
from safeconduct.node.folder import open_keys
from safeconduct.node.rekeying import KeysDiffer, check_keys, rekey
from safeconduct.records.watch import CheckMade
from safeconduct.state.logs import LOGS
from safeconduct.wire.ed25519 import key_id
from tests.commands import run
from tests.sim.pair import Pair


@pytest.fixture
def pair(tmp_path):
    return Pair(tmp_path)


@pytest.fixture
def at_host(pair, monkeypatch, tmp_path):
    """The commands of an officer reach the Host's application, without a socket."""
    with TestClient(make_app(pair.host.node), base_url="http://host.local") as client:
        monkeypatch.setattr(officer, "desk_at", lambda url, key: Desk(url, key, client))
        yield ("--at", "http://host.local", "--key", tmp_path / "host.key")


def test_an_officer_is_enrolled_acts_and_is_revoked_at_both_nodes(pair, at_host, tmp_path, capsys):
    key = tmp_path / "ayla.key"
    code, out, _ = run(capsys, "officer", "new", key, "--name", "Ayla", "--json")
    public = json.loads(out)["public"]
    assert run(capsys, "officer", "enrol", public, "--name", "Ayla", "--roles", "operator", *at_host)[0] == 0
    asyncio.run(pair.pass_time(1))
    assert pair.company.node.truth.state.parties.officers[key_id(public)].roles == ("operator",)
    lost = "2026-05-01T06:00"
    code, out, _ = run(capsys, "officer", "revoke", public, "--reason", "phone lost", "--lost", lost, *at_host)
    assert code == 0 and "signs nothing" in out
    asyncio.run(pair.pass_time(1))
    for side in pair.sides:
        held = side.node.truth.state.parties.officers[key_id(public)]
        assert held.roles == () and held.doubted_from_ms == 1_777_615_200_000
    assert pair.agreed()
    with pytest.raises(Denied):
        pair.host.node.access.check(key_id(public), CheckMade("v1", "outer", "clear"))
    code, _, err = run(capsys, "officer", "enrol", public, "--name", "Ayla", "--roles", "operator", *at_host)
    assert code == 2 and "that key was lost" in err
    code, _, err = run(capsys, "officer", "revoke", "5f" * 16, "--reason", "x", *at_host)
    assert code == 2 and "does not act for this party" in err
    code, _, err = run(capsys, "officer", "revoke", "5f", "--reason", "x", *at_host)
    assert code == 2 and "is no key" in err
    founder = pair.host.signer.key_id
    code, _, err = run(capsys, "officer", "revoke", founder, "--reason", "x", *at_host)
    assert code == 2 and "last administrator" in err


def counted(side, origin):
    """Heartbeats of that log which count."""
    state = side.node.truth.state
    return state.of(LOGS).heartbeats[origin].index, state


def test_a_node_with_new_keys_goes_on_and_the_old_ones_open_nothing(pair):
    host, company = pair.sides

    async def story():
        await pair.pass_time(3)
        old = host.node.witness.key
        body = await rekey(host.node, host.signer, "a laptop was stolen")
        host.again()
        check_keys(host.node)
        assert host.node.keys.node.public == body.node and str(host.node.witness.key) == body.witness_vkey
        await pair.meet(company, host)
        keys = [key.public for key in company.node.truth.readers("company/joint/1")]
        assert old.public not in keys and host.node.witness.key.public in keys
        await pair.pass_time(3)
        before, _ = counted(company, "host/joint/1")
        await pair.pass_time(3)
        after, state = counted(company, "host/joint/1")
        assert after > before and pair.agreed()
        cosigned = state.of(LOGS).cosignatures["company/joint/1", "host"]
        assert cosigned.head.size > 3, "heads are cosigned with the new key"
        assert not any("signature does not hold" in why for why in state.refused.values())
        assert company.node.truth.state.parties.parties["host"].witness_vkey == body.witness_vkey

    asyncio.run(story())


@pytest.mark.parametrize("stopped", ["before the log", "after the log", "half adopted"])
def test_a_change_that_was_stopped_half_way_goes_on(pair, stopped, monkeypatch):
    host, company = pair.sides

    async def story():
        await pair.pass_time(2)
        with monkeypatch.context() as patch:
            if stopped == "before the log":
                patch.setattr(host.node.truth, "append", None)
            else:
                patch.setattr(rekeying, "adopt_next_keys", half if stopped == "half adopted" else None)
            with pytest.raises(TypeError):
                await rekey(host.node, host.signer, "")
        host.again()
        if stopped == "before the log":
            check_keys(host.node)
        else:
            with pytest.raises(KeysDiffer, match="does not hold the keys"):
                check_keys(host.node)
        size = host.node.truth.log.size
        body = await rekey(host.node, host.signer, "")
        assert host.node.truth.log.size == size + (stopped == "before the log"), "one record, however often"
        host.again()
        check_keys(host.node)
        assert not (host.root / "keys" / "next").exists()
        await pair.pass_time(3)
        assert pair.agreed() and company.node.truth.state.parties.parties["host"].node == body.node

    asyncio.run(story())


def half(folder):
    (folder.keys / "next" / "witness.age").replace(folder.keys / "witness.age")
    raise TypeError("stopped")


def test_old_keys_that_were_put_back_are_noticed(pair, tmp_path, capsys):
    host, _ = pair.sides
    shutil.copytree(host.root / "keys", tmp_path / "keys")
    asyncio.run(pair.pass_time(1))
    host.node.truth.close()
    code, out, _ = run(capsys, "party", "rekey", host.root, "--key", tmp_path / "host.key")
    assert code == 0 and "witness key: host/joint/1/witness+" in out
    shutil.rmtree(host.root / "keys")
    shutil.copytree(tmp_path / "keys", host.root / "keys")
    host.again()
    with pytest.raises(KeysDiffer):
        check_keys(host.node)
    host.node.truth.close()
    assert run(capsys, "party", "rekey", host.root, "--key", tmp_path / "host.key")[0] == 0
    host.again()
    check_keys(host.node)
    code, out, _ = run(capsys, "party", "keys", host.root)
    assert code == 0 and open_keys(host.node.folder).node.public in out and "/mirror+" in out


def test_keys_are_not_changed_through_the_api(pair):
    host, _ = pair.sides
    body = {"node": "0" * 64, "witness_vkey": str(host.node.witness.key), "reason": ""}
    with pytest.raises(Denied, match="at the node itself"):
        asyncio.run(host.act("party.rekeyed/1", **body))

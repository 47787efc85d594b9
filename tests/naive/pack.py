"""Verifying a pack, by definition: unzip, hash, check every signature, replay, look. Slow, obvious; no texts.

It knows one pattern, the stay that one check frees, which is what the packs of the tests are about.
"""

import base64
import hashlib
import io
import json
import zipfile

from nacl.exceptions import BadSignatureError
from nacl.signing import VerifyKey

from safeconduct.joint import judged
from safeconduct.records.alarm import AlarmRaised
from safeconduct.records.log import LogCompleted, LogCosigned
from safeconduct.records.party import PartyFounded
from safeconduct.state.entry import Blank, read_entry
from safeconduct.state.fact import Complete
from safeconduct.state.placed import Placed
from tests.naive import fold, merkle

LATE_MS = 5 * 60_000


class No(Exception):
    """Not verified."""


def is_verified(raw: bytes) -> bool:
    try:
        check(raw)
    except (No, ValueError, KeyError, TypeError, IndexError, UnicodeError, BadSignatureError, zipfile.BadZipFile):
        return False
    return True


def need(is_so: bool) -> None:
    if not is_so:
        raise No


def check(raw: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(raw)) as file:
        files = {name: file.read(name) for name in file.namelist()}
    listed = json.loads(files["manifest.json"])
    need(listed == {n: hashlib.sha256(c).hexdigest() for n, c in files.items() if n != "manifest.json"})
    claim, policy = json.loads(files["claim.json"]), json.loads(files["policy.json"])
    for name in ("claim.json", "policy.json"):
        text = json.dumps(json.loads(files[name]), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        need(text.encode() == files[name])
    logs = {keys["origin"]: log(files, keys) for keys in policy["logs"]}
    need({f"logs/{o.replace('/', '+')}/entries" for o in logs} == {n for n in files if n.endswith("/entries")})
    entries = [read_entry(o, i, e) for o, raws in logs.items() for i, e in enumerate(raws)]
    records = [e for e in entries if not isinstance(e, Blank)]
    for keys in policy["logs"]:
        founding = next(e.record.body for e in records if e.log == keys["origin"] and e.index == 0)
        need(isinstance(founding, PartyFounded))
        names = ("party", "founder", "log_vkey", "witness_vkey")
        need(all(getattr(founding, name) == keys[name] for name in names))
    for each in records:
        cosigned = [each.record.body.head] if isinstance(each.record.body, LogCosigned) else []
        for head in (*each.record.seen, *cosigned):
            need(merkle.mth(logs[head.origin][: head.size]).hex() == head.root)
    for name in files:
        need(not name.startswith("blobs/") or hashlib.sha256(files[name]).hexdigest() == name[6:])
    checkpoints(files, policy, records)
    need(claim.keys() == {"by", "claimed", "packs"} and claim["packs"] == 1)
    need(claim["by"] in {keys["party"] for keys in policy["logs"]})
    confirm(claim["claimed"], entries, records, logs)


def log(files, keys):
    folder = f"logs/{keys['origin'].replace('/', '+')}"
    text, signatures = files[f"{folder}/checkpoint"].decode().rsplit("\n\n", 1)
    name, _, blob = signatures.split("\n")[0].removeprefix("— ").partition(" ")
    key_name, key_id, key = keys["log_vkey"].split("+", 2)
    sig = base64.b64decode(blob, validate=True)
    need(name == key_name == keys["origin"] and sig[:4].hex() == key_id)
    VerifyKey(base64.b64decode(key)[1:]).verify((text + "\n").encode(), sig[4:])
    raw, entries = files[f"{folder}/entries"], []
    while raw:
        size = int.from_bytes(raw[:2], "big")
        need(len(raw) >= 2 + size)
        entries.append(raw[2 : 2 + size])
        raw = raw[2 + size :]
    root = base64.b64encode(merkle.mth(entries)).decode()
    need(text == f"{keys['origin']}\n{len(entries)}\n{root}")
    return entries


def checkpoints(files, policy, records):
    """Below the log's own signature: every cosignature on this head that is in the logs, and no other line."""
    for keys in policy["logs"]:
        text, signatures = files[f"logs/{keys['origin'].replace('/', '+')}/checkpoint"].decode().rsplit("\n\n", 1)
        size = int(text.split("\n")[1])
        lines = [
            each.record.body.cosignature
            for other in policy["logs"]
            for each in records
            if each.log == other["origin"] and isinstance(each.record.body, LogCosigned)
            if each.record.body.head.origin == keys["origin"] and each.record.body.head.size == size
        ]
        own = signatures.split("\n")[0] + "\n"
        key_name, key_id, _ = keys["log_vkey"].split("+", 2)
        blob = own.removeprefix(f"— {key_name} ").strip()
        need(base64.b64encode(base64.b64decode(blob)).decode() == blob and bool(key_id))
        need(signatures == own + "".join(dict.fromkeys(lines)))


def confirm(claimed, entries, records, logs):
    state, times = fold.fold(entries), proven(records)
    if claimed["kind"] == "late":
        late = next(e for e in records if e.id == claimed["record"])
        said = late.record
        need((claimed["type"], claimed["party"], claimed["by"]) == (said.type, said.party, said.by))
        need(claimed["claimed_ms"] == said.at_ms and claimed["not_before_ms"] == times[late.id])
        need(said.at_ms + LATE_MS < claimed["not_before_ms"])
        after = [
            e.record.body.cosigned_ms
            for e in records
            if isinstance(e.record.body, LogCosigned) and e.record.party != said.party
            if e.record.body.head.origin == late.log and e.record.body.head.size > late.index
        ]
        need(claimed["not_after_ms"] == min(after, default=None))
        return
    raised = [e for e in records if isinstance(e.record.body, AlarmRaised)]
    duty = claimed.get("duty") or claimed["alarm"]
    alarm = next(e.record.body for e in raised if e.record.body.alarm == duty)
    need(claimed["clause"] == alarm.clause and claimed["rule"] == alarm.rule and claimed["key"] == alarm.key)
    need(claimed["due_ms"] == alarm.due_ms)
    if "at_ms" in claimed:
        need(claimed["at_ms"] == alarm.due_ms - 600_000)
    freed, heads = False, dict.fromkeys(logs, -1)
    for each in records:
        for item in judged(Placed(each, 0, times[each.id]), state):
            if isinstance(item, Complete):
                heads[item.log] = max(heads[item.log], item.complete_to_ms)
            elif item.fact.name in ("checked", "left") and item.fact.args[0] == alarm.key["asset"]:
                freed |= alarm.due_ms - 600_000 <= item.fact.t_ms <= alarm.due_ms
    status = "satisfied" if freed else "violated" if min(heads.values()) >= alarm.due_ms else "pending"
    need(claimed["status"] == status)
    verdict = next((e.record.body.verdict for e in records if e.record.type == "verdict.reached/1"), None)
    need(claimed["verdict"] == verdict)
    if claimed["kind"] == "alarm":
        need(claimed["rooms"] == rooms(duty, records))


def proven(records):
    """The earliest possible time of each record: the newest that it, or one before it in its log, can have seen."""
    own = {log: [e for e in records if e.log == log] for log in {e.log for e in records}}
    found = {}
    for each in records:
        before = own[each.log][: each.index + 1]
        seen = [
            other.record.at_ms
            for e in before
            for head in e.record.seen
            for other in own[head.origin][: head.size]
            if head.origin != each.log and {"node"} == other.record.body.SIGNERS
        ]
        promised = [e.record.body.complete_to_ms for e in before[:-1] if isinstance(e.record.body, LogCompleted)]
        found[each.id] = max([0, *seen, *promised])
    return found


def rooms(alarm, records):
    found = {}
    for each in sorted(records, key=lambda e: e.log):
        body = each.record.body
        if getattr(body, "alarm", None) != alarm:
            continue
        room = found.setdefault(each.record.party, dict.fromkeys(NAMES) | {"party": each.record.party})
        kind = {"alarm.raised/1": "raised", "alarm.acknowledged/1": "acknowledged", "alarm.resolved/1": "resolved"}
        name = kind[each.record.type]
        room |= {name: each.id, f"{name}_ms": each.record.at_ms}
    return [found[party] for party in sorted(found)]


NAMES = ("acknowledged", "acknowledged_ms", "because", "raised", "raised_ms", "resolved", "resolved_ms")

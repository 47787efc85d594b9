"""Checks every record's signature in a log with cryptography alone: nothing of Safeconduct is used here.

python3 check_records.py LOG_FOLDER

Records are DSSE envelopes. Keys are those that the log itself names: the founder's and the node's in its first
record, officers' as they are enrolled. Whose they are, no log can say: compare the founder's with the party.
"""

import base64
import hashlib
import json
import sys
from datetime import UTC, datetime
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

sys.path.insert(0, str(Path(__file__).parent))
from check_log import entries


def signed_by(envelope, keys):
    """The ids of the keys whose signature holds. Raises if one that we know does not."""
    kind, payload = envelope["payloadType"].encode(), base64.b64decode(envelope["payload"])
    message = b"DSSEv1 %d %b %d %b" % (len(kind), kind, len(payload), payload)
    for signature in envelope["signatures"]:
        if signature["keyid"] in keys:
            public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(keys[signature["keyid"]]))
            public.verify(base64.b64decode(signature["sig"]), message)
            yield signature["keyid"]


def main(folder):
    text = (Path(folder) / "checkpoint").read_text(encoding="utf-8")
    keys, bad = {}, 0
    for index, entry in enumerate(entries(Path(folder), int(text.split("\n")[1]))):
        envelope = json.loads(entry)
        record = json.loads(base64.b64decode(envelope["payload"]))
        for named in ("founder", "node", "key"):
            key = record["body"].get(named)
            if record["type"] in ("party.founded/1", "party.rekeyed/1", "officer.enrolled/1") and key:
                keys[hashlib.sha256(bytes.fromhex(key)).hexdigest()[:32]] = key
        try:
            is_good = record["by"] in signed_by(envelope, keys)
        except InvalidSignature:
            is_good = False
        bad += not is_good
        said = datetime.fromtimestamp(record["at_ms"] / 1000, UTC).isoformat(timespec="seconds")
        digest = hashlib.sha256(b"\x00" + entry).hexdigest()
        print(f"{index:>6}  {digest[:16]}  {said}  {record['type']:<22}  {'good' if is_good else 'NOT SIGNED'}")
    print(f"founder's key: {next(iter(keys.values()), 'none')}")
    print(f"{index + 1} records, {bad} without a good signature by a key that the log names")
    return bad


if __name__ == "__main__":
    sys.exit(1 if main(*sys.argv[1:]) else 0)

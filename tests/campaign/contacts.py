"""What a dishonest or unlucky log shows, and whether the first contact finds it: by seed, and counted.

Each case: one log on a simulated disk, a peer that holds some of it, and then one contact with what must be found:
a second history, an older head, old answers played again, or the log of a folder that was restored.
"""

import copy
from collections import Counter
from pathlib import Path

from safeconduct.errors import SafeconductError
from safeconduct.ledger import fork, tiles
from safeconduct.ledger.mirror import Again, Forked, Why
from safeconduct.node.log import Log
from safeconduct.node.log_fork import check
from safeconduct.node.peer_log import PeerLog
from safeconduct.wire import ed25519, note
from tests.sim.disk import SimDisk

PROOF_BYTES_MAX = 2_048
KINDS = ("fork", "rollback", "replay", "restored backup")
SIGNER = note.Signer("host/joint/1", ed25519.Signer(b"\x09" * 32))
LOG, COPY = Path("/node/log"), Path("/node/copy")


class Network:
    """What the peer's requests get. Remembers every answer, to play it again."""

    def __init__(self, log):
        self.log = log
        self.old = {}
        self.is_replayed = False

    def ask(self, path):
        if self.is_replayed and path in self.old:
            return self.old[path]
        try:
            body = self.log.fetch(path)
        except tiles.TileMissing:
            body = None
        return self.old.setdefault(path, body)


def contact(peer, network):
    """One round; its last outcome."""
    peer.poll()
    outcome = None
    while (wanted := peer.want()) is not None:
        outcome = peer.got(wanted, network.ask(wanted.path))
    return outcome


def own_disk(disk):
    """The peer's own disk, with the same luck."""
    other = SimDisk(0)
    other.rng = disk.rng
    return other


def grow(log, rng, tag):
    for _ in range(rng.randint(1, 3)):
        log.append([b"%s %d" % (tag, rng.getrandbits(64)) for _ in range(rng.choice([1, 2, 40, 300]))])


def run(seeds, out):
    """Counts by kind, the largest proof, and a line for each seed in which something was not found."""
    told, failures = Counter({f"{kind}: {what}": 0 for kind in KINDS for what in ("shown", "found")}), []
    told["largest proof in bytes"] = 0
    for seed in seeds:
        kind = KINDS[seed % len(KINDS)]
        told[f"{kind}: shown"] += 1
        try:
            case(seed, kind, told, out)
            told[f"{kind}: found"] += 1
        except (AssertionError, SafeconductError) as error:
            failures.append(f"contacts seed {seed} ({kind}): {error or 'not found'}")
    return told, failures


def case(seed, kind, told, out):
    """Raises AssertionError if what is shown is not found."""
    disk = SimDisk(seed)
    rng = disk.rng
    log, peer = Log.create(LOG, SIGNER.key.name, SIGNER, disk), PeerLog.open(COPY, SIGNER.key, own_disk(disk))
    grow(log, rng, b"common")
    before, early = copy.deepcopy(disk), log.size
    if rng.random() < 0.5 or kind == "replay":
        contact(peer, Network(log))
    shown = Network(log)
    shown.ask("checkpoint")
    grow(log, rng, b"first")
    contact(peer, Network(log))
    assert peer.size == log.size > early
    held = peer.size, peer.root
    if kind == "replay":
        shown.is_replayed = True
        outcome = contact(peer, shown)
    else:
        before.locks = set()
        again = Log.open(LOG, SIGNER, before)
        if kind != "rollback":  # who goes on from an old copy signs a second history, meant or not
            grow(again, rng, b"second" if kind == "fork" else b"after the restore")
        outcome = contact(peer, Network(again))
    assert (peer.size, peer.root) == held, "what was held has changed"
    if kind in ("rollback", "replay"):
        assert isinstance(outcome, Again) and outcome.why is Why.BEHIND, outcome
        assert outcome.shown.size == early
        return
    assert isinstance(outcome, Forked) and peer.fork is not None, outcome
    raw = fork.encode(outcome.proof)
    assert len(raw) <= PROOF_BYTES_MAX, f"{len(raw)} bytes"
    told["largest proof in bytes"] = max(told["largest proof in bytes"], len(raw))
    out.write_bytes(raw)  # accepted from the file alone, as `safeconduct log fork` checks it
    check(out, SIGNER.key)
    assert not isinstance(contact(peer, Network(log)), Forked), "frozen"

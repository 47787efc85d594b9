"""A whole log carried one way on a stick, the copy cut off at random bytes and begun again where it was."""

import random
import time

from safeconduct.ledger import checkpoint, parcel, tiles
from safeconduct.node.disk import RealDisk
from safeconduct.node.log import Log
from safeconduct.node.peer_log import PeerLog
from tests.tile_logs import ORIGIN, SIGNER

CHUNK = 1 << 20


def carried(folder, records, cuts, seed):
    """Counts and times. Raises AssertionError if the copy is not what a mirror fetches online."""
    rng, disk, told = random.Random(seed), RealDisk(), {"records": records, "cuts": cuts}
    log = written(folder / "log", records, disk)
    stick = folder / "stick.parcel"
    begun = time.perf_counter()
    with stick.open("wb") as out:
        for piece in parcel.write([log.parcel(0)]):
            out.write(piece)
    told["parcel bytes"] = stick.stat().st_size
    told["parcel written in s"] = round(time.perf_counter() - begun, 1)

    begun = time.perf_counter()
    places = sorted(rng.randrange(told["parcel bytes"]) for _ in range(cuts))
    read = kept = 0
    for place in [*places, told["parcel bytes"]]:
        copy = PeerLog.open(folder / "carried", SIGNER.key, disk)
        read += take(copy, stick, place)
        kept = max(kept, copy.next)
        copy.close()
    told["parcel bytes read"] = read
    told["copied and verified in s"] = round(time.perf_counter() - begun, 1)

    begun = time.perf_counter()
    online = PeerLog.open(folder / "online", SIGNER.key, disk)
    fetch_all(online, log)
    told["fetched online in s"] = round(time.perf_counter() - begun, 1)
    copy = PeerLog.open(folder / "carried", SIGNER.key, disk)
    heads = {(each.size, each.root) for each in (log, online, copy)}
    assert heads == {(records, log.root)}, heads
    assert copy.checkpoint == online.checkpoint == log.checkpoint
    assert checkpoint.open_checkpoint(copy.checkpoint, SIGNER.key).size == records
    told["same head as online"] = 1
    for each in (log, online, copy):
        each.close()
    return told


def written(folder, records, disk):
    """A log of so many different records."""
    log = Log.create(folder, ORIGIN, SIGNER, disk)
    for start in range(0, records, 10_000):
        log.append([b"record %d of a party" % i for i in range(start, min(start + 10_000, records))])
    return log


def take(copy, stick, place):
    """Copy from the stick up to that byte, then it is pulled out. Returns the bytes read."""
    stream, left = parcel.reader(), place
    with stick.open("rb") as file:
        while left and (chunk := file.read(min(CHUNK, left))):
            left -= len(chunk)
            for item in stream.feed(chunk):
                if isinstance(item, parcel.Section):
                    copy.offer(item)
                else:
                    copy.take(item)
    return place - left


def fetch_all(copy, log):
    """What a mirror does over the network."""
    copy.poll()
    while (fetch := copy.want()) is not None:
        try:
            body = log.fetch(fetch.path)
        except tiles.TileMissing:
            body = None
        copy.got(fetch, body)

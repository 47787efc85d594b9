"""A node: one party's log, mirrors, watch and duties, and what happens when something arrives.

Every way in is one method here, and takes the same steps: decide under the lock, write, fold, judge, tell the
pages. An alarm is logged before it is shown.
"""

import asyncio
import secrets
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import msgspec

from safeconduct.errors import BadInput, Denied, SafeconductError, Unavailable
from safeconduct.ledger import Checkpoint
from safeconduct.records import record as records
from safeconduct.records.content import ContentErased
from safeconduct.records.feed import OfficerRole
from safeconduct.records.journey import CrewSpoke, TravellerSpoke
from safeconduct.records.log import Head, LogCompleted, LogRolledBack
from safeconduct.records.observation import Observation
from safeconduct.records.positions import Positions
from safeconduct.records.record import AnyBody
from safeconduct.records.units import Digest, DurationMs, FeedId, KeyId, Ms, ObjectId, Origin, PartyId, RecordId
from safeconduct.state.entry import record_id
from safeconduct.state.logs import LOGS
from safeconduct.state.placed import Placed
from safeconduct.wire import dsse
from safeconduct.wire.ed25519 import Signer

from .access import Access
from .acts import Acts, Signed
from .arrival import Arrival
from .blobs import SALT_BYTES, Blobs
from .callers import Callers
from .clock import Clock, FastClock, WallClock
from .commands import Commands
from .config import Config, read_config
from .device_secrets import DeviceSecrets
from .disclosing import Disclosing, reader_identity
from .disk import Disk, DiskFull, RealDisk
from .drawing import Draws
from .duties import Duties, Foreseen
from .folder import DRAW_KEY, Folder, NodeKeys, open_keys
from .grants import Grants
from .history import history_of
from .incidents import Incidents
from .intake import Intake
from .lapses import Lapses
from .looks import Looks
from .notes import Notes
from .packs import Packs
from .phone_reports import PhoneReports
from .plans import Plans
from .receiving import Receiving
from .retention import Retention
from .sharing import Delivery, Sharing
from .signers import witness_signer
from .silences import Silences
from .stream import Stream
from .talks import Talks
from .truth import Truth, check_fresh
from .vigil import Join, Turn, Vigil
from .voices import Voices

_DAY_MS: Final = 86_400_000
_FORESEE_MS: Final = 1_000
"""Between two looks at what may have to ring before its facts are sure."""
HEARTBEAT_MS: Final = 60_000
"""How often a log says that it is complete."""
_DOUBT_MS: Final = 1_000
"""Between two looks at whether the doubt about this folder is gone."""
SIGNING_MS: Final = 120_000
"""How long an officer may take between draft and signature: a log is complete to that long ago."""


class Accepted(msgspec.Struct, frozen=True):
    """Durable: the record's id and its place in our log."""

    id: RecordId
    index: int


class Node:
    """Opens a folder and keeps it. Owns no socket: transports and pages call its methods."""

    def __init__(self, root: Path, disk: Disk | None = None, clock: Clock | None = None) -> None:
        self.folder = Folder(root)
        self.config: Config = read_config(self.folder.config)
        self.keys: NodeKeys = open_keys(self.folder)
        self.witness = witness_signer(self.config, self.keys)
        self.clock: Clock = clock or clock_of(self.config)
        self.stream = Stream()
        self.intake = Intake()
        self.secrets = DeviceSecrets(self.folder)
        self.commands = Commands()
        self.callers = Callers()
        disk = self.disk = disk or RealDisk()
        self.truth = Truth(self.folder, self.config, self.keys, disk)
        self.truth.suspect(self.clock.now_ms())
        self.blobs = Blobs(self.folder.blobs, disk)
        keep_ms = DurationMs(self.config.retention.observations_days * _DAY_MS)
        views, history = self.config.fields, history_of(self.truth, self.blobs, self.config, disk, keep_ms)
        self.vigil = Vigil(self.truth, self.blobs, keep_ms, self.config.lateness_ms, views, history)
        self.retention = Retention(self.truth, self.blobs)
        self.incidents = Incidents(self.truth, self.blobs, root, disk, self.clock)
        self.duties = Duties(self.truth, self.vigil.provisional)
        self.access = Access(self.truth, self.clock)
        self.acts = Acts(self.truth, self.access, self.clock, self.config.party)
        self.grants = Grants(self.truth, self.access)
        self.lapses = Lapses(self.truth)
        self.talks = Talks(self.truth)
        self.silences = Silences(self.truth)
        self.notes = Notes(self.folder, disk)
        self.looks = Looks(self.folder.root / "looks.json", disk)
        self.disclosing = Disclosing(self.truth, self.access, reader_identity(self.folder))
        self.sharing = Sharing(self.truth, self.blobs, self.access)
        self.receiving = Receiving(self.truth)
        self.phone_reports = PhoneReports(self.folder, disk)
        self.voices = Voices(self.truth, self.blobs)
        self.packs = Packs(self.folder.root)
        self.plans = Plans(self.folder.root / "plans", disk)
        self.draws = Draws(self.truth, self.keys.node, self.folder.keys / DRAW_KEY)
        self.roads_path = self.folder.root / self.config.roads.path if self.config.roads else None
        self.trouble: SafeconductError | None = self.truth.shut
        """Why nothing can be written at the moment, for the pages: a full disk, say."""
        self.foreseen: tuple[Foreseen, ...] = ()
        """Alarms for our own room only: they rest on facts that may still change."""
        self._foresee_ms = Ms(0)
        self.changed = asyncio.Event()
        """Set when something has arrived: a deadline may be nearer than the clock's task thinks."""
        self._arrived: list[Arrival] = []
        self._beat_ms = self.clock.now_ms()
        """Of the last heartbeat. A node that starts waits for one turn: what queued up meanwhile comes first."""

    async def submit(self, signed: Signed) -> Accepted:
        """Take an officer's signed record into our log. Raises BadInput, Denied; then nothing happened."""
        record, entry = self.acts.opened(signed)
        async with self.truth.lock:
            check_fresh(self.truth.state, record)
            placed = await self.truth.append([entry])
            reason = self.truth.state.refused.get(record_id(entry))
            await self._follow(placed)
        if reason is not None:
            raise Denied(f"logged, but it changes nothing: {reason}", "the record stays in the log as refused")
        return Accepted(record_id(entry), self.truth.placed(record_id(entry)).entry.index)

    async def act_here(self, body: AnyBody, signer: Signer) -> None:
        """An administrator's act at the stopped node itself, which no screen offers. Raises BadInput, Denied."""
        self.access.check(KeyId(signer.key_id), body)
        record = self.truth.draft(body, KeyId(signer.key_id), self.clock.now_ms())
        entry = dsse.encode(dsse.sign(records.encode(record), signer))
        async with self.truth.lock:
            await self.truth.append([entry])
        refused = self.truth.state.refused.get(record_id(entry))
        if refused is not None:
            raise BadInput(refused)

    async def observe(
        self,
        feed: FeedId,
        observations: Sequence[Observation],
        joins: Sequence[Join] = (),
        positions: Positions | None = None,
    ) -> None:
        """Take what a feed reported (positions: many at once, before the others), and which names it says are one
        vehicle. Returns once that is durable, so that the sender may forget it. All that arrives while something is
        written shares the next write. Raises DiskFull and the like: then nothing happened, bring it again."""
        if (shut := self.truth.shut) is not None:
            raise shut
        arrival = Arrival(feed, observations, joins, positions)
        self._arrived.append(arrival)
        async with self.truth.lock:
            if not arrival.is_taken:
                await self._take_arrived()
        if arrival.error is not None:
            raise arrival.error

    async def _take_arrived(self) -> None:
        now_ms = self.clock.now_ms()
        arrived, self._arrived = self._arrived, []
        error: Exception | None = Unavailable("the node stopped in the middle of a write", "send it again")
        try:
            if (shut := self.truth.shut) is not None:
                raise shut
            turn = self.vigil.turn()
            for each in arrived:
                self.vigil.observe(turn, each.feed, each.observations, now_ms, each.joins, each.positions)
            placed = await self._written(turn, now_ms)
            error = None
            for each in arrived:
                self.intake.accept(each.feed, each.count, now_ms)
            for feed, reason in turn.refused:
                self.intake.refuse(feed, reason)
            await self._follow(placed)
        except SafeconductError as failed:
            error = failed
        finally:
            for each in arrived:
                each.is_taken, each.error = True, error

    async def _written(self, turn: Turn, now_ms: Ms) -> list[Placed]:
        """Write a turn of the watch; it holds from then on. Raises DiskFull and the like: then it does not."""
        try:
            await asyncio.to_thread(self.blobs.settle)
            placed = await self.truth.write(turn.bodies, now_ms)
        except DiskFull:
            self.vigil.undone(turn)
            raise
        self.vigil.done(turn)
        return placed

    async def speak(self, body: TravellerSpoke | CrewSpoke) -> tuple[Accepted, Ms]:
        """Take what a traveller or a crew pressed. The same press again gives the first receipt. Raises Denied."""
        about = body.about(self.config.party)
        async with self.truth.lock:
            known = self.truth.state.chain(about).tip
            if known is None:
                now_ms = self.clock.now_ms()
                said_ms = Ms(min(body.said_ms, now_ms))  # a phone's clock may run ahead
                placed = await self.truth.write([msgspec.structs.replace(body, said_ms=said_ms)], now_ms)
                await self._follow(placed)
                known = self.truth.state.chain(about).tip
            if known is None:
                raise Denied("this press does not count", "ask the operations room for a new card")
            entry = self.truth.placed(known).entry
            return Accepted(known, entry.index), entry.record.at_ms

    async def keep(self, content: bytes, body_of: Callable[[Digest], AnyBody | None]) -> Digest:
        """Keep content that somebody has sealed, and log what commits to it, where that is for the node to say.
        Both are durable when it returns. Raises DiskFull and the like: then nothing was kept."""
        async with self.truth.lock:
            if (shut := self.truth.shut) is not None:
                raise shut
            digest = self.blobs.put(secrets.token_bytes(SALT_BYTES), content)
            await asyncio.to_thread(self.blobs.settle)
            body = body_of(digest)
            await self._follow(await self.truth.write([body] if body else [], self.clock.now_ms()))
            return digest

    async def forget(self, contents: Sequence[Digest]) -> None:
        """Erase content of our own before its date; the log says so first."""
        async with self.truth.lock:
            if contents and self.truth.shut is None:
                placed = await self.truth.write([ContentErased(tuple(contents))], self.clock.now_ms())
                self.retention.erase()
                await self._follow(placed)

    async def read(self, reader: KeyId, subject: ObjectId) -> None:
        """Somebody is about to see secrets: our log says so first, once an hour; later, if it cannot now."""
        if not self.disclosing.read(reader, subject, self.clock.now_ms()):
            return
        async with self.truth.lock:
            if not self.truth.doubt and self.truth.shut is None:
                await self._follow([])

    async def share(self, feed: FeedId, to: PartyId, role: OfficerRole, cursor: int) -> Delivery:
        """What those officers may see of that feed of ours, from a place of our log on. Raises Denied, DiskFull."""
        async with self.truth.lock:
            delivery, placed = await self.sharing.deliver(feed, to, role, cursor, self.clock.now_ms())
            await self._follow(placed)
        return delivery

    async def grown(self, origin: Origin) -> None:
        """A mirror has gained entries that are durable and verified."""
        async with self.truth.lock:
            await self._settle(self.truth.grown(origin))

    async def forked(self) -> None:
        """A log that we copy is proven to have two histories: the proof goes into our log."""
        async with self.truth.lock:
            await self._settle([])

    async def rolled_back(self, origin: Origin, shown: Checkpoint) -> None:
        """A log was shown older than what we hold of it: an alarm, once for each such pair of heads."""
        held = self.truth.peers[origin]
        body = LogRolledBack(
            Head(origin, held.size, Digest(held.root.hex())), Head(origin, shown.size, Digest(shown.root.hex()))
        )
        async with self.truth.lock:
            if self.truth.state.of(LOGS).rollbacks.get((origin, self.config.party)) != body:
                await self._settle(await self.truth.write([body], self.clock.now_ms()))

    async def tick(self) -> None:
        """What is due by the clock alone: silence, overdue duties, heartbeats."""
        now_ms = self.clock.now_ms()
        async with self.truth.lock:
            if self.truth.doubt:  # what is due is due still when somebody has answered
                return
            await self._settle(await self._written(self.vigil.silence(now_ms), now_ms))
            if now_ms - self._beat_ms >= HEARTBEAT_MS:
                self._beat_ms = now_ms
                await self._settle(await self.truth.write(self._heartbeat(now_ms), now_ms))
                self.phone_reports.sweep(now_ms)
                if (erased := self.retention.due(now_ms)) and self.truth.shut is None:
                    await self._settle(await self.truth.write(erased, now_ms))
                    self.retention.erase()
            self._foresee(now_ms)

    def _foresee(self, now_ms: Ms) -> None:
        """Look at what our own watch says already and no log holds yet; at most once a second."""
        if now_ms < self._foresee_ms:
            return
        facts = self.vigil.provisional()
        self._foresee_ms = Ms(now_ms + _FORESEE_MS)
        found = self.duties.foreseen(facts, now_ms) if facts else ()
        if {each.alarm for each in found} != {each.alarm for each in self.foreseen}:
            self.stream.publish("watch")
        self.foreseen = found

    def next_ms(self) -> Ms:
        """When `tick` has something to do, at the latest."""
        now_ms = self.clock.now_ms()
        if self.truth.doubt:
            return Ms(now_ms + _DOUBT_MS)
        due = [
            self._beat_ms + HEARTBEAT_MS,
            self.vigil.next_ms(),
            self.duties.next_ms(now_ms),
            self.draws.next_ms(now_ms),
            self.disclosing.next_ms(now_ms),
            self.grants.next_ms(now_ms),
            self.silences.next_ms(now_ms),
            self.lapses.next_ms(now_ms),
            self._foresee_ms if self.vigil.is_waiting else None,
        ]
        return Ms(min(at for at in due if at is not None))

    async def _follow(self, placed: Sequence[Placed]) -> None:
        """As `_settle`, for what is durable already: if the disk is full for what follows from it, whoever brought
        it must not bring it again. The clock writes what follows as soon as there is space."""
        try:
            await self._settle(placed)
        except DiskFull as error:
            self.trouble = error
            self.changed.set()

    async def _settle(self, placed: Sequence[Placed]) -> None:
        """Judge what is new, log what follows from it, until nothing follows any more."""
        now_ms = self.clock.now_ms()
        while True:
            self.duties.take(placed)
            if placed:
                self.vigil.learn(placed)
                self.retention.learn(placed)
                self.incidents.learn(placed)
                self.talks.learn(placed)
                self.sharing.learn(placed)
                self.stream.publish("watch", "accord")
                self.changed.set()
            placed = await self.truth.write(
                [
                    *self.truth.forked(),
                    *self.duties.due(now_ms),
                    *self.draws.due(now_ms),
                    *self.disclosing.due(now_ms),
                    *self.grants.due(now_ms),
                    *self.silences.due(now_ms),
                    *self.lapses.due(now_ms),
                    *self.receiving.due(),
                ],
                now_ms,
            )
            if not placed:
                return

    def _heartbeat(self, now_ms: Ms) -> list[AnyBody]:
        return [LogCompleted(Ms(now_ms - SIGNING_MS)), *self.truth.cosignatures(self.witness, now_ms)]


def clock_of(config: Config) -> Clock:
    """The clock that these settings ask for."""
    drill = config.rehearsal
    if drill is None:
        return WallClock()
    return FastClock(drill.speed, Ms(drill.start_ms), Ms(drill.wall_start_ms))

"""Many plain reports of enrolled devices at once. What is not plain, not enrolled or not plausible is left to be
read one by one, which also counts it and says why. A flood is counted here: it shall not slow others down."""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from safeconduct.feeds.owntracks_many import decode_many
from safeconduct.feeds.plausible import OLD_MS_MAX, Region
from safeconduct.feeds.told import NOBODY, Told
from safeconduct.records.positions import Positions
from safeconduct.records.units import INT_MAX, AssetId, DeviceId, Ms
from safeconduct.watch.devices import Device

from .config import Feed
from .intake import Intake

LEAST: Final = 64
"""Fewer are read one by one."""
I64 = npt.NDArray[np.int64]
_NOT_ASKED, _NOBODY = -2, NOBODY


class Plain(NamedTuple):
    """Positions under their assets' names; the places of payloads that are left; where devices were heard that had
    been heard elsewhere before, or never."""

    positions: Positions
    left: list[int]
    heard: dict[DeviceId, str]


class Bulk:
    """One feed's reader of many."""

    def __init__(self, feed: Feed, intake: Intake) -> None:
        self._feed, self._intake = feed, intake
        self._told = Told()
        self._assets = Told()
        """Assets that were reported, by number."""
        self._made_of: tuple[object, object] = (None, None)
        self._asset_of = np.zeros(0, dtype=np.int64)
        """For each name that was told: the number of the asset that it stands for, by enrolment."""
        self._until_ms = np.zeros(0, dtype=np.int64)
        """Until when it does."""
        self._topic_of: dict[int, str] = {}

    @property
    def is_able(self) -> bool:
        """Whether it knows this feed's format."""
        return self._feed.kind == "owntracks"

    def read(
        self,
        payloads: Sequence[bytes],
        topics: Sequence[str],
        devices: Mapping[str, Device],
        near: Region | None,
        now_ms: Ms,
    ) -> Plain:
        """Read what is plain. devices: by the name that each gives itself; another mapping when one has changed."""
        many = decode_many(payloads, topics if any(topics) else (), self._feed.asset, self._told)
        at, rows = many.positions, many.rows
        is_fit = at.t_ms >= now_ms - OLD_MS_MAX
        if near is not None:
            is_fit &= near.holds_all(at.lat_e7, at.lon_e7)
        asset = self._admitted(devices, at, now_ms)
        is_fit &= asset != _NOBODY
        left = many.rest
        if not is_fit.all():
            left = np.sort(np.concatenate([np.array(many.rest, dtype=np.int64), rows[~is_fit]])).tolist()
            at, asset, rows = at.take(is_fit), asset[is_fit], rows[is_fit]
        heard = self._heard(at, rows, topics, devices) if topics else {}
        known = Positions(self._assets.names, asset, *at[2:])
        return Plain(self._without_floods(known, now_ms), left, heard)

    def _admitted(self, devices: Mapping[str, Device], at: Positions, now_ms: Ms) -> I64:
        """The number of the asset of each row; _NOBODY where it is left."""
        self._refresh(devices)
        used = np.flatnonzero(np.bincount(at.asset))
        for name in used[self._asset_of[used] == _NOT_ASKED].tolist():
            self._asset_of[name], self._until_ms[name] = self._enrolled(at.names[name], devices)
        is_left = np.ones(len(at.names), dtype=np.bool_)
        is_left[used] = now_ms >= self._until_ms[used]
        for kind, device in self._intake.unknown:  # what is held of it in quarantine comes first
            if kind == self._feed.kind and (name := self._told.find(device)) != NOBODY:
                is_left[name] = True
        return np.where(is_left[at.asset], _NOBODY, self._asset_of[at.asset])

    def _without_floods(self, at: Positions, now_ms: Ms) -> Positions:
        """The first rows of each sender, as many as it may send; the others are counted as refused."""
        used, counts = np.unique(at.asset, return_counts=True)
        taken = self._intake.floods.takes(self._feed.feed, at.names, used, counts, now_ms)
        if (taken == counts).all():
            return at
        is_taken = np.ones(len(at.asset), dtype=np.bool_)
        for place in np.flatnonzero(taken < counts).tolist():
            over = np.flatnonzero(at.asset == used[place])[taken[place] :]
            is_taken[over] = False
            said = f"{at.names[int(used[place])]}, claimed {at.t_ms[over[-1]]}"
            self._intake.refuse(self._feed.feed, "flood", now_ms, said, len(over))
        return at.take(is_taken)

    def _refresh(self, devices: Mapping[str, Device]) -> None:
        """Ask anew who stands for whom when an enrolment or the list of names is another."""
        names = self._told.names
        if self._made_of[0] is not devices or self._made_of[1] is not names:
            self._made_of, self._topic_of = (devices, names), {}
            self._assets = Told()
            self._asset_of, self._until_ms = np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
        new = len(names) - len(self._asset_of)
        if new:
            self._asset_of = np.concatenate([self._asset_of, np.full(new, _NOT_ASKED)])
            self._until_ms = np.concatenate([self._until_ms, np.zeros(new, dtype=np.int64)])

    def _enrolled(self, name: AssetId, devices: Mapping[str, Device]) -> tuple[int, int]:
        """The asset that an enrolled device of that name stands for, if it need not prove anything; until when."""
        if self._feed.any_device or name == self._feed.asset:
            return self._assets.number(name), INT_MAX
        device = devices.get(name)
        if device is None or device.enrolled.proof != "none" or device.enrolled.asset is None:
            return _NOBODY, INT_MAX
        return self._assets.number(device.enrolled.asset), device.enrolled.keep_until_ms

    def _heard(
        self, at: Positions, rows: I64, topics: Sequence[str], devices: Mapping[str, Device]
    ) -> dict[DeviceId, str]:
        last = np.full(len(at.names), -1)
        last[at.asset] = rows
        heard: dict[DeviceId, str] = {}
        used = np.flatnonzero(last >= 0)
        for name, row in zip(used.tolist(), last[used].tolist(), strict=True):
            topic = topics[row]
            if topic and self._topic_of.get(name) != topic:
                self._topic_of[name] = topic
                if (device := devices.get(at.names[name])) is not None:
                    heard[device.enrolled.device] = topic
        return heard

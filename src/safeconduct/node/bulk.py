"""Many plain reports of enrolled devices at once. What is not plain, not enrolled or not plausible is left to be
read one by one, which also counts it and says why."""

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np

from safeconduct.feeds.owntracks_many import Told, decode_many
from safeconduct.feeds.plausible import OLD_MS_MAX, Region
from safeconduct.records.observation import Position
from safeconduct.records.positions import Positions
from safeconduct.records.units import AssetId, DeviceId, Ms
from safeconduct.watch.devices import Device

from .config import Feed
from .intake import Intake

LEAST = 64
"""Fewer are read one by one."""


class Bulk:
    """One feed's reader of many."""

    def __init__(self, feed: Feed, intake: Intake) -> None:
        self._feed, self._intake = feed, intake
        self._told = Told()

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
    ) -> tuple[list[Position], list[int], dict[DeviceId, str]]:
        """Positions under their assets' names; the places of payloads that are left; where devices were heard."""
        many = decode_many(payloads, topics if any(topics) else (), self._feed.asset, self._told)
        at, rows = many.positions, many.rows
        is_fit = at.t_ms >= now_ms - OLD_MS_MAX
        if near is not None:
            is_fit &= near.holds_all(at.lat_e7, at.lon_e7)
        asset_of: dict[AssetId, AssetId] = {}
        heard: dict[DeviceId, str] = {}
        for name, count in Counter(at.assets).items():
            asset = self._asset(name, devices, now_ms)
            if asset is not None and self._intake.takes(self._feed.feed, asset, count, now_ms):
                asset_of[name] = asset
        if len(asset_of) < len(set(at.assets)):
            is_fit &= np.fromiter((name in asset_of for name in at.assets), np.bool_, len(at.assets))
        left = list(many.rest)
        if not is_fit.all():
            left += rows[~is_fit].tolist()
            at, rows = at.take(np.flatnonzero(is_fit)), rows[is_fit]
        for name, row in zip(at.assets, rows.tolist(), strict=True):
            if topics[row] and (device := devices.get(name)) is not None:
                heard[device.enrolled.device] = topics[row]
        known = Positions([asset_of[name] for name in at.assets], *at[1:])
        return known.values(), sorted(left), heard

    def _asset(self, name: AssetId, devices: Mapping[str, Device], now_ms: Ms) -> AssetId | None:
        """The asset that an enrolled device of that name stands for, if it need not prove anything."""
        if self._feed.any_device or name == self._feed.asset:
            return name
        device = devices.get(name)
        is_plain = device is not None and device.holds(now_ms) and device.enrolled.proof == "none"
        if device is None or not is_plain or (self._feed.kind, name) in self._intake.unknown:
            return None  # what is held of it in quarantine comes first
        return device.enrolled.asset

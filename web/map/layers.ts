// GET /api/watch as GeoJSON for the map's sources.
import type { Feature, FeatureCollection } from "geojson";
import { duration } from "../clock.js";
import { t } from "../messages.js";
import type { Asset, Place, Watch } from "./model.js";
import { note } from "./trails.js";

const STALE_MS = 60_000;
const STANDING_MS = 30_000;

function collection(features: Feature[]): FeatureCollection {
  return { type: "FeatureCollection", features };
}

function point(at: Place, properties: Record<string, unknown>): Feature {
  return { type: "Feature", geometry: { type: "Point", coordinates: at }, properties };
}

/** "v1", "v1 = track-7", "v1 · 2:10 old", "v1 · silent 14:10": staleness is told, not only dimmed. */
export function assetLabel(asset: Asset, nowMs: number): string {
  const age = asset.t_ms === null ? "" : duration(nowMs - asset.t_ms);
  const name = [asset.id, ...asset.also].join(" = ");
  if (asset.is_silent) return `${name}\n${t("asset-silent", { age })}`;
  return asset.t_ms !== null && nowMs - asset.t_ms > STALE_MS ? `${name}\n${t("asset-old", { age })}` : name;
}

export function zoneFeatures(watch: Watch): FeatureCollection {
  return collection(
    watch.zones.map((zone) => ({
      type: "Feature",
      geometry: { type: "Polygon", coordinates: [[...zone.outline, zone.outline[0] ?? [0, 0]]] },
      properties: { id: zone.id, kind: zone.kind },
    })),
  );
}

/** Each zone's name stands at its northernmost corner, so that nested rings keep theirs apart. */
export function nameFeatures(watch: Watch): FeatureCollection {
  return collection(
    watch.zones.flatMap((zone) => {
      const top = zone.outline.reduce<Place | undefined>((best, at) => (best && best[1] >= at[1] ? best : at), undefined);
      return top ? [point(top, { id: zone.id, name: zone.name })] : [];
    }),
  );
}

export function corridorFeatures(watch: Watch): FeatureCollection {
  return collection(
    watch.corridors.map((corridor) => ({
      type: "Feature",
      geometry: { type: "LineString", coordinates: corridor.points },
      properties: { id: corridor.movement, width_m: corridor.half_width_m * 2 },
    })),
  );
}

/** The stretches of rings that no working sensor sees. */
export function blindFeatures(watch: Watch): FeatureCollection {
  const dark = watch.sectors.filter((sector) => sector.sensors.length === 0);
  return collection(
    dark.map((sector) => ({
      type: "Feature",
      geometry: { type: "MultiLineString", coordinates: sector.arcs },
      properties: { zone: sector.zone, number: sector.number },
    })),
  );
}

export function checkpointFeatures(watch: Watch): FeatureCollection {
  return collection(watch.checkpoints.map((checkpoint) => point([checkpoint.lon, checkpoint.lat], { name: checkpoint.name ?? checkpoint.id })));
}

/** Where to draw an asset: its position, or, where only a zone is known of it, the first corner of the smallest such zone. */
function placeOf(asset: Watch["assets"][number], watch: Watch): Place | null {
  if (asset.lon !== null && asset.lat !== null) return [asset.lon, asset.lat];
  const zones = watch.zones.filter((zone) => asset.zones.includes(zone.id));
  const inner = zones.sort((a, b) => span(a.outline) - span(b.outline))[0];
  return inner?.outline[Math.floor(inner.outline.length / 8)] ?? null;
}

function span(outline: readonly Place[]): number {
  const lats = outline.map(([, lat]) => lat);
  return Math.max(...lats) - Math.min(...lats);
}

/** Assets with a known place, and their trails. `chosen` is the asset of the selected alarm. */
export function assetFeatures(watch: Watch, nowMs: number, chosen: string): { assets: FeatureCollection; trails: FeatureCollection } {
  const assets: Feature[] = [];
  const trails: Feature[] = [];
  for (const asset of watch.assets) {
    const at = placeOf(asset, watch);
    if (at === null) continue;
    const seen = note(asset, at);
    const ageMs = nowMs - (asset.t_ms ?? nowMs);
    const state = asset.is_silent ? "silent" : seen.movedMs > 0 && nowMs - seen.movedMs < STANDING_MS + ageMs ? "moving" : "standing";
    assets.push(
      point(at, {
        id: asset.id,
        icon: asset.id === chosen ? `chosen-${state}` : state,
        heading: state === "moving" ? seen.heading : 0,
        opacity: ageMs > STALE_MS && !asset.is_silent ? 0.6 : 1,
        label: assetLabel(asset, nowMs),
      }),
    );
    if (seen.points.length > 1) trails.push({ type: "Feature", geometry: { type: "LineString", coordinates: seen.points }, properties: {} });
  }
  return { assets: collection(assets), trails: collection(trails) };
}

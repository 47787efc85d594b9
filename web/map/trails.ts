// Where each asset was, as this page has seen it: gives its heading and a short trail.
import type { Asset, Place } from "./model.js";

const POINTS_MAX = 40;
const MOVED_M_MIN = 8;
const METRES_PER_DEGREE = 111_320;

interface Seen {
  points: Place[];
  heading: number;
  movedMs: number;
}

const seen = new Map<string, Seen>();

/** Gives trail, heading in degrees from north, and when it last moved: of the past as told, now as this page has seen it. */
export function note(asset: Asset, at: Place): Seen {
  if (!asset.trail) return noted(seen, asset, at);
  const told = new Map<string, Seen>();
  for (const [t_ms, lon, lat] of asset.trail) noted(told, { ...asset, t_ms }, [lon, lat]);
  return told.get(asset.id) ?? noted(told, asset, at);
}

function noted(seen: Map<string, Seen>, asset: Asset, at: Place): Seen {
  const known = seen.get(asset.id);
  if (!known) {
    const first = { points: [at], heading: 0, movedMs: 0 };
    seen.set(asset.id, first);
    return first;
  }
  const last = known.points.at(-1) ?? at;
  const eastM = (at[0] - last[0]) * METRES_PER_DEGREE * Math.cos((at[1] * Math.PI) / 180);
  const northM = (at[1] - last[1]) * METRES_PER_DEGREE;
  if (Math.hypot(eastM, northM) >= MOVED_M_MIN) {
    known.points = [...known.points, at].slice(-POINTS_MAX);
    known.heading = (Math.atan2(eastM, northM) * 180) / Math.PI;
    known.movedMs = asset.t_ms ?? 0;
  }
  return known;
}

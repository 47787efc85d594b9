// What GET /api/watch says, as it comes.

export type Place = [lon: number, lat: number];

export interface Zone {
  id: string;
  name: string;
  kind: string;
  outline: Place[];
}

export interface Asset {
  id: string;
  /** Other names of the same vehicle. */
  also: string[];
  lon: number | null;
  lat: number | null;
  t_ms: number | null;
  zones: string[];
  is_silent: boolean;
  kind: string;
  /** Where it came from, oldest first. Only of the past: now the page remembers it itself. */
  trail?: [tMs: number, lon: number, lat: number][];
}

/** An alarm that was open, and how the rooms stood to it. */
export interface OpenAlarm {
  id: string;
  title: string;
  about: string;
  due_ms: number;
  rooms: { party: string; raised_ms: number | null; acknowledged_ms: number | null }[];
}

export interface Corridor {
  movement: string;
  points: Place[];
  half_width_m: number;
}

export interface Checkpoint {
  id: string;
  lon: number;
  lat: number;
  name?: string;
}

export interface Sensor {
  id: string;
  is_online: boolean;
}

/** A sixteenth of a ring, clockwise from north. */
export interface Sector {
  zone: string;
  number: number;
  sensors: string[];
  arcs: Place[][];
}

export interface Watch {
  now_ms: number;
  is_past: boolean;
  /** Of so many positions one is shown. */
  one_in: number;
  /** Batches of that time that are erased. */
  missing: number;
  alarms: OpenAlarm[];
  centre: Place;
  bounds: [Place, Place];
  zones: Zone[];
  assets: Asset[];
  corridors: Corridor[];
  checkpoints: Checkpoint[];
  sensors: Sensor[];
  sectors: Sector[];
}

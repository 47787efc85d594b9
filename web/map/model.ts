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
  centre: Place;
  bounds: [Place, Place];
  zones: Zone[];
  assets: Asset[];
  corridors: Corridor[];
  checkpoints: Checkpoint[];
  sensors: Sensor[];
  sectors: Sector[];
}

// The map's style, built here: no outside style, tiles, glyphs or sprites.
import type { ExpressionSpecification, StyleSpecification } from "maplibre-gl";
import type { Palette } from "./palette.js";

const EQUATOR_M = 40_075_016.686;
const TILE_PX = 512;
export const FONT = ["Noto Sans Variable", "Noto Sans Arabic Variable", "Noto Sans SC", "sans-serif"].join(", ");
const EMPTY = { type: "FeatureCollection" as const, features: [] };

const isMain: ExpressionSpecification = [
  "match", ["coalesce", ["get", "class"], ["get", "highway"], ""],
  ["motorway", "motorway_link", "trunk", "trunk_link", "primary", "primary_link", "secondary"], true, false,
];
const isMiddle: ExpressionSpecification = [
  "match", ["coalesce", ["get", "class"], ["get", "highway"], ""],
  ["secondary_link", "tertiary", "tertiary_link", "unclassified"], true, false,
];

/** Pixels for a width in metres at every zoom: exact at this latitude. */
function metresWide(lat: number): ExpressionSpecification {
  const pxPerMetreAtZero = TILE_PX / (EQUATOR_M * Math.cos((lat * Math.PI) / 180));
  const px = (zoom: number): ExpressionSpecification => ["*", ["get", "width_m"], pxPerMetreAtZero * 2 ** zoom];
  return ["interpolate", ["exponential", 2], ["zoom"], 0, px(0), 22, px(22)];
}

function roadWidth(factor: number): ExpressionSpecification {
  const by = (main: number, middle: number, small: number): ExpressionSpecification =>
    ["case", isMain, main * factor, isMiddle, middle * factor, small * factor];
  return ["interpolate", ["exponential", 1.5], ["zoom"], 10, by(1.2, 0.6, 0.25), 14, by(3.6, 2.2, 1.1), 18, by(18, 13, 8)];
}

export function mapStyle(colour: Palette, lat: number): StyleSpecification {
  const source = { type: "geojson" as const, data: EMPTY };
  const text = { "text-font": [FONT], "text-size": 13 };
  const halo = { "text-color": colour["map-text"], "text-halo-color": colour["map-halo"], "text-halo-width": 1.6 };
  return {
    version: 8,
    sources: { roads: source, zones: source, blind: source, corridors: source, checkpoints: source, trails: source, assets: source, names: source },
    layers: [
      { id: "ground", type: "background", paint: { "background-color": colour["map-ground"] } },
      { id: "road-casing", type: "line", source: "roads", layout: { "line-cap": "round", "line-join": "round" },
        paint: { "line-color": colour["map-road-casing"], "line-width": roadWidth(1.5) } },
      { id: "road", type: "line", source: "roads", layout: { "line-cap": "round", "line-join": "round", "line-sort-key": ["case", isMain, 2, isMiddle, 1, 0] },
        paint: { "line-color": ["case", isMain, colour["map-road-main"], colour["map-road"]], "line-width": roadWidth(1) } },
      { id: "corridor", type: "line", source: "corridors", layout: { "line-cap": "round", "line-join": "round" },
        paint: { "line-color": colour["map-corridor"], "line-opacity": 0.2, "line-width": metresWide(lat) } },
      { id: "corridor-centre", type: "line", source: "corridors", layout: { "line-cap": "round", "line-join": "round" },
        paint: { "line-color": colour["map-corridor"], "line-width": 2.5 } },
      { id: "zone-fill", type: "fill", source: "zones", paint: { "fill-color": colour["map-ring-fill"], "fill-opacity": 0.12 } },
      { id: "zone-line", type: "line", source: "zones", filter: ["!=", ["get", "kind"], "haven"],
        paint: { "line-color": colour["map-ring"], "line-width": 2 } },
      { id: "zone-line-haven", type: "line", source: "zones", filter: ["==", ["get", "kind"], "haven"],
        paint: { "line-color": colour["ok"], "line-width": 2, "line-dasharray": [2, 2] } },
      { id: "zone-blind", type: "line", source: "blind",
        paint: { "line-color": colour["due"], "line-width": 6, "line-dasharray": [0.6, 0.6] } },
      { id: "zone-chosen", type: "line", source: "zones", filter: ["==", ["get", "id"], ""],
        paint: { "line-color": colour["alarm"], "line-width": 4 } },
      { id: "trail", type: "line", source: "trails", layout: { "line-cap": "round", "line-join": "round" },
        paint: { "line-color": colour["map-asset"], "line-opacity": 0.45, "line-width": 2, "line-dasharray": [0.2, 2] } },
      { id: "checkpoint", type: "circle", source: "checkpoints",
        paint: { "circle-radius": 5, "circle-color": colour["map-ground"], "circle-stroke-color": colour["map-corridor"], "circle-stroke-width": 2.5 } },
      { id: "zone-name", type: "symbol", source: "names",
        layout: { ...text, "text-field": ["get", "name"], "text-anchor": "bottom", "text-offset": [0, -0.3], "text-padding": 4 },
        paint: { ...halo, "text-color": colour["map-ring"] } },
      { id: "checkpoint-name", type: "symbol", source: "checkpoints", minzoom: 12,
        layout: { ...text, "text-size": 12, "text-field": ["get", "name"], "text-anchor": "top", "text-offset": [0, 0.7] }, paint: halo },
      { id: "asset", type: "symbol", source: "assets",
        layout: { "icon-image": ["get", "icon"], "icon-rotate": ["get", "heading"], "icon-rotation-alignment": "map", "icon-allow-overlap": true, "icon-ignore-placement": true },
        paint: { "icon-opacity": ["get", "opacity"] } },
      { id: "asset-name", type: "symbol", source: "assets",
        layout: { ...text, "text-field": ["get", "label"], "text-anchor": "left", "text-justify": "left", "text-offset": [1.4, 0],
          "text-variable-anchor": ["left", "right", "top", "bottom"], "text-radial-offset": 1.4, "text-optional": true, "text-allow-overlap": false },
        paint: halo },
    ],
  };
}

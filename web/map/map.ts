// The watch's map. Tests wait for <html data-map="ready" data-map-assets="N">, never for frames.
import { Map as MapLibre, setWorkerUrl, type GeoJSONSource } from "maplibre-gl";
import type { FeatureCollection } from "geojson";
import { nowMs } from "../clock.js";
import { onKey } from "../keyboard.js";
import { get } from "../node.js";
import { byId } from "../page.js";
import { assetFeatures, blindFeatures, checkpointFeatures, corridorFeatures, nameFeatures, zoneFeatures } from "./layers.js";
import { showList } from "./list.js";
import { addMarks } from "./marks.js";
import type { Watch } from "./model.js";
import { palette } from "./palette.js";
import { startPast } from "./past.js";
import { showSensors } from "./sensors.js";
import { mapStyle } from "./style.js";

const REFRESH_MS_MIN = 300;
const RELABEL_MS = 5000;
const FIT = { padding: 56, animate: false, maxZoom: 16 } as const;
const state = document.documentElement.dataset;

let watch: Watch | undefined;
/** The moment that is looked back at; none: now is shown. */
let past: Watch | undefined;
let map: MapLibre | undefined;
let roads: FeatureCollection | undefined;
let chosen = { asset: "", zone: "" };
let isFilled = false;
let isFetching = false;
let isAskedAgain = false;

export async function startMap(): Promise<void> {
  state["map"] = "loading";
  document.body.addEventListener("watch-changed", () => void refresh());
  document.body.addEventListener("alarm-selected", (event) => choose((event as CustomEvent<typeof chosen>).detail));
  document.body.addEventListener("theme-changed", restyle);
  await refresh();
  if (!watch) return;
  startPast((then) => {
    past = then;
    show();
  });
  try {
    await draw(watch);
  } catch {
    // No WebGL: say so and show the positions as a list. The alarms do not need the map.
    map = undefined;
    state["map"] = "missing";
    byId("map-missing").hidden = false;
    byId("map-list").classList.remove("visually-hidden");
  }
}

/** Fetches the watch; at most one request at a time and one every 300 ms. */
async function refresh(): Promise<void> {
  if (isFetching) {
    isAskedAgain = true;
    return;
  }
  isFetching = true;
  try {
    watch = await get<Watch>("/api/watch");
    if (!past) show();
  } catch {
    // The bar of stream.ts tells that the node is away; the next event fetches again.
  }
  window.setTimeout(() => {
    isFetching = false;
    if (isAskedAgain) {
      isAskedAgain = false;
      void refresh();
    }
  }, REFRESH_MS_MIN);
}

/** Now, or the moment that is looked back at. */
function show(): void {
  const shown = past ?? watch;
  if (!shown) return;
  showList(shown, past?.now_ms ?? nowMs());
  showSensors(shown);
  showAssets();
}

async function draw(first: Watch): Promise<void> {
  await loadFonts(first);
  setWorkerUrl("/static/map-worker.js");
  const drawn = new MapLibre({
    container: "map",
    style: mapStyle(palette(), first.centre[1]),
    bounds: first.bounds,
    fitBoundsOptions: FIT,
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    localIdeographFontFamily: "'Noto Sans SC', sans-serif",
    fadeDuration: window.matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 150,
  });
  map = drawn;
  drawn.touchZoomRotate.disableRotation();
  drawn.keyboard.disableRotation();
  drawn.on("idle", () => {
    if (!isFilled) return;
    const ids = new Set(drawn.queryRenderedFeatures({ layers: ["asset"] }).map((feature) => String(feature.properties["id"])));
    state["mapAssets"] = String(ids.size);
    state["map"] = "ready";
  });
  bindTools();
  await drawn.once("load");
  await fill();
  window.setInterval(showAssets, RELABEL_MS);
}

/** Puts everything on the map: at the start and after a change of theme. */
async function fill(): Promise<void> {
  if (!map) return;
  addMarks(map, palette());
  lastPlaces = "";
  showAssets();
  roads ??= await get<FeatureCollection>("/api/roads");
  setData("roads", roads);
  if (watch && watch.zones.length + watch.corridors.length === 0) map.fitBounds(extent(roads), FIT);
  isFilled = true;
}

/** The corner south-west and north-east of all roads: where to look while no site is drawn. */
function extent(all: FeatureCollection): Watch["bounds"] {
  const places = all.features.flatMap((feature) => (feature.geometry.type === "LineString" ? feature.geometry.coordinates : []));
  const lons = places.map(([lon = 0]) => lon);
  const lats = places.map(([, lat = 0]) => lat);
  const least = (values: number[]) => values.reduce((a, b) => Math.min(a, b));
  const most = (values: number[]) => values.reduce((a, b) => Math.max(a, b));
  return places.length ? [[least(lons), least(lats)], [most(lons), most(lats)]] : [[-60, -40], [60, 60]];
}

let lastPlaces = "";

function showAssets(): void {
  const shown = past ?? watch;
  if (!map?.getSource("assets") || !shown) return;
  const { assets, trails } = assetFeatures(shown, past?.now_ms ?? nowMs(), chosen.asset);
  setData("assets", assets);
  setData("trails", trails);
  // Rings, corridors and checkpoints change seldom: send them to the worker only when they did.
  const places = JSON.stringify([shown.zones, shown.corridors, shown.checkpoints, shown.sectors]);
  if (places === lastPlaces) return;
  lastPlaces = places;
  setData("zones", zoneFeatures(shown));
  setData("blind", blindFeatures(shown));
  setData("names", nameFeatures(shown));
  setData("corridors", corridorFeatures(shown));
  setData("checkpoints", checkpointFeatures(shown));
}

function setData(source: string, features: FeatureCollection): void {
  map?.getSource<GeoJSONSource>(source)?.setData(features);
}

/** Marks the alarm's asset and zone. */
function choose(detail: { asset: string; zone: string }): void {
  chosen = detail;
  if (map?.getLayer("zone-chosen")) map.setFilter("zone-chosen", ["==", ["get", "id"], chosen.zone]);
  showAssets();
}

function restyle(): void {
  if (!map || !watch) return;
  map.setStyle(mapStyle(palette(), watch.centre[1]), { diff: false });
  void map.once("style.load").then(fill).then(() => choose(chosen));
}

function bindTools(): void {
  const fit = () => {
    if (!watch || !map) return;
    const isEmpty = watch.zones.length + watch.corridors.length === 0;
    map.fitBounds(isEmpty && roads ? extent(roads) : watch.bounds, FIT);
  };
  byId("map-fit").addEventListener("click", fit);
  byId("map-in").addEventListener("click", () => map?.zoomIn());
  byId("map-out").addEventListener("click", () => map?.zoomOut());
  onKey("f", fit);
}

/** Labels are drawn from the page's fonts, so those for the names' own scripts must be there first. */
async function loadFonts(first: Watch): Promise<void> {
  const text = first.zones.map((zone) => zone.name).join("") + first.checkpoints.map((checkpoint) => checkpoint.name ?? "").join("");
  const families = ["Noto Sans Variable", "Noto Sans Arabic Variable", "Noto Sans SC"];
  await Promise.all(families.map((family) => document.fonts.load(`24px "${family}"`, `Aa0 ${text}`)));
}

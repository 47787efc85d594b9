// Watch: the alarms first. The map is large and comes after them, in a file of its own.
import "maplibre-gl/dist/maplibre-gl.css";
import { startAlarms } from "./alarms.js";

startAlarms();
document.documentElement.dataset["watch"] = "ready";
void import("./map/map.js").then(({ startMap }) => startMap());

// Watch: alarms and map.
import { startAlarms } from "./alarms.js";
import { startMap } from "./map/map.js";

startAlarms();
void startMap();

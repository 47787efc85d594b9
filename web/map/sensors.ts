// Sensors as small signs over the map: a blind camera must be seen at once.
import { t } from "../messages.js";
import { one } from "../page.js";
import type { Watch } from "./model.js";

export function showSensors(watch: Watch): void {
  one("#sensors").replaceChildren(
    ...watch.sensors.map((sensor) => {
      const item = document.createElement("li");
      item.dataset["sensor"] = sensor.id;
      item.dataset["online"] = sensor.is_online ? "yes" : "no";
      item.textContent = `${sensor.is_online ? "●" : "✕"} ${sensor.id} ${t(sensor.is_online ? "sensor-online" : "sensor-offline")}`;
      return item;
    }),
  );
}

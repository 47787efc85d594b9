// The map in words: for screen readers always, for everybody when the map cannot be drawn.
import { one } from "../page.js";
import { assetLabel } from "./layers.js";
import type { Watch } from "./model.js";

export function showList(watch: Watch, nowMs: number): void {
  const zoneName = new Map(watch.zones.map((zone) => [zone.id, zone.name]));
  one("#map-list").replaceChildren(
    ...watch.assets.map((asset) => {
      const item = document.createElement("li");
      item.dataset["asset"] = asset.id;
      item.textContent = [assetLabel(asset, nowMs).replace("\n", " · "), ...asset.zones.map((zone) => zoneName.get(zone) ?? zone)].join(", ");
      return item;
    }),
  );
}

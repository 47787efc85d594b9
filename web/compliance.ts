// Compliance: j and k go from duty to duty; the acts are buttons that sign/dialog.ts serves.
import { onKey } from "./keyboard.js";

function move(by: number): void {
  const all = [...document.querySelectorAll<HTMLElement>("[data-duty]")];
  const at = all.findIndex((duty) => duty.contains(document.activeElement));
  const next = all[at < 0 ? 0 : Math.min(all.length - 1, Math.max(0, at + by))];
  next?.focus({ preventScroll: true });
  next?.scrollIntoView({ block: "nearest" });
}

onKey("j", () => move(1));
onKey("k", () => move(-1));
document.documentElement.dataset["compliance"] = "ready";

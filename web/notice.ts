// Short messages at the edge of the page: what was done, what went wrong and what to do next.
import { byId } from "./page.js";

export function notice(kind: "done" | "failed", text: string, next?: string): void {
  const element = document.createElement("div");
  element.className = `notice notice-${kind}`;
  element.dataset["notice"] = kind;
  const what = document.createElement("p");
  what.textContent = text;
  element.append(what);
  if (next) {
    const hint = document.createElement("p");
    hint.className = "quiet";
    hint.textContent = next;
    element.append(hint);
  }
  const notices = byId("notices");
  notices.querySelectorAll('[data-notice="done"]').forEach((older) => older.remove()); // one is enough, and hides less
  notices.append(element);
  window.setTimeout(() => element.remove(), kind === "done" ? 6000 : 15000);
}

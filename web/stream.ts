// Live updates from the node, as server-sent events. Names of events become DOM events on the body, which the
// fragments listen for (hx-trigger="watch-changed from:body").
import { nowMs, setClock, utc } from "./clock.js";
import { t } from "./messages.js";
import { byId, one } from "./page.js";

const LOST_AFTER_MS = 3000;
let lostTimer: number | undefined;
let isOver = false;
let lastHeardMs = nowMs();

/** Opens the stream; the browser reconnects by itself. Whenever it opens everything is fetched anew: after a gap, and
 * the first time too, because something may have changed since the page was written. */
export function startStream(): void {
  const source = new EventSource("/stream");
  source.addEventListener("open", () => {
    setLink("open");
    for (const name of ["watch-changed", "accord-changed"]) announce(name);
  });
  source.addEventListener("error", () => {
    setLink("waiting");
    // A closed stream (for example 401 after the session ended) is not retried by the browser: try again ourselves.
    if (source.readyState === EventSource.CLOSED) window.setTimeout(() => restart(source), LOST_AFTER_MS);
  });
  source.addEventListener("watch", () => heard("watch-changed"));
  source.addEventListener("accord", () => heard("accord-changed"));
  source.addEventListener("clock", (event) => {
    const clock = JSON.parse(String(event.data)) as { now_ms: number; speed: number };
    setClock(clock.now_ms, clock.speed);
    heard("clock-changed");
  });
}

function restart(old: EventSource): void {
  old.close();
  if (!isOver) startStream();
}

function heard(name: string): void {
  lastHeardMs = nowMs();
  setLink("open");
  announce(name);
}

function announce(name: string): void {
  document.body.dispatchEvent(new CustomEvent(name));
}

/** The session ended on the node. The page stays as it is, and says so, until somebody signs in again. */
export function sessionOver(): void {
  isOver = true;
  document.documentElement.dataset["stream"] = "over";
  const bar = byId("lost");
  one("[data-lost]", bar).textContent = t("stream-over", { at: utc(lastHeardMs) });
  one("[data-lost-sign-in]", bar).hidden = false;
  bar.hidden = false;
}

/** `lost` is shown as a bar over the whole page: an old picture must never look like a live one. */
function setLink(link: "open" | "waiting"): void {
  if (isOver) return;
  document.documentElement.dataset["stream"] = link;
  const bar = byId("lost");
  if (link === "open") {
    window.clearTimeout(lostTimer);
    lostTimer = undefined;
    bar.hidden = true;
  } else {
    lostTimer ??= window.setTimeout(() => {
      document.documentElement.dataset["stream"] = "lost";
      one("[data-lost]", bar).textContent = t("stream-lost", { at: utc(lastHeardMs) });
      bar.hidden = false;
    }, LOST_AFTER_MS);
  }
}

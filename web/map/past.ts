// The map of any past hour: one slider over it, from the node's own word of each moment. Alarms that ring now stay beside
// it. Tests wait for <html data-past="ready" data-past-ms="…">.
import { nowMs, utc, utcFull } from "../clock.js";
import { onKey } from "../keyboard.js";
import { t } from "../messages.js";
import { get, Refused } from "../node.js";
import { byId } from "../page.js";
import type { Watch } from "./model.js";

const HOUR_MS = 3_600_000;
const BACK_MS = 600_000;
const STEP_MS = 500;
const state = document.documentElement.dataset;

/** show: what the map is to show; nothing: now. */
export function startPast(show: (then: Watch | undefined) => void): void {
  const panel = byId<HTMLFormElement>("past");
  const opener = byId<HTMLButtonElement>("past-open");
  const day = byId<HTMLInputElement>("past-day");
  const hour = byId<HTMLSelectElement>("past-hour");
  const slider = byId<HTMLInputElement>("past-at");
  const speed = byId<HTMLSelectElement>("past-speed");
  const player = byId<HTMLButtonElement>("past-play");
  let wantedMs = 0;
  let isFetching = false;
  let playing = 0;

  const hourMs = () => Date.parse(`${day.value}T00:00Z`) + Number(hour.value) * HOUR_MS;

  /** Shows the wanted moment; while one is fetched, only the last one wanted waits. */
  async function look(): Promise<void> {
    if (isFetching) return;
    isFetching = true;
    let askedMs = 0;
    while (!panel.hidden && askedMs !== wantedMs) {
      askedMs = wantedMs;
      try {
        const then = await get<Watch>(`/api/watch?at=${askedMs}`);
        if (panel.hidden) break;
        show(then);
        tell(then);
        state["pastMs"] = String(askedMs);
        state["past"] = "ready";
      } catch (error) {
        byId("past-note").textContent = error instanceof Refused ? `${error.message} ${error.next ?? ""}` : t("stream-no-node");
      }
    }
    isFetching = false;
  }

  function want(ms: number): void {
    wantedMs = Math.min(Math.round(ms), Math.floor(nowMs()));
    const startMs = Math.floor(wantedMs / HOUR_MS) * HOUR_MS;
    day.value = new Date(startMs).toISOString().slice(0, 10);
    hour.value = String(new Date(startMs).getUTCHours());
    slider.value = String(Math.floor((wantedMs - startMs) / 1000));
    slider.setAttribute("aria-valuetext", utcFull(wantedMs));
    byId("past-time").textContent = utcFull(wantedMs);
    state["past"] = "loading";
    void look();
  }

  function stop(): void {
    window.clearInterval(playing);
    playing = 0;
    player.setAttribute("aria-pressed", "false");
  }

  function play(): void {
    if (playing) return stop();
    player.setAttribute("aria-pressed", "true");
    playing = window.setInterval(() => {
      if (isFetching) return; // the picture follows, it never piles up
      const nextMs = wantedMs + STEP_MS * Number(speed.value);
      if (nextMs >= nowMs()) stop();
      want(nextMs);
    }, STEP_MS);
  }

  function toggle(): void {
    panel.hidden = !panel.hidden;
    opener.setAttribute("aria-expanded", String(!panel.hidden));
    panel.parentElement?.toggleAttribute("data-past", !panel.hidden);
    if (!panel.hidden) {
      want(nowMs() - BACK_MS);
      slider.focus();
      return;
    }
    stop();
    delete state["past"];
    delete state["pastMs"];
    show(undefined);
    opener.focus();
  }

  opener.addEventListener("click", toggle);
  byId("past-close").addEventListener("click", toggle);
  byId("past-before").addEventListener("click", () => want(wantedMs - HOUR_MS));
  byId("past-after").addEventListener("click", () => want(wantedMs + HOUR_MS));
  player.addEventListener("click", play);
  panel.addEventListener("submit", (event) => event.preventDefault());
  for (const each of [day, hour]) each.addEventListener("change", () => Number.isFinite(hourMs()) && want(hourMs()));
  slider.addEventListener("input", () => want(hourMs() + Number(slider.value) * 1000));
  onKey("r", toggle);
}

/** The alarms that were open then, and what of that time cannot be shown. */
function tell(then: Watch): void {
  byId("past-alarms").replaceChildren(
    ...then.alarms.map((alarm) => {
      const item = document.createElement("li");
      item.dataset["pastAlarm"] = alarm.id;
      const title = document.createElement("b");
      title.textContent = alarm.title;
      const rooms = alarm.rooms.map(({ party, raised_ms, acknowledged_ms }) =>
        acknowledged_ms !== null
          ? t("past-answered", { party, at: utc(acknowledged_ms) })
          : raised_ms !== null
            ? t("past-rang", { party, at: utc(raised_ms) })
            : t("past-quiet", { party }),
      );
      item.append(title, ` ${alarm.about} · ${rooms.join(" · ")}`);
      return item;
    }),
  );
  const notes = [];
  if (!then.alarms.length) notes.push(t("past-no-alarms"));
  if (then.one_in > 1) notes.push(t("past-thinned", { n: then.one_in }));
  if (then.missing) notes.push(t("past-erased", { n: then.missing }));
  byId("past-note").textContent = notes.join(" ");
}

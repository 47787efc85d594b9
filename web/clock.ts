// The node's clock. Countdowns follow it, also when a demonstration runs it at 60 times the speed.
import { page } from "./page.js";

let baseMs = page.nowMs;
let baseAt = performance.now();
let speed = page.speed;

/** The node's time now, UTC epoch milliseconds. */
export function nowMs(): number {
  return baseMs + (performance.now() - baseAt) * speed;
}

export function setClock(ms: number, factor: number): void {
  baseMs = ms;
  baseAt = performance.now();
  speed = factor;
  document.querySelectorAll<HTMLElement>("[data-clock-speed]").forEach((element) => {
    element.textContent = `×${speed}`;
    element.hidden = speed === 1;
  });
}

/** "14:02:31", UTC. */
export function utc(ms: number): string {
  return new Date(ms).toISOString().slice(11, 19);
}

/** "2026-02-11 14:02:31 UTC": complete, for what is signed. */
export function utcFull(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

/** "4:12", "1:04:12". Whole seconds, never negative. */
export function duration(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  const two = (n: number) => String(n).padStart(2, "0");
  return hours ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

const LAST_MINUTE_MS = 60_000;

/** Writes every running time on the page. Called after each swap too, so no old text is ever seen. */
export function tick(): void {
  const now = nowMs();
  document.querySelectorAll<HTMLElement>("[data-clock]").forEach((element) => write(element, utc(now)));
  document.querySelectorAll<HTMLElement>("[data-due-ms]").forEach((element) => {
    const leftMs = Number(element.dataset["dueMs"]) - now;
    // Round up while time is left: "0:00" must not appear before the deadline.
    write(element, leftMs > 0 ? duration(leftMs + 999) : `+${duration(-leftMs)}`);
    mark(element, "data-live-phase", leftMs <= 0 ? "over" : leftMs <= LAST_MINUTE_MS ? "last-minute" : "ahead");
  });
  document.querySelectorAll<HTMLElement>("[data-since-ms]").forEach((element) => {
    write(element, duration(now - Number(element.dataset["sinceMs"])));
  });
}

function write(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

function mark(element: HTMLElement, name: string, value: string): void {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

/** Starts the ticking. Ten times a second when time is sped up, else four. */
export function startClock(): void {
  const again = () => {
    tick();
    window.setTimeout(again, speed > 1 ? 100 : 250);
  };
  again();
}

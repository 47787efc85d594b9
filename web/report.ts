// The report form on a phone. A report goes into a queue on the phone first, with a key of its own, and stays there until
// the node has given its receipt; so it can be made without a network, and one that is sent twice counts once.
import { utc } from "./clock.js";

interface Report {
  key: string;
  kind: string;
  event_type: string;
  happened_ms: number;
  place: string;
  at: [number, number] | null;
  within_m: number;
  fatalities: [number | null, number | null];
  injured: [number | null, number | null];
  text: string;
  who: string;
}

/** Once the node has it, only when it was and its receipt stay. */
interface Queued {
  report?: Report;
  at_ms: number;
  receipt?: string;
  refused?: string;
}

const AGAIN_MS = [1_000, 2_000, 5_000, 10_000, 20_000, 30_000];
const KEPT = 20;
const texts = document.body.dataset;
const store = `safeconduct ${location.pathname}`;
const byId = <T extends HTMLElement = HTMLInputElement>(id: string): T => document.getElementById(id) as T;
let queue: Queued[] = read();
let here: { at: [number, number]; within_m: number } | undefined;
let tries = 0, isSending = false;
let timer: number | undefined;

function read(): Queued[] {
  try {
    return JSON.parse(localStorage.getItem(store) ?? "[]") as Queued[];
  } catch {
    return []; // no storage in this browser: the queue then lives as long as the page
  }
}

const isWaiting = (each: Queued) => each.receipt === undefined && each.refused === undefined;

function keep(): void {
  const done = queue.filter((each) => !isWaiting(each)).slice(-KEPT);
  queue = queue.filter((each) => isWaiting(each) || done.includes(each));
  try {
    localStorage.setItem(store, JSON.stringify(queue));
  } catch {
    // As above.
  }
  const waiting = queue.some(isWaiting);
  document.documentElement.dataset["queue"] = waiting ? "waiting" : "empty";
  byId<HTMLElement>("offline").hidden = !(waiting && tries > 0) && navigator.onLine;
  byId<HTMLOListElement>("said").replaceChildren(...[...queue].reverse().map(line));
}

function line(each: Queued): HTMLLIElement {
  const item = document.createElement("li"), what = document.createElement("b"), told = document.createElement("span");
  item.className = each.receipt ? "is-received" : each.refused ? "is-refused" : "is-waiting";
  what.textContent = utc(each.at_ms);
  told.textContent = each.receipt ? (texts["received"] ?? "") : each.refused ? `${texts["refused"] ?? ""} ${each.refused}` : (texts["waiting"] ?? "");
  item.append(what, told);
  if (each.receipt) {
    const code = document.createElement("code");
    code.dir = "ltr";
    code.textContent = each.receipt;
    item.append(code);
  }
  return item;
}

const number = (id: string): number | null => (byId(id).value === "" ? null : Number(byId(id).value));

function filled(): Report {
  const key = Array.from(crypto.getRandomValues(new Uint8Array(32)), (byte) => byte.toString(16).padStart(2, "0")).join("");
  return {
    key, kind: byId("near-miss").checked ? "near_miss" : "incident", event_type: byId<HTMLSelectElement>("event").value,
    happened_ms: Date.parse(`${byId("when").value}Z`), place: byId("place").value.trim(), at: here?.at ?? null, within_m: here?.within_m ?? 0,
    fatalities: [number("fatalities-low"), number("fatalities-high")], injured: [number("injured-low"), number("injured-high")],
    text: byId<HTMLTextAreaElement>("text").value.trim(), who: byId("who").value.trim(),
  };
}

async function send(): Promise<void> {
  if (isSending) return;
  isSending = true;
  window.clearTimeout(timer);
  try {
    for (const each of queue.filter(isWaiting)) await sendOne(each);
    tries = 0;
  } catch {
    timer = window.setTimeout(() => void send(), AGAIN_MS[Math.min(tries, AGAIN_MS.length - 1)]);
    tries += 1;
  } finally {
    isSending = false;
    keep();
  }
}

async function sendOne(each: Queued): Promise<void> {
  const answer = await fetch(`${location.pathname}/report`, {
    method: "POST",
    credentials: "omit",
    headers: { "content-type": "application/json", accept: "application/json" },
    body: JSON.stringify(each.report),
    signal: AbortSignal.timeout(20_000),
  });
  if (answer.status >= 500 || answer.status === 429) throw new Error("not now");
  const told = (await answer.json()) as { receipt?: string; error?: string };
  if (answer.ok && told.receipt) each.receipt = told.receipt;
  else each.refused = told.error ?? String(answer.status);
  delete each.report; // what was reported does not stay on the phone
  keep();
}

byId<HTMLFormElement>("report").addEventListener("submit", (event) => {
  event.preventDefault();
  queue.push({ report: filled(), at_ms: Date.now() });
  const when = byId("when").value;
  byId<HTMLFormElement>("report").reset();
  byId("when").value = when;
  here = undefined;
  byId<HTMLElement>("located").textContent = "";
  tries = 0;
  keep();
  void send();
});
byId<HTMLButtonElement>("locate").addEventListener("click", () => {
  const told = (text: string | undefined) => (byId<HTMLElement>("located").textContent = text ?? "");
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      here = { at: [Math.round(coords.latitude * 1e7), Math.round(coords.longitude * 1e7)], within_m: Math.ceil(coords.accuracy) };
      told(`${texts["located"] ?? ""} ± ${here.within_m} m`);
    },
    () => told(texts["unlocated"]),
    { enableHighAccuracy: true, timeout: 20_000 },
  );
});
for (const name of ["online", "offline"]) window.addEventListener(name, () => (keep(), void send()));
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && void send());
keep();
void send();
if ("serviceWorker" in navigator) void navigator.serviceWorker.register("/n/worker.js").catch(() => undefined);
document.documentElement.dataset["report"] = "ready";

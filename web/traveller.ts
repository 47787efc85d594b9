// A traveller's or a crew's page. Every press goes into a queue on the phone first, with a key of its own, and stays there until the
// node has given its receipt. So a bad link loses nothing, and a press that is sent twice counts once.
import { nowMs, utc } from "./clock.js";
import { page } from "./page.js";

interface Press {
  key: string;
  word: "safe" | "help" | "checkIn";
  said_ms: number;
  /** Of a crew; forgotten once the node has it. */
  code?: string;
  receipt?: string;
  at_ms?: number;
  refused?: string;
}

const AGAIN_MS = [1_000, 2_000, 5_000, 10_000, 20_000, 30_000];
const LOOK_MS = 15_000;
const KEPT = 20;
const texts = document.body.dataset;
const store = `safeconduct ${location.pathname}`;
const list = document.getElementById("said") as HTMLOListElement;
let presses: Press[] = read();
let tries = 0;
let isSending = false;
let timer: number | undefined;

function read(): Press[] {
  try {
    return JSON.parse(localStorage.getItem(store) ?? "[]") as Press[];
  } catch {
    return []; // no storage in this browser, or not ours: the queue then lives as long as the page
  }
}

function keep(): void {
  presses = presses.slice(-KEPT);
  try {
    localStorage.setItem(store, JSON.stringify(presses));
  } catch {
    // As above.
  }
  show();
}

function show(): void {
  const waiting = presses.some(isWaiting);
  document.documentElement.dataset["queue"] = waiting ? "waiting" : "empty";
  (document.getElementById("offline") as HTMLElement).hidden = !(waiting && tries > 0) && navigator.onLine;
  (document.getElementById("said-none") as HTMLElement).hidden = presses.length > 0 || list.querySelector("[data-known]") !== null;
  if (presses.length) list.querySelector("[data-known]")?.remove();
  list.querySelectorAll("[data-press]").forEach((item) => item.remove());
  list.append(...[...presses].reverse().map(line));
}

function isWaiting(press: Press): boolean {
  return press.receipt === undefined && press.refused === undefined;
}

function line(press: Press): HTMLLIElement {
  const item = document.createElement("li");
  item.dataset["press"] = press.word;
  item.className = press.receipt ? "is-received" : press.refused ? "is-refused" : "is-waiting";
  const what = document.createElement("b");
  what.textContent = `${utc(press.said_ms)} ${texts[press.word] ?? ""}`;
  const told = document.createElement("span");
  told.textContent = press.receipt ? (texts["received"] ?? "") : press.refused ? `${texts["refused"] ?? ""} ${press.refused}` : (texts["waiting"] ?? "");
  item.append(what, told);
  if (press.receipt) {
    const receipt = document.createElement("code");
    receipt.dir = "ltr";
    receipt.textContent = `${utc(press.at_ms ?? 0)} · ${press.receipt}`;
    item.append(receipt);
  }
  return item;
}

function press(word: Press["word"], code?: string): void {
  const key = Array.from(crypto.getRandomValues(new Uint8Array(32)), (byte) => byte.toString(16).padStart(2, "0")).join("");
  presses.push({ key, word, said_ms: Math.round(page.speed === 1 ? Date.now() : nowMs()), ...(code === undefined ? {} : { code }) });
  tries = 0;
  keep();
  void send();
}

/** Sends what waits, in order; after a failure again, later and later. */
async function send(): Promise<void> {
  if (isSending) return;
  isSending = true;
  window.clearTimeout(timer);
  try {
    for (const each of presses.filter(isWaiting)) await sendOne(each);
    tries = 0;
  } catch {
    timer = window.setTimeout(() => void send(), AGAIN_MS[Math.min(tries, AGAIN_MS.length - 1)]);
    tries += 1;
  } finally {
    isSending = false;
    keep();
  }
}

async function sendOne(each: Press): Promise<void> {
  const { key, word, said_ms, code } = each;
  const answer = await fetch(`${location.pathname}/said`, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/json" },
    body: JSON.stringify(code === undefined ? { key, word, said_ms } : { key, code, said_ms }),
    signal: AbortSignal.timeout(20_000),
  });
  if (answer.status >= 500 || answer.status === 429) throw new Error("not now");
  const told = (await answer.json()) as { receipt?: string; at_ms?: number; error?: string };
  if (answer.ok && told.receipt) {
    each.receipt = told.receipt;
    each.at_ms = told.at_ms ?? 0;
  } else {
    each.refused = told.error ?? String(answer.status);
  }
  delete each.code;
  keep();
}

/** Where the journey stands now: the page again, of which one line is taken. */
async function look(): Promise<void> {
  try {
    const text = await (await fetch(location.href, { signal: AbortSignal.timeout(10_000) })).text();
    const stands = new DOMParser().parseFromString(text, "text/html").getElementById("stands");
    if (stands) (document.getElementById("stands") as HTMLElement).textContent = stands.textContent;
  } catch {
    // No network: the line stays as it was, and the queue says so.
  }
}

document.querySelectorAll<HTMLButtonElement>("[data-word]").forEach((button) => {
  button.addEventListener("click", () => press(button.dataset["word"] as Press["word"]));
});
document.getElementById("check-in")?.addEventListener("submit", (event) => {
  event.preventDefault();
  const code = document.getElementById("code") as HTMLInputElement;
  press("checkIn", code.value);
  code.value = "";
});
for (const name of ["online", "offline"]) window.addEventListener(name, () => (show(), void send()));
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && (void send(), void look()));
window.setInterval(() => void look(), LOOK_MS);
show();
void send();
if ("serviceWorker" in navigator) void navigator.serviceWorker.register("/j/worker.js").catch(() => undefined);
document.documentElement.dataset["traveller"] = "ready";

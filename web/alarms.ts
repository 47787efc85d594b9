// The alarm queue: which one is selected, one-key acts on it, and noticing new ones.
import { onKey } from "./keyboard.js";
import { page } from "./page.js";
import { ring, startSound } from "./sound.js";

const SELECTED = "data-live-selected";
let ringing = new Set<string>();

function cards(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>("[data-alarm]")];
}

/** The selected alarm; by itself the first that still needs an answer. */
export function selected(): HTMLElement | undefined {
  const all = cards();
  return (
    all.find((card) => card.hasAttribute(SELECTED)) ??
    all.find((card) => card.dataset["state"] === "ringing") ??
    all.find((card) => card.dataset["state"] !== "resolved")
  );
}

function select(card: HTMLElement | undefined, withFocus: boolean): void {
  for (const other of cards()) if (other !== card) other.removeAttribute(SELECTED);
  if (!card) return;
  card.setAttribute(SELECTED, "");
  if (withFocus) {
    card.focus({ preventScroll: true });
    card.scrollIntoView({ block: "nearest" });
  }
  document.body.dispatchEvent(
    new CustomEvent("alarm-selected", { detail: { asset: card.dataset["asset"], zone: card.dataset["zone"] } }),
  );
}

function move(by: number): void {
  const all = cards();
  const at = all.findIndex((card) => card.hasAttribute(SELECTED));
  select(all[at < 0 ? 0 : Math.min(all.length - 1, Math.max(0, at + by))], true);
}

/** Presses the button of that act on the selected alarm, or else on the first alarm that has one. */
function act(name: string): void {
  const card = selected();
  const button =
    card?.querySelector<HTMLButtonElement>(`[data-act="${name}"]`) ??
    document.querySelector<HTMLButtonElement>(`[data-act="${name}"]`);
  if (!button) return;
  const owner = button.closest<HTMLElement>("[data-alarm]");
  if (owner) select(owner, true);
  button.click();
}

function look(): void {
  const now = new Set(cards().filter((card) => card.dataset["state"] === "ringing").map((card) => card.dataset["alarm"] ?? ""));
  const isNew = [...now].some((id) => !ringing.has(id));
  ringing = now;
  ring(now.size, isNew);
  document.title = document.title.replace(/^(\(\d+\) )?/, now.size ? `(${now.size}) ` : "");
  if (isNew && !cards().some((card) => card.hasAttribute(SELECTED))) select(selected(), false);
}

export function startAlarms(): void {
  if (page.key) startSound();
  onKey("j", () => move(1));
  onKey("k", () => move(-1));
  onKey("a", () => act("acknowledge"));
  onKey("c", () => act("check"));
  onKey("s", () => act("stop"));
  document.getElementById("alarms")?.addEventListener("click", (event) => {
    const card = (event.target as Element).closest<HTMLElement>("[data-alarm]");
    if (card) select(card, false);
  });
  document.body.addEventListener("htmx:after:swap", look);
  look();
}

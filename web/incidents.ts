// The register: a pasted page is shown as text beside a draft, which an officer mends and signs. What was pasted is
// never put into the page as markup.
import { postFile } from "./node.js";
import { notice } from "./notice.js";
import { t } from "./messages.js";
import { inWords, startAct } from "./sign/dialog.js";
import { type Json } from "./sign/draft.js";

interface Count { what: string; low: number | null; high: number | null; said_by: string; as_written: string }
interface Claim { name: string; status: string; by: string }
interface Account {
  kind: string; title: string; event_type: string; from_ms: number | null; to_ms: number | null;
  place: { name: string; at: [number, number] | null; within_m: number } | null;
  counts: Count[]; claims: Claim[]; source: { kind: string; name: string; ref: string; published_ms: number | null }; text: string;
}
interface Drafted { text: string; kind: string; language: string; notes: string[]; marks: { start: number; end: number; what: string }[]; accounts: Account[] }
type Field = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

const DAY_MS = 86_400_000;
const SALT_BYTES = 16;
const pasteForm = document.querySelector<HTMLFormElement>("#paste-form");
const draftForm = document.querySelector<HTMLFormElement>("#draft-form");
const element = <T extends HTMLElement = HTMLElement>(id: string) => document.getElementById(id) as T;
let drafted: Drafted | undefined;
/** The place as it was read: how exact it is goes with it while nobody has changed it. */
let reach = { at: "", within_m: 0 };

pasteForm?.addEventListener("submit", (event) => {
  event.preventDefault();
  void read(pasteForm.elements.namedItem("page") as HTMLTextAreaElement);
});
document.getElementById("by-hand")?.addEventListener("click", () => {
  drafted = undefined;
  element("original").closest("section")!.hidden = true;
  show([empty()]);
});
document.getElementById("which")?.addEventListener("change", () => fill(drafted?.accounts[Number(element<HTMLSelectElement>("which").value)] ?? empty()));
draftForm?.addEventListener("submit", (event) => {
  event.preventDefault();
  void sign(draftForm);
});
document.addEventListener("change", (event) => {
  if ((event.target as Element).matches("[data-choose]")) element<HTMLButtonElement>("join").disabled = chosen().length < 2;
});
document.addEventListener("click", (event) => {
  const pressed = (event.target as Element).closest<HTMLElement>("#join, [data-original]");
  if (pressed?.id === "join") {
    const [incident = "", ...others] = chosen();
    void startAct({ type: "incident.joined/1", body: { incident, others }, reason: "reason", about: "", choice: undefined });
  } else if (pressed) void showOriginal(pressed);
});
document.getElementById("join-form")?.addEventListener("submit", (event) => {
  event.preventDefault();
  const form = event.target as HTMLFormElement;
  const others = (form.elements.namedItem("others") as HTMLInputElement).value.split(/[\s,]+/).filter(Boolean);
  const incident = form.querySelector<HTMLElement>("[data-incident]")?.dataset["incident"] ?? "";
  void startAct({ type: "incident.joined/1", body: { incident, others }, reason: "reason", about: "", choice: undefined });
});
document.body.addEventListener("record-signed", () => window.setTimeout(() => location.reload(), 400));

/** The oldest of the ticked is the last of the list: the others are joined to it. */
function chosen(): string[] {
  return [...document.querySelectorAll<HTMLInputElement>("[data-choose]:checked")].map((box) => box.dataset["choose"] ?? "").reverse();
}

async function read(area: HTMLTextAreaElement): Promise<void> {
  const warning = element("paste-warning");
  warning.hidden = true;
  try {
    drafted = await postFile<Drafted>("/api/incidents/read", new Blob([area.value]));
  } catch (error) {
    warning.textContent = inWords(error);
    warning.hidden = false;
    return;
  }
  mark(drafted);
  element("notes").textContent = [t(`incidents-page-${drafted.kind.replaceAll("_", "-")}`), ...drafted.notes].join(" ");
  show(drafted.accounts);
}

/** The text as text, with what was read off it marked. Offsets are code points. */
function mark({ text, marks }: Drafted): void {
  const points = Array.from(text);
  const parts: Node[] = [];
  let at = 0;
  for (const each of [...marks].sort((a, b) => a.start - b.start || b.end - a.end)) {
    if (each.start < at) continue;
    parts.push(document.createTextNode(points.slice(at, each.start).join("")));
    const marked = document.createElement("mark");
    marked.textContent = points.slice(each.start, each.end).join("");
    marked.dataset["what"] = t(`incidents-mark-${each.what.replaceAll("_", "-")}`);
    parts.push(marked);
    at = each.end;
  }
  parts.push(document.createTextNode(points.slice(at).join("")));
  element("original").replaceChildren(...parts);
  element("original").closest("section")!.hidden = false;
}

function show(accounts: readonly Account[]): void {
  const which = element<HTMLSelectElement>("which");
  which.replaceChildren(...accounts.map((account, index) => new Option(index === 0 ? account.title : `${index}. ${account.place?.name ?? account.title}`, String(index))));
  element("which-label").hidden = accounts.length < 2;
  fill(accounts[0] ?? empty());
  element("beside").hidden = false;
  document.documentElement.dataset["draft"] = "shown";
}

function empty(): Account {
  return {
    kind: "incident", title: "", event_type: "other", from_ms: null, to_ms: null, place: null, counts: [], claims: [],
    source: { kind: "observed", name: "", ref: "", published_ms: null }, text: "",
  };
}

function fill(account: Account): void {
  const set = (name: string, value: string) => ((draftForm?.elements.namedItem(name) as Field).value = value);
  const day = (ms: number | null) => (ms === null ? "" : new Date(ms).toISOString().slice(0, 10));
  const place = account.place, at = place?.at ? place.at.map((each) => (each / 1e7).toFixed(5)).join(", ") : "";
  reach = { at, within_m: place?.within_m ?? 0 };
  for (const name of ["title", "kind", "event_type", "text"] as const) set(name, account[name]);
  set("day", day(account.from_ms));
  set("place", place?.name ?? "");
  set("at", at);
  set("source", account.source.name);
  set("ref", account.source.ref);
  set("published", day(account.source.published_ms));
  draftForm!.dataset["source"] = account.source.kind;
  rows("count", [...account.counts, { what: "fatalities", low: null, high: null, said_by: "", as_written: "" }]);
  rows("claim", [...account.claims, { name: "", status: "claimed", by: "" }]);
}

/** A row for each, and an empty one at the end. */
function rows(kind: "count" | "claim", values: readonly (Count | Claim)[]): void {
  const within = element(`${kind}s`), template = element<HTMLTemplateElement>(`${kind}-row`);
  within.querySelectorAll(".row").forEach((row) => row.remove());
  for (const value of values) {
    const row = (template.content.firstElementChild as HTMLElement).cloneNode(true) as HTMLElement;
    for (const [name, each] of Object.entries(value)) (row.querySelector(`[name="${name}"]`) as Field).value = each === null ? "" : String(each);
    within.append(row);
  }
}

function rowsOf(kind: "count" | "claim"): Record<string, string>[] {
  return [...draftForm!.querySelectorAll<HTMLElement>(`[data-${kind}]`)].map((row) =>
    Object.fromEntries([...row.querySelectorAll<Field>("[name]")].map((field) => [field.name, field.value.trim()])),
  );
}

async function sign(form: HTMLFormElement): Promise<void> {
  const said = (name: string) => (form.elements.namedItem(name) as Field).value.trim();
  const number = (text = "") => (text === "" ? null : Number(text));
  const startMs = said("day") ? Date.parse(`${said("day")}T00:00:00Z`) : null;
  const [lat = NaN, lon = NaN] = said("at").split(/[,،\s]+/).map(Number);
  const at: Json = Number.isFinite(lat) && Number.isFinite(lon) ? [Math.round(lat * 1e7), Math.round(lon * 1e7)] : null;
  const source = said("source");
  const account: Json = {
    kind: said("kind"), title: said("title"), event_type: said("event_type"), from_ms: startMs, to_ms: startMs === null ? null : startMs + DAY_MS - 1,
    place: said("place") || at ? { name: said("place") || said("at"), at, within_m: said("at") === reach.at ? reach.within_m : 0 } : null,
    counts: rowsOf("count").filter((row) => row["low"] || row["high"] || row["said_by"]).map((row) => ({
      what: row["what"] ?? "", low: number(row["low"]), high: number(row["high"]), said_by: row["said_by"] || source, as_written: row["as_written"] ?? "",
    })),
    claims: rowsOf("claim").filter((row) => row["name"]).map((row) => ({ name: row["name"] ?? "", status: row["status"] ?? "", by: row["by"] || source })),
    source: { kind: form.dataset["source"] ?? "news", name: source, ref: said("ref"), published_ms: said("published") ? Date.parse(`${said("published")}T00:00:00Z`) : null },
    text: said("text"),
  };
  const random = crypto.getRandomValues(new Uint8Array(6));
  const report = `r-${[...random].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;
  try {
    const original = drafted ? await keep(drafted.text) : null;
    const body = { report, incident: said("incident") || null, account, tlp: said("tlp"), original, keep_until_ms: Number(said("keep")) };
    await startAct({ type: "incident.reported/1", body, reason: "", about: "", choice: undefined });
  } catch (error) {
    notice("failed", inWords(error));
  }
}

/** What was pasted stays at our node until its date; the record commits to it. */
async function keep(text: string): Promise<string> {
  const salt = crypto.getRandomValues(new Uint8Array(SALT_BYTES));
  return (await postFile<{ content: string }>("/api/incidents/contents", new Blob([salt, text]))).content;
}

async function showOriginal(button: HTMLElement): Promise<void> {
  const answer = await fetch(`/api/incidents/${button.dataset["original"] ?? ""}/original`);
  const text = answer.ok ? ((await answer.json()) as { text: string | null }).text : null;
  const shown = document.createElement("div");
  shown.className = "original";
  shown.dir = "auto";
  shown.textContent = text ?? button.dataset["gone"] ?? "";
  button.replaceWith(shown);
}

document.documentElement.dataset["incidents"] = "ready";

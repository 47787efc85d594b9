// Meetings, dispatches, statements: a form is put together into the body of a record, which sign/dialog.ts shows and signs.
// Nothing is decided here: what the body means, the node and the sheet say.
import { post } from "./node.js";
import { page } from "./page.js";
import { startAct } from "./sign/dialog.js";
import { type Json } from "./sign/draft.js";

type Field = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;
type Body = Record<string, Json>;

const FIELDS = "input[name], select[name], textarea[name]";
const root = document.querySelector<HTMLElement>("[data-living]");
let isDue = false;

/** What is in the field, as the record has it; undefined for what is left out of a row. */
function value(field: Field): Json {
  const text = field.value.trim();
  switch (field.dataset["as"]) {
    case "int":
      return Number(text);
    case "ms": // the field shows whole minutes: untouched, it stands for the exact time that it came from
      if (text === (field as HTMLInputElement).defaultValue.trim() && field.dataset["exact"]) return Number(field.dataset["exact"]);
      return text === "" ? null : Date.parse(`${text}Z`);
    case "null":
      return text === "" ? null : text;
    case "words":
      return text.split(/[\s,]+/).filter((word) => word !== "");
    case "lines":
      return text.split("\n").map((line) => line.trim()).filter((line) => line !== "");
    default:
      return text;
  }
}

const isUsed = (field: Field) => field.closest("[hidden]") === null && !field.disabled;

function fields(within: Element, deep: boolean): Body {
  const found = [...within.querySelectorAll<Field>(FIELDS)].filter((field) => isUsed(field) && (deep || field.closest("[data-row]") === null));
  return Object.fromEntries(found.map((field) => [field.name, value(field)]));
}

/** Rows whose deciding field says something. */
function rows(form: HTMLFormElement): Body[] {
  const all = [...form.querySelectorAll<HTMLElement>("[data-row]")];
  return all.filter((row) => row.querySelector<Field>("[data-decides]")?.value.trim()).map((row) => fields(row, true));
}

function items(form: HTMLFormElement, into: string): Json[] {
  const ticked = [...form.querySelectorAll<HTMLInputElement>(`[data-into="${into}"][data-item]:checked`)].map((box) => JSON.parse(box.dataset["item"] ?? "null") as Json);
  const topics = form.querySelector<HTMLTextAreaElement>(`[data-into="${into}"][data-topics]`)?.value.split("\n") ?? [];
  return [...ticked, ...topics.map((topic) => topic.trim()).filter((topic) => topic !== "").map((title) => ({ kind: "topic", title, about: "" }))];
}

function bodyOf(form: HTMLFormElement): Body {
  const body: Body = { ...(JSON.parse(form.dataset["body"] ?? "{}") as Body), ...fields(form, false) };
  if (form.dataset["rows"]) body[form.dataset["rows"]] = rows(form);
  const into = new Set([...form.querySelectorAll<HTMLElement>("[data-into]")].map((field) => field.dataset["into"] ?? ""));
  for (const name of into) body[name] = items(form, name);
  return body;
}

/** Of a line of minutes only the fields that its kind has. */
function showKind(row: Element): void {
  const kind = row.querySelector<HTMLSelectElement>('select[name="kind"]')?.value;
  row.querySelectorAll<HTMLElement>("[data-kinds]").forEach((part) => {
    part.hidden = !(part.dataset["kinds"] ?? "").split(" ").includes(kind ?? "");
    const field = part.querySelector<HTMLInputElement>('input[name="action"], input[name="due_ms"]');
    if (field) field.required = !part.hidden && Boolean(row.querySelector<Field>("[data-decides]")?.value.trim());
  });
}

function addRow(form: HTMLFormElement): void {
  const last = [...form.querySelectorAll<HTMLElement>("[data-row]")].at(-1);
  if (!last) return;
  const row = last.cloneNode(true) as HTMLElement;
  row.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>("input, textarea").forEach((field) => (field.value = ""));
  last.after(row);
  showKind(row);
  row.querySelector<HTMLElement>("select, textarea")?.focus();
}

/** "Night of 3 May" -> "night-of-3-may", while nobody has written another id. */
function slug(form: HTMLFormElement, from: HTMLInputElement): void {
  const id = form.querySelector<HTMLInputElement>(`[data-slug="${from.name}"]`);
  if (!id || id.dataset["own"]) return;
  id.value = from.value.toLowerCase().normalize("NFKD").replaceAll(/[^a-z0-9]+/g, "-").replaceAll(/^-+|-+$/g, "").slice(0, 40);
}

document.addEventListener("submit", (event) => {
  const form = event.target as HTMLFormElement;
  const type = form.dataset["sign"];
  if (!type) return;
  event.preventDefault();
  void startAct({ type, body: bodyOf(form), reason: "", about: "", choice: undefined });
});
document.addEventListener("click", (event) => {
  const asks = (event.target as Element).closest<HTMLElement>("[data-post]");
  if (asks) void post(asks.dataset["post"] ?? "", {}).then(() => later());
  const add = (event.target as Element).closest<HTMLElement>("[data-add-row]");
  if (add) addRow(add.closest("form") as HTMLFormElement);
});
document.addEventListener("input", (event) => {
  const field = event.target as HTMLInputElement;
  const form = field.closest<HTMLFormElement>("form[data-sign]");
  if (!form) return;
  form.dataset["touched"] = "yes";
  if (field.dataset["slug"] !== undefined) field.dataset["own"] = field.value ? "yes" : "";
  else slug(form, field);
  const row = field.closest("[data-row]");
  if (row) showKind(row);
});

/** The living part anew, unless somebody is writing in it: then after they have signed, or left. */
async function refresh(): Promise<void> {
  if (!root) return;
  const list = root.querySelector<HTMLElement>("[data-list]");
  if (!list) return;
  const isWriting = () => list.querySelector('form[data-touched="yes"], [data-busy]') !== null || document.querySelector("dialog[open]") !== null;
  isDue = isWriting();
  if (isDue) return;
  const open = [...list.querySelectorAll<HTMLElement>("details[open]")].map(pathOf);
  const focused = document.activeElement instanceof HTMLElement ? document.activeElement.closest<HTMLElement>("article[id]")?.id : undefined;
  const answer = await fetch(root.dataset["living"] ?? "", { headers: { accept: "text/html" } });
  if (!answer.ok || answer.redirected) return;
  isDue = isWriting(); // somebody may have begun meanwhile
  if (isDue) return;
  list.replaceChildren(document.createRange().createContextualFragment(await answer.text()));
  for (const path of open) list.querySelector(path)?.setAttribute("open", "");
  list.querySelectorAll("[data-row]").forEach(showKind);
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  document.documentElement.dataset["jointTurn"] = String(Number(document.documentElement.dataset["jointTurn"] ?? 0) + 1);
}

/** Finds a disclosure again in the new list: the thing that it is in, and which of its kind. */
function pathOf(details: HTMLElement): string {
  const thing = details.closest<HTMLElement>("article[id]")?.id ?? "";
  const kind = Object.keys(details.dataset)[0];
  return `#${CSS.escape(thing)} details${kind ? `[data-${kind}]` : ""}`;
}

let waits: number | undefined;
const later = () => {
  window.clearTimeout(waits);
  waits = window.setTimeout(() => void refresh(), 300);
};
document.body.addEventListener("accord-changed", later);
document.body.addEventListener("record-signed", () => {
  document.querySelectorAll<HTMLFormElement>('form[data-touched="yes"]').forEach((form) => {
    form.dataset["touched"] = "";
    if (form.closest(".new")) form.reset();
  });
  document.querySelectorAll<HTMLDetailsElement>("details.new[open]").forEach((details) => (details.open = false));
  document.getElementById("badge-answer")?.replaceChildren();
  later();
});
document.getElementById("sign")?.addEventListener("close", () => isDue && later());
document.querySelectorAll("[data-row]").forEach(showKind);
document.documentElement.dataset["joint"] = page.name;

// Propose a clause: keeps the signing button in step with the form. What a sentence means, the node says; this only
// takes the rule over when it belongs to the sentence that stands in the form at that moment.
import { t } from "./messages.js";
import { byId, one } from "./page.js";

const form = byId<HTMLFormElement>("propose-form");
const [number, title, id] = ["number", "title", "id"].map((name) => byId<HTMLInputElement>(`propose-${name}`)) as [HTMLInputElement, HTMLInputElement, HTMLInputElement];
const sentence = byId<HTMLTextAreaElement>("propose-sentence");
const button = byId<HTMLButtonElement>("propose-sign");
const missing = byId("propose-missing");
const find = byId<HTMLInputElement>("gallery-find");
const taken = JSON.parse(form.dataset["taken"] ?? "{}") as Record<string, string>;
const known = JSON.parse(form.dataset["known"] ?? "[]") as string[];
let isIdOwn = id.value !== "";

interface Content {
  content: Record<string, unknown>;
  said: string;
}

const kind = () => one<HTMLInputElement>("input[name=kind]:checked", form).value;
const plain = (text: string) => text.split(/\s+/).join(" ").trim();

/** "Escorts stay close" -> "escorts-stay-close", in letters that an id may have. */
function slug(text: string): string {
  const words = text.toLowerCase().normalize("NFKD").replaceAll(/[^a-z0-9]+/g, "-");
  return words.replaceAll(/^-+|-+$/g, "").slice(0, 40) || `clause-${number.value}`;
}

function ofProtocol(): Content | string {
  const read = document.querySelector<HTMLElement>("#propose-check [data-rule]");
  if (plain(sentence.value) === "") return t("propose-needs-sentence");
  if (!read || plain(read.dataset["sentence"] ?? "") !== plain(sentence.value)) return t("propose-needs-understood");
  return { content: { kind: "protocol", rule: read.dataset["rule"] ?? "" }, said: read.dataset["said"] ?? "" };
}

function ofText(): Content | string {
  const all = [...form.querySelectorAll<HTMLTextAreaElement>("[data-text]")];
  const texts = Object.fromEntries(all.map((area) => [area.dataset["text"] ?? "", area.value.trim()]).filter(([, text]) => text));
  const authentic = ["en", "zh", "ur"].find((language) => texts[language]);
  return authentic ? { content: { kind: "text", authentic, texts }, said: String(texts[authentic]) } : t("propose-needs-text");
}

/** What is still missing, or the clause. */
function clause(): { body: Record<string, unknown>; about: string } | string {
  const n = Number(number.value);
  const owner = taken[String(n)];
  if (!Number.isInteger(n) || n < 1 || n > 9999) return t("propose-needs-number");
  if (owner !== undefined && owner !== id.value) return t("propose-number-taken", { n: String(n) });
  if (title.value.trim() === "") return t("propose-needs-title");
  if (!id.checkValidity() || id.value === "") return t("propose-needs-id");
  if (!id.readOnly && known.includes(id.value)) return t("propose-id-taken");
  const content = kind() === "protocol" ? ofProtocol() : ofText();
  if (typeof content === "string") return content;
  const others = [...form.querySelectorAll<HTMLInputElement>("[data-title]")].map((input) => [input.dataset["title"] ?? "", input.value.trim()]);
  const titles = Object.fromEntries(others.filter(([, text]) => text));
  const body = { clause: id.value, number: n, title: title.value.trim(), content: content.content, ...(Object.keys(titles).length ? { titles } : {}) };
  const against = form.dataset["against"];
  if (against) return { body: { clause: id.value, against, title: title.value.trim(), content: content.content }, about: `${title.value.trim()}: ${content.said}` };
  return { body, about: `${title.value.trim()}: ${content.said}` };
}

function update(): void {
  if (!isIdOwn) id.value = slug(title.value);
  form.dataset["kind"] = kind();
  document.querySelectorAll<HTMLElement>("[data-of]").forEach((part) => {
    part.hidden = part.dataset["of"] !== kind();
  });
  const ready = clause();
  button.disabled = typeof ready === "string";
  missing.textContent = typeof ready === "string" ? ready : "";
  button.dataset["draftBody"] = typeof ready === "string" ? "" : JSON.stringify(ready.body);
  button.dataset["draftAbout"] = typeof ready === "string" ? "" : ready.about;
}

/** Puts a whole sentence into the form and selects the first number: what one changes first. */
function start(text: string): void {
  sentence.value = text;
  sentence.dispatchEvent(new Event("input", { bubbles: true }));
  sentence.focus();
  const first = /\d+/.exec(text);
  if (first) sentence.setSelectionRange(first.index, first.index + first[0].length);
  sentence.scrollIntoView({ block: "center" });
}

function insert(word: string): void {
  const before = sentence.value.slice(0, sentence.selectionStart);
  const space = before === "" || before.endsWith(" ") ? "" : " ";
  sentence.setRangeText(space + word, sentence.selectionStart, sentence.selectionEnd, "end");
  sentence.dispatchEvent(new Event("input", { bubbles: true }));
  sentence.focus();
}

function filter(): void {
  const wanted = plain(find.value.toLowerCase()).split(" ");
  const all = [...document.querySelectorAll<HTMLElement>("#gallery [data-pattern]")];
  for (const pattern of all) pattern.hidden = !wanted.every((word) => pattern.textContent?.toLowerCase().includes(word));
  byId("gallery-none").hidden = all.some((pattern) => !pattern.hidden);
}

document.addEventListener("click", (event) => {
  const target = (event.target as Element).closest<HTMLElement>("[data-start], [data-insert]");
  if (target?.dataset["start"]) start(target.dataset["start"]);
  else if (target?.dataset["insert"]) insert(target.dataset["insert"]);
});
form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("input", (event) => {
  if (event.target === id) isIdOwn = id.value !== "";
  update();
});
find.addEventListener("input", filter);
document.body.addEventListener("htmx:after:swap", update);
document.body.addEventListener("record-signed", (event) => {
  if ((event as CustomEvent<{ type: string }>).detail.type.startsWith("clause.")) location.assign(`/accord#clause-${number.value}`);
});
update();
document.documentElement.dataset["propose"] = "ready";

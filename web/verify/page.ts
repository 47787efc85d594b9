// verify.html: drop a pack or a plan, read the answer. Everything happens in this page.
import { type Bytes } from "./bytes.js";
import { INQUIRY_NOT_PROVEN } from "./inquiry.js";
import { isPlan, PLAN_NOT_PROVEN, planReport } from "./certificate-plan.js";
import { type Finding, type Report, type Timed } from "./finding.js";
import { moment } from "./moment.js";
import { LANG_NAMES, TEXTS, type Texts } from "./page-texts.js";
import { type Trust } from "./seals.js";
import { NOT_PROVEN } from "./summary.js";
import { plain } from "./told.js";
import { readTrust, trustLines } from "./trust.js";
import { verify } from "./verify.js";
import { LANGS, type Lang } from "./words.js";

let lang: Lang = LANGS.find((each) => navigator.language.startsWith(each)) ?? "en";
let trust: Trust = [];
let shown: { file: File; report: Report | null } | null = null;

const main = document.querySelector("main")!;
const words = (): Texts => TEXTS[lang];

/** An element with children; texts never become markup. */
function el<K extends keyof HTMLElementTagNameMap>(
  name: K, attributes: Readonly<Record<string, string>> = {}, ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/** A sentence of the report: English, wherever it stands. */
function english(text: string, attributes: Readonly<Record<string, string>> = {}): HTMLElement {
  return el("p", { lang: "en", dir: "auto", ...attributes }, plain(text));
}

const ICONS = {
  yes: "M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20ZM7.5 12.5l3 3 6-7",
  no: "M8 2h8l6 6v8l-6 6H8l-6-6V8ZM8.5 8.5l7 7M15.5 8.5l-7 7",
  pack: "M12 15V3M7.5 7.5 12 3l4.5 4.5M4 14v6h16v-6",
};

function icon(name: keyof typeof ICONS): SVGElement {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg"), path = document.createElementNS(space, "path");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

function fileButton(label: string, kind: string, isMany: boolean, take: (files: readonly File[]) => void): HTMLElement {
  const input = el("input", { type: "file", class: "visually-hidden", id: kind, ...(isMany ? { multiple: "" } : {}) });
  input.addEventListener("change", () => take([...(input.files ?? [])]));
  return el("label", { class: kind === "pack" ? "primary" : "plain", for: kind }, input, label);
}

function render(): void {
  const t = words();
  document.documentElement.lang = lang;
  document.documentElement.dir = lang === "ur" ? "rtl" : "ltr";
  document.title = shown?.report ? `${shown.report.isVerified ? t.yes : t.no}: ${shown.file.name}` : t.title;
  document.querySelector("h1")!.textContent = t.title;
  const languages = document.querySelector("nav")!;
  languages.setAttribute("aria-label", t.language);
  languages.replaceChildren(...LANGS.map(languageButton));
  main.replaceChildren(...(shown ? answer() : []), dropZone(), trustPart());
}

function languageButton(each: Lang): HTMLElement {
  const button = el("button", { type: "button", lang: each, "aria-pressed": String(each === lang) }, LANG_NAMES[each]);
  button.addEventListener("click", () => {
    lang = each;
    render();
    document.querySelector<HTMLElement>(`nav [lang="${each}"]`)?.focus();
  });
  return button;
}

function dropZone(): HTMLElement {
  const t = words();
  const button = fileButton(shown ? t.again : t.choose, "pack", false, ([file]) => file && void check(file));
  return el("section", { class: shown ? "drop small" : "drop", id: "drop" }, icon("pack"), el("p", { class: "big" }, t.drop), button, el("p", { class: "quiet" }, t.lead));
}

function trustPart(): HTMLElement {
  const t = words();
  const button = fileButton(t.trustChoose, "invitation", true, (files) => void takeTrust(files));
  const held = trustLines(trust).map((line) => el("li", { class: "figures", dir: "ltr" }, plain(line)));
  const list = held.length ? [el("h3", {}, t.trusted), el("ul", {}, ...held)] : [];
  return el("section", { class: "trust" }, el("h2", {}, t.trust), el("p", { class: "quiet" }, t.trustLead), button, el("p", { class: "warning", id: "bad-trust", hidden: "" }), ...list);
}

function answer(): HTMLElement[] {
  const { file: { name }, report } = shown!, t = words();
  if (!report) return [el("p", { class: "big", role: "status" }, t.checking)];
  const isYes = report.isVerified;
  const broken = report.findings.filter((finding) => finding.level === "broken");
  const [first, ...rest] = report.claimed;
  const verdict = el(
    "section",
    { class: `verdict ${isYes ? "is-yes" : "is-no"}`, id: "verdict", tabindex: "-1", role: "status", "data-verified": String(isYes) },
    icon(isYes ? "yes" : "no"),
    el("div", {}, el("h2", { class: "answer" }, isYes ? t.yes : t.no), el("p", { class: "quiet file", dir: "auto" }, name), ...(isYes && first ? [english(first, { class: "claim" })] : [])),
  );
  const parts = [verdict];
  if (broken.length) parts.push(part(t.why, "why", list(broken, true)));
  if (isYes && rest.length) parts.push(el("section", { class: "claim-more" }, ...rest.map((line) => english(line))));
  if (isYes && report.times.length) parts.push(part(t.times, "times", timesTable(report.times)));
  if (report.keys.length) parts.push(keysPart(report));
  if (isYes) {
    for (const [level, title] of [["notice", t.know], ["holds", t.checked]] as const) {
      const found = report.findings.filter((finding) => finding.level === level);
      if (found.length) parts.push(part(title, level, list(found, false)));
    }
    parts.push(part(t.limits, "limits", el("ul", { lang: "en", dir: "auto" }, ...(report.claim ? NOT_PROVEN : report.isInquiry ? INQUIRY_NOT_PROVEN : PLAN_NOT_PROVEN).map((line) => el("li", {}, line)))));
  }
  return parts;
}

function part(title: string, kind: string, ...content: readonly Node[]): HTMLElement {
  return el("section", { class: kind }, el("h2", {}, title), ...content);
}

function list(findings: readonly Finding[], withNext: boolean): HTMLElement {
  const items = findings.map(({ text, where, next }) => {
    const place = where ? [el("code", { dir: "ltr" }, plain(where))] : [];
    const step = withNext && next ? [el("p", { class: "next" }, el("b", {}, `${words().next}: `), el("span", { lang: "en", dir: "auto" }, plain(next)))] : [];
    return el("li", {}, ...place, english(text), ...step);
  });
  return el("ul", { class: "findings" }, ...items);
}

/** Claimed and proven side by side; a claimed time that cannot be true is struck through. */
function timesTable(times: readonly Timed[]): HTMLElement {
  const t = words();
  const clock = (tMs: number) => el("time", { dir: "ltr" }, moment(tMs));
  const rows = times.map((each) => {
    const claimed = each.isLate ? [el("s", {}, clock(each.claimedMs)), el("b", { class: "late" }, t.late)] : [clock(each.claimedMs)];
    const from = each.notBeforeMs ? el("p", {}, `${t.from} `, clock(each.notBeforeMs)) : el("p", {}, t.beginning);
    const to = each.notAfterMs === null ? el("p", { class: "quiet" }, t.nobody) : el("p", {}, `${t.to} `, clock(each.notAfterMs));
    return el(
      "tr", {},
      el("th", { scope: "row", "data-label": t.record }, el("span", { lang: "en", dir: "auto" }, plain(each.what)), el("code", { dir: "ltr" }, each.record.slice(0, 16))),
      el("td", { "data-label": t.claimed }, ...claimed),
      el("td", { "data-label": t.proven, class: each.isLate ? "is-late" : "" }, from, to),
    );
  });
  const head = [t.record, t.claimed, t.proven].map((title) => el("th", { scope: "col" }, title));
  return el("table", {}, el("thead", {}, el("tr", {}, ...head)), el("tbody", {}, ...rows));
}

function keysPart(report: Report): HTMLElement {
  const t = words();
  const rows = report.keys.map((key) =>
    el("li", {}, el("b", { dir: "auto" }, plain(key.party)), el("span", { class: "figures", dir: "ltr" }, key.fingerprint), el("span", { class: key.isKnown ? "known" : "quiet" }, key.isKnown ? t.own : t.fromPack)),
  );
  return part(t.keys, "keys", el("p", { class: "quiet" }, t.keysLead), el("ul", {}, ...rows));
}

async function bytesOf(file: Blob): Promise<Bytes> {
  return new Uint8Array(await file.arrayBuffer());
}

async function check(file: File): Promise<void> {
  shown = { file, report: null };
  render();
  await new Promise((done) => requestAnimationFrame(() => setTimeout(done))); // so that "checking" is seen
  try {
    const isOfPlan = isPlan(await bytesOf(file.slice(0, 1)));
    const report = isOfPlan ? planReport(await bytesOf(file)) : await verify({ size: file.size, read: () => bytesOf(file) }, trust.length ? trust : null);
    shown = { file, report };
    render();
    document.querySelector<HTMLElement>("#verdict")?.focus();
  } catch (error) {
    shown = null;
    render();
    main.prepend(el("p", { class: "warning", role: "alert" }, `${words().no}. ${words().failed}`, el("code", { dir: "ltr" }, String(error))));
  }
}

async function takeTrust(files: readonly File[]): Promise<void> {
  const found = new Map(trust.map((keys) => [keys.origin, keys]));
  const bad: string[] = [];
  for (const file of files) {
    const held = readTrust(await bytesOf(file));
    if (!held) bad.push(`${file.name}: ${words().badTrust}`);
    for (const keys of held ?? []) found.set(keys.origin, keys);
  }
  trust = [...found.values()];
  if (shown) await check(shown.file);
  else render();
  const warning = document.querySelector<HTMLElement>("#bad-trust")!;
  warning.hidden = !bad.length;
  warning.textContent = bad.join("\n");
}

for (const kind of ["dragover", "dragleave", "drop"] as const) {
  document.addEventListener(kind, (event) => {
    event.preventDefault();
    document.body.classList.toggle("is-over", kind === "dragover");
    const file = kind === "drop" ? event.dataTransfer?.files[0] : undefined;
    if (file) void check(file);
  });
}
render();

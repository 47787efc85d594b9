// From a button to a signed record. Any element with data-draft-type asks the node for a draft, this shows in words
// what its bytes say, and only the officer's Enter signs them. The key never leaves the browser.
import { nowMs } from "../clock.js";
import { t } from "../messages.js";
import { post, Refused } from "../node.js";
import { notice } from "../notice.js";
import { byId, one, page } from "../page.js";
import { toBase64 } from "./bytes.js";
import { demandSame, DraftDiffers, readDraft, type Draft, type Json } from "./draft.js";
import { signPayload } from "./dsse.js";
import { find as findKey } from "./keystore.js";
import { actInWords, statement } from "./words.js";

export interface Asked {
  type: string;
  body: Record<string, Json>;
  /** A field that the officer fills in, or "". */
  reason: string;
  /** What the page says beside the button: shown above, as that; not part of what is signed. */
  about: string;
  /** A field and its values to choose from, or undefined. */
  choice: { field: string; values: string[] } | undefined;
  /** Signed as soon as the node's draft is what was asked for: a stop, which must not wait and can be lifted. */
  atOnce?: boolean;
}

/** Acts whose fields are a rule or a digest: they are said in words that this page makes from the bytes. */
const ABOUT_CLAUSES = ["clause.proposed/1", "clause.countered/1", "clause.position/1"];
const CLOCK_DIFFERENCE_MS_MAX = 5 * 60_000;
const dialog = byId<HTMLDialogElement>("sign");
const part = <T extends HTMLElement = HTMLElement>(name: string) => one<T>(`[data-sign-${name}]`, dialog);
const reasonText = byId<HTMLTextAreaElement>("sign-reason");
let asked: Asked | undefined;
let draft: Draft | undefined;

export function startSigning(): void {
  document.addEventListener("click", (event) => {
    const button = (event.target as Element).closest<HTMLElement>("[data-draft-type]");
    if (button) void startAct(readButton(button));
  });
  byId("sign-form").addEventListener("submit", (event) => {
    event.preventDefault();
    void (draft ? confirm() : askDraft());
  });
  part("cancel").addEventListener("click", () => dialog.close());
  reasonText.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    byId<HTMLFormElement>("sign-form").requestSubmit();
  });
}

function readButton(button: HTMLElement): Asked {
  const [field, values] = (button.dataset["draftChoice"] ?? "").split(": ");
  return {
    type: button.dataset["draftType"] ?? "",
    body: JSON.parse(button.dataset["draftBody"] ?? "{}") as Record<string, Json>,
    reason: button.dataset["draftReason"] ?? "",
    about: button.dataset["draftAbout"] ?? "",
    choice: field && values ? { field, values: values.split(" ") } : undefined,
    atOnce: button.dataset["draftAtOnce"] !== undefined,
  };
}

/** Opens the sheet for an act: of a button, or put together by a module. */
export async function startAct(act: Asked): Promise<void> {
  asked = act;
  draft = undefined;
  part("title").textContent = actInWords(act.type);
  part("about").textContent = act.about;
  part("about").hidden = act.about === "";
  part("statement").replaceChildren();
  part("exact").textContent = "";
  part("by").textContent = t("sign-by", { officer: page.officer, party: page.party });
  dialog.querySelector("details")?.removeAttribute("open");
  warn("");
  showQuestions(act);
  dialog.dataset["step"] = act.reason || act.choice ? "ask" : "wait";
  if (!dialog.open) dialog.showModal();
  if (act.choice) one<HTMLInputElement>("input", part("choice")).focus();
  else if (act.reason) reasonText.focus();
  else await askDraft();
}

function showQuestions(act: Asked): void {
  reasonText.value = "";
  part("reason").hidden = act.reason === "";
  one("label", part("reason")).textContent = t(`field-${act.reason || "reason"}`);
  const choice = part("choice");
  choice.hidden = act.choice === undefined;
  choice.querySelectorAll("label").forEach((label) => label.remove());
  if (!act.choice) return;
  part("choice-name").textContent = t(`field-${act.choice.field}`);
  act.choice.values.forEach((value, index) => {
    const label = document.createElement("label");
    const input = Object.assign(document.createElement("input"), { type: "radio", name: "choice", value, checked: index === 0 });
    label.append(input, t(`value-${act.choice?.field}-${value}`));
    choice.append(label);
  });
}

/** The act with what the officer filled in. */
function completed(act: Asked): Record<string, Json> {
  const body = { ...act.body };
  if (act.choice) body[act.choice.field] = one<HTMLInputElement>("input:checked", part("choice")).value;
  if (act.reason) body[act.reason] = reasonText.value.trim();
  return body;
}

async function askDraft(): Promise<void> {
  const act = asked;
  if (!act) return;
  if (["reason", "text"].includes(act.reason) && reasonText.value.trim() === "") return warn(t("sign-needs-reason"));
  const body = completed(act);
  try {
    const { payload } = await post<{ payload: string }>("/api/drafts", { type: act.type, body });
    const offered = readDraft(payload);
    demandSame(offered, { type: act.type, body, key: page.key, party: page.partyId });
    const said = ABOUT_CLAUSES.includes(act.type) ? await (await import("./clause.js")).clauseInWords(offered) : undefined;
    part("about").hidden ||= said !== undefined && said.rows.length > 0; // said anew below, from the bytes
    if (asked !== act || !dialog.open) return;
    showDraft(offered, [...(said?.rows ?? []), ...statement(offered, said?.instead)]);
    if (act.atOnce) await confirm();
  } catch (error) {
    dialog.dataset["step"] = "failed";
    warn(inWords(error));
  }
}

function showDraft(offered: Draft, rows: readonly [string, string][]): void {
  draft = offered;
  part("title").textContent = actInWords(offered.type);
  part("statement").replaceChildren(
    ...rows.map(([name, value]) => {
      const row = document.createElement("div");
      const [dt, dd] = [document.createElement("dt"), document.createElement("dd")];
      dt.textContent = name;
      const text = document.createElement("bdi");
      text.textContent = value;
      dd.append(text);
      dd.dir = "auto"; // English in a page that runs from the right keeps its full stop
      dd.classList.toggle("hash", /^[0-9a-f]{32,}$|^\{"/.test(value));
      row.append(dt, dd);
      return row;
    }),
  );
  part("reason").hidden = true;
  part("choice").hidden = true;
  part("exact").textContent = new TextDecoder().decode(offered.payload);
  dialog.dataset["step"] = "confirm";
  dialog.dataset["draft"] = offered.type;
  warn(Math.abs(offered.atMs - nowMs()) > CLOCK_DIFFERENCE_MS_MAX ? t("sign-clock") : "");
  part("confirm").focus();
}

async function confirm(): Promise<void> {
  const signed = draft;
  if (!signed || dialog.dataset["step"] !== "confirm") return;
  dialog.dataset["step"] = "signing";
  try {
    const key = await findKey(page.key);
    if (!key) return fail(t("sign-no-key"));
    const sig = await signPayload(key.signing, signed.payload);
    const envelope = { payload: toBase64(signed.payload), keyid: page.key, sig };
    const { index, sheet } = await post<{ index?: number; sheet?: string }>("/api/records", envelope);
    if (sheet !== undefined) return location.assign(sheet); // it binds the party: the node shows its own words for the bytes
    dialog.close();
    document.body.dispatchEvent(new CustomEvent("record-signed", { detail: { type: signed.type } }));
    notice("done", t("sign-done", { act: actInWords(signed.type), index: String(index) }));
  } catch (error) {
    fail(inWords(error));
  }
}

function fail(text: string): void {
  // The draft is spent: its place in the log may have changed. Enter asks for a new one.
  draft = undefined;
  dialog.dataset["step"] = "failed";
  warn(text);
}

/** What went wrong, and what next, as the person reads it. */
export function inWords(error: unknown): string {
  if (error instanceof DraftDiffers) return t("sign-differs", { field: error.message });
  if (error instanceof Refused) return error.next ? `${error.message}\n${t("next")} ${error.next}` : error.message;
  return t("stream-no-node");
}

function warn(text: string): void {
  part("warning").textContent = text;
  part("warning").hidden = text === "";
}


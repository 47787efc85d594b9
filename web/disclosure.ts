// Disclosure: a part of a document released, an inquiry opened, its report made. What an author has in clear and the
// author's key are read here and stay here; only a report, which is made to be shown, takes the files to the node.
import { identitiesIn } from "./age.js";
import { t } from "./messages.js";
import { get, Refused } from "./node.js";
import { notice } from "./notice.js";
import { byId, one } from "./page.js";
import { readAuthorFile, releaseBody, NotMade, type AuthorFile, type Drafted, type Reader } from "./release.js";
import { inWords, startAct } from "./sign/dialog.js";
import { type Json } from "./sign/draft.js";
import { textOf, utf8 } from "./verify/bytes.js";
import { sha256Hex } from "./verify/sha256.js";

type Field = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

interface Told {
  documents: Drafted[];
  readers: Reader[];
  nodes: Record<string, string>;
}

const field = <T extends Field = HTMLInputElement>(form: HTMLFormElement, name: string) => one<T>(`[name="${name}"]`, form);
const said = (form: HTMLFormElement, name: string) => field(form, name).value.trim();
const moment = (form: HTMLFormElement, name: string) => Date.parse(`${said(form, name)}Z`);

async function text(file: File): Promise<string> {
  const found = textOf(new Uint8Array(await file.arrayBuffer()));
  if (found === null) throw new NotMade(t("disclosure-no-text", { name: file.name }));
  return found;
}

/** The file of the field, as text; it is required. */
async function textIn(form: HTMLFormElement, name: string): Promise<string> {
  return text(field(form, name).files![0]!);
}

/** The text that was found, as its file has it or as it was pasted. */
async function leak(form: HTMLFormElement): Promise<string> {
  const pasted = field<HTMLTextAreaElement>(form, "leak").value;
  const found = field(form, "leak-file").files?.[0] ? await textIn(form, "leak-file") : pasted;
  if (found.trim() === "") throw new NotMade(t("inquiry-no-text"));
  return found;
}

async function release(form: HTMLFormElement): Promise<void> {
  const kept = readAuthorFile(await textIn(form, "kept"));
  const told = await get<Told>("/api/disclosures");
  const drafted = told.documents.find((each) => each.id === kept.document);
  const reader = told.readers.find((each) => each.reader === said(form, "reader"));
  if (!drafted || !reader) throw new NotMade(t("release-not-drafted"));
  const body = await releaseBody(kept, drafted, said(form, "part"), reader, told.nodes, identitiesIn(await textIn(form, "identity")));
  const terms = { purpose: said(form, "purpose"), until_ms: moment(form, "until"), mandate: said(form, "mandate") || null };
  const to = field<HTMLSelectElement>(form, "reader").selectedOptions[0]?.textContent ?? "";
  await startAct({ type: "document.released/1", body: { ...body, ...terms }, reason: "", about: `${kept.document} ${said(form, "part")}: ${to}`, choice: undefined });
}

/** Which parts the chosen file has. */
async function offerParts(form: HTMLFormElement): Promise<void> {
  const select = field<HTMLSelectElement>(form, "part");
  select.replaceChildren();
  const kept: AuthorFile = readAuthorFile(await textIn(form, "kept"));
  select.append(...[...kept.parts.keys()].map((part) => new Option(part, part)));
}

async function open(form: HTMLFormElement): Promise<void> {
  const documents = [...form.querySelectorAll<HTMLInputElement>('[name="document"]:checked')].map((each) => each.value);
  if (!documents.length) throw new NotMade(t("inquiry-no-document"));
  const body: Record<string, Json> = {
    inquiry: said(form, "inquiry"), documents, leak: sha256Hex(utf8(await leak(form))), found_ms: moment(form, "found"), reason: said(form, "reason"),
  };
  await startAct({ type: "inquiry.opened/1", body, reason: "", about: said(form, "inquiry"), choice: undefined });
}

async function report(form: HTMLFormElement): Promise<void> {
  const inquiry = said(form, "inquiry"), files = [...(field(form, "kept").files ?? [])];
  const documents = await Promise.all(files.map(async (file) => JSON.parse(await authorsText(file)) as Json));
  const answer = await fetch(`/api/inquiries/${encodeURIComponent(inquiry)}/report`, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/zip, application/json" },
    body: JSON.stringify({ leak: await leak(form), documents }),
  });
  if (!answer.ok) throw await refusal(answer);
  const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(await answer.blob()), download: `${inquiry}.report` });
  link.click();
  window.setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  notice("done", t("report-done", { name: link.download }));
}

async function authorsText(file: File): Promise<string> {
  const found = await text(file);
  readAuthorFile(found);
  return found;
}

async function refusal(answer: Response): Promise<Refused> {
  const told = (await answer.json().catch(() => ({}))) as { error?: string; next?: string };
  return new Refused(told.error ?? `${answer.status} ${answer.statusText}`, told.next, answer.status);
}

/** One press, one act; what stands against it is said below the button. */
async function attempt(form: HTMLFormElement, act: (form: HTMLFormElement) => Promise<void>): Promise<void> {
  const wrong = one("[data-wrong]", form), button = one<HTMLButtonElement>('button[type="submit"]', form);
  wrong.hidden = true;
  button.disabled = true;
  try {
    await act(form);
  } catch (error) {
    wrong.textContent = error instanceof NotMade ? error.message : inWords(error);
    wrong.hidden = false;
  } finally {
    button.disabled = false;
  }
}

for (const [id, act] of Object.entries({ "release-form": release, "inquiry-form": open, "report-form": report })) {
  const form = document.querySelector<HTMLFormElement>(`#${id}`);
  form?.addEventListener("submit", (event) => {
    event.preventDefault();
    void attempt(form, act);
  });
}
if (document.querySelector("#release-form")) {
  const form = byId<HTMLFormElement>("release-form");
  field(form, "kept").addEventListener("change", () => void attempt(form, offerParts));
}
document.documentElement.dataset["disclosure"] = "ready";

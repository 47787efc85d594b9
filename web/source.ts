// The page of somebody who reports in confidence. Everything is sealed here, before it leaves; the node never sees a word.
// Nothing is kept in this browser: no storage, no worker, and a reload forgets what was written.
import { newCode, readCode, tokenOf, ENTROPY_BYTES } from "./voice/code.js";
import { identityOf, noMessage, NotSealed, openText, sealMessage, sealReport, TEXT_BYTES, type OpenDesk } from "./voice/seal.js";

interface Thread {
  found: boolean;
  thread: string;
  came_ms: number;
  keep_until_ms: number;
  replies: [number, string][];
  looked: { asked_ms: number; opened_ms: number | null; agreed: number; needed: number }[];
}

const texts = document.body.dataset;
const byId = <T extends HTMLElement = HTMLElement>(id: string): T => document.getElementById(id) as T;
const said = (name: string): string => texts[name.replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase())] ?? name;
let code = "";

/** Without a cookie, so that somebody who is signed in here is not known by it either. */
async function ask(path: string, body?: string): Promise<Response> {
  const how: RequestInit = { credentials: "omit", cache: "no-store", referrerPolicy: "no-referrer", headers: { accept: "application/json" } };
  if (body !== undefined) Object.assign(how, { method: "POST", body });
  const answer = await fetch(path, how);
  if (answer.ok) return answer;
  throw new NotSealed(answer.status === 429 ? "source-busy" : answer.status === 400 ? "source-changed" : "source-no-node");
}

async function attempt(form: HTMLFormElement, act: () => Promise<void>): Promise<void> {
  const button = form.querySelector("button")!, state = form.querySelector<HTMLElement>("[data-state]")!;
  button.disabled = true;
  state.textContent = said("source-working");
  try {
    await act();
    state.textContent = "";
  } catch (error) {
    state.textContent = said(error instanceof NotSealed ? error.message : "source-no-node");
  } finally {
    button.disabled = false;
  }
}

const report = byId<HTMLFormElement>("report");
report.addEventListener("submit", (event) => {
  event.preventDefault();
  void attempt(report, async () => {
    const desk = (await (await ask(`${location.pathname}/keys`)).json()) as OpenDesk;
    const concerned = new Set([...report.querySelectorAll<HTMLInputElement>("[data-concerned]:checked")].map(({ value }) => value));
    const made = await newCode(crypto.getRandomValues(new Uint8Array(ENTROPY_BYTES)));
    const text = byId<HTMLTextAreaElement>("report-text").value.trim();
    const sealed = await sealReport(desk, text, byId<HTMLInputElement>("report-name").value.trim(), concerned, made);
    await ask(`${location.pathname}/report`, sealed);
    report.reset();
    report.hidden = true;
    byId("code").textContent = made;
    byId("sent").hidden = false;
    byId("code").focus();
  });
});

const look = byId<HTMLFormElement>("return");
look.addEventListener("submit", (event) => {
  event.preventDefault();
  void attempt(look, async () => {
    const read = await readCode(byId<HTMLInputElement>("return-code").value);
    if (read === null) throw new NotSealed("source-no-code");
    code = read;
    await show(await come("look", noMessage()));
  });
});

const more = byId<HTMLFormElement>("more");
more.addEventListener("submit", (event) => {
  event.preventDefault();
  void attempt(more, async () => {
    const { thread } = await come("look", noMessage());
    const found = await come("say", await sealMessage(byId<HTMLTextAreaElement>("more-text").value.trim(), thread));
    more.reset();
    await show(found);
    byId("more-said").hidden = false;
  });
});

const erase = byId<HTMLFormElement>("erase");
erase.addEventListener("submit", (event) => {
  event.preventDefault();
  void attempt(erase, async () => {
    await come("erase", noMessage());
    byId("thread").hidden = true;
    byId("erased").hidden = false;
  });
});

async function come(act: string, message: string): Promise<Thread> {
  const found = (await (await ask("/v/return", JSON.stringify({ token: await tokenOf(code), act, message }))).json()) as Thread;
  if (!found.found && act !== "erase") throw new NotSealed("source-unknown");
  return found;
}

async function show(found: Thread): Promise<void> {
  const identity = await identityOf(code);
  const lines = await Promise.all(found.replies.map(async ([at, sealed]) => line(at, await openText(sealed, identity))));
  byId("replies").replaceChildren(...lines);
  byId("no-replies").hidden = lines.length > 0;
  byId("looked").replaceChildren(...found.looked.map(told));
  byId("keep").textContent = day(found.keep_until_ms);
  byId("thread").hidden = false;
  byId("thread").focus();
}

function told({ asked_ms, opened_ms, agreed, needed }: Thread["looked"][number]): HTMLElement {
  const item = line(asked_ms, opened_ms === null ? said("source-asked") : `${said("source-opened")} ${day(opened_ms)}`);
  item.append(` (${agreed}/${needed})`);
  item.dataset["opened"] = opened_ms === null ? "no" : "yes";
  return item;
}

function line(at: number, text: string): HTMLElement {
  const item = document.createElement("li"), when = document.createElement("bdi"), what = document.createElement("p");
  when.textContent = `${day(at)} UTC`;
  when.dir = "ltr";
  what.textContent = text;
  what.dir = "auto";
  item.append(when, what);
  return item;
}

const day = (ms: number): string => new Date(ms).toISOString().slice(0, 16).replace("T", " ");

byId<HTMLTextAreaElement>("report-text").addEventListener("input", (event) => {
  const { value } = event.target as HTMLTextAreaElement;
  const left = TEXT_BYTES - new TextEncoder().encode(JSON.stringify({ text: value })).length;
  byId("left").textContent = left < 1_000 ? String(left) : "";
});
document.documentElement.dataset["source"] = "ready";

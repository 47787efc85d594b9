// The desk: reports are opened, answered, and names are asked for and opened with the officer's own age key, which stays
// in this page's memory. What is signed goes through the signing sheet, as everything does.
import { identityToRecipient } from "age-encryption";
import { get, Refused } from "./node.js";
import { one, page } from "./page.js";
import { startAct } from "./sign/dialog.js";
import { type Json } from "./sign/draft.js";
import { openName, openText, openThread, resealShares, sealMessage, sharesOf, type Report } from "./voice/seal.js";

interface Asked {
  record: string;
  recipient: string;
  shares: string[];
  answers: { keeper: string; agrees: boolean; shares: string[] }[];
}

interface Listed {
  voice: string;
  keepers: string[];
  threshold: number;
  asked: Asked | null;
}

interface Found extends Listed {
  at_ms: number;
  report: Report;
  messages: { at_ms: number; by: string | null; sealed: string }[];
}

let identity = "";
const root = one<HTMLElement>("[data-living]");
const state = (text: string) => (one("[data-key-state]").textContent = text);
const said = (name: string): string => root.dataset[name] ?? name;

document.addEventListener("change", (event) => {
  const input = event.target as HTMLInputElement;
  if (input.matches("[data-own-key]")) void take(input);
});

async function take(input: HTMLInputElement): Promise<void> {
  const text = (await input.files?.[0]?.text()) ?? "";
  identity = text.split("\n").find((line) => line.startsWith("AGE-SECRET-KEY-"))?.trim() ?? "";
  state(identity ? said("ready") : said("noKey"));
  document.documentElement.dataset["ownKey"] = identity ? "ready" : "none";
}

document.addEventListener("click", (event) => {
  const button = (event.target as Element).closest<HTMLElement>("[data-voice-act]");
  if (button) void attempt(button);
});

async function attempt(button: HTMLElement): Promise<void> {
  const act = button.dataset["voiceAct"] ?? "";
  if (!identity && act !== "ask") return void state(said("noKey"));
  try {
    state("");
    await ACTS[act]!(button.dataset["voice"] ?? "", button);
  } catch (error) {
    state(error instanceof Refused ? error.message : said("shut"));
  }
}

const ACTS: Record<string, (voice: string, button: HTMLElement) => Promise<void>> = {
  async join(_, button) {
    const recipient = await identityToRecipient(identity);
    await sign("desk.joined/1", { opened: button.dataset["opened"] ?? "", officer: page.key, recipient });
  },
  async read(voice) {
    const found = await one_(voice), place = placeOf(voice);
    const thread = await openThread(found.report, identity);
    const messages = [{ at_ms: found.at_ms, by: null, sealed: found.report.text }, ...found.messages];
    const lines = await Promise.all(messages.map(async ({ at_ms, by, sealed }) => line(at_ms, by === null, await openText(sealed, thread))));
    place.dataset["busy"] = "yes"; // what is read here, and an answer half written, outlive what others do
    place.querySelector("[data-said]")!.replaceChildren(...lines);
    place.querySelectorAll<HTMLElement>("[data-when-read]").forEach((part) => (part.hidden = false));
  },
  async reply(voice) {
    const { report } = await one_(voice), field = placeOf(voice).querySelector<HTMLTextAreaElement>("textarea")!;
    const sealed = await sealMessage(field.value.trim(), report.source, report.thread);
    const answer = await fetch(`/api/voices/${voice}/content`, { method: "POST", body: sealed, headers: { accept: "application/json" } });
    if (!answer.ok) throw new Refused(await answer.text(), undefined, answer.status);
    await sign("voice.answered/1", (await answer.json()) as Record<string, Json>);
  },
  async ask(voice) {
    const { report, keepers, threshold } = await one_(voice);
    await sign("identity.asked/1", { voice, asker: page.key, shares: sharesOf(report, keepers, threshold) as unknown as Json }, "reason");
  },
  async agree(voice) {
    const { asked } = await listed(voice);
    const shares = await resealShares(asked!.shares, identity, asked!.recipient);
    await sign("identity.answered/1", { voice, asked: asked!.record, keeper: page.key, shares, reason: "" });
  },
  async name(voice) {
    const { report, keepers, threshold, asked } = await one_(voice);
    const given = new Map(asked!.answers.filter(({ agrees }) => agrees).map(({ keeper, shares }) => [keeper, shares]));
    const place = placeOf(voice).querySelector<HTMLElement>("[data-name]")!;
    place.textContent = (await openName(report, keepers, threshold, given, identity)) || said("noName");
    place.hidden = false;
  },
};

async function sign(type: string, body: Record<string, Json>, reason = ""): Promise<void> {
  await startAct({ type, body, reason, about: "", choice: undefined });
}

const placeOf = (voice: string) => one<HTMLElement>(`[data-report="${voice}"]`);
const one_ = (voice: string) => get<Found>(`/api/voices/${voice}`);

async function listed(voice: string): Promise<Listed> {
  const { voices } = await get<{ voices: Listed[] }>("/api/voices");
  return voices.find((each) => each.voice === voice)!;
}

function line(at: number, isSource: boolean, text: string): HTMLElement {
  const item = document.createElement("li"), who = document.createElement("span"), what = document.createElement("p");
  who.className = "quiet";
  who.textContent = `${isSource ? said("source") : said("desk")} · ${new Date(at).toISOString().slice(0, 16).replace("T", " ")} UTC`;
  what.dir = "auto";
  what.textContent = text;
  item.append(who, what);
  item.dataset["from"] = isSource ? "source" : "desk";
  return item;
}

document.body.addEventListener("record-signed", () => root.querySelectorAll<HTMLElement>("[data-busy]").forEach((place) => delete place.dataset["busy"]));
document.documentElement.dataset["voices"] = "ready";

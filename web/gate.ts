// The gate: a plate, whether it is expected, what was found, signed with the officer's key in this browser. Each check
// goes into a queue on the phone first and stays until the node has given its receipt.
import { assetOf } from "./gate/plate.js";
import { all, isWaiting, keep, prune, recordId, type Check } from "./gate/queue.js";
import { nowMs, utc, utcFull } from "./clock.js";
import { t } from "./messages.js";
import { get, post, Refused } from "./node.js";
import { byId, one, page } from "./page.js";
import { toBase64 } from "./sign/bytes.js";
import { demandSame, DraftDiffers, readDraft } from "./sign/draft.js";
import { signPayload } from "./sign/dsse.js";
import { find as findKey } from "./sign/keystore.js";

interface Known {
  now_ms: number;
  expected: { asset: string; movement: string; depart_ms: number }[];
  inside: { asset: string; zone: string; since_ms: number; checked_ms: number | null; also: string[] }[];
}

const AGAIN_MS = [1_000, 2_000, 5_000, 10_000, 20_000];
const LOOK_MS = 20_000;
/** A check that is entered later than this after it was made is shown as late-entered, and does not count as on time. */
const LATE_MS = 120_000;
const form = byId<HTMLFormElement>("gate");
const zone = byId<HTMLSelectElement>("gate-zone");
const plate = byId<HTMLInputElement>("gate-plate");
const note = byId<HTMLTextAreaElement>("gate-note");
let known: Known | undefined;
let tries = 0;
let isSending = false;
let again: number | undefined;

async function look(): Promise<void> {
  try {
    known = await get<Known>("/api/gate");
  } catch {
    // No link and nothing kept: then nobody is known to be expected, and the page says that it does not know.
  }
  await showVerdict();
}

/** Its stay here, under whatever name it goes on: a plate may be read after a camera's own name was in the log. */
function stayOf(asset: string): Known["inside"][number] | undefined {
  return known?.inside.find((each) => [each.asset, ...each.also].includes(asset) && each.zone === zone.value);
}

async function showVerdict(): Promise<void> {
  const typed = await assetOf(plate.value);
  const verdict = byId("gate-verdict");
  const found = known?.expected.filter((each) => each.asset === typed) ?? [];
  const stay = stayOf(typed);
  const asset = stay?.asset ?? typed;
  verdict.dataset["expected"] = asset === "" || !known ? "unknown" : found.length ? "yes" : "no";
  verdict.hidden = asset === "";
  one("[data-verdict]", verdict).textContent = !known ? t("gate-not-known") : found.length ? t("gate-expected") : t("gate-not-expected");
  const why = found.map((each) => t("gate-expected-why", { movement: each.movement, time: utc(each.depart_ms) }));
  if (stay) why.push(t("gate-inside", { time: utc(stay.since_ms) }));
  if (known) why.push(t("gate-as-of", { time: utc(known.now_ms) }));
  one("[data-verdict-why]", verdict).textContent = why.join(" · ");
  const finding = form.querySelector<HTMLInputElement>("input[name=finding]:checked")?.value;
  byId("gate-said").textContent =
    asset && finding
      ? t("gate-you-sign", { asset, zone: zone.selectedOptions[0]?.text ?? zone.value, finding: t(`value-finding-${finding}`), officer: page.officer })
      : "";
}

async function enter(): Promise<void> {
  const typed = await assetOf(plate.value);
  const asset = stayOf(typed)?.asset ?? typed;
  const finding = one<HTMLInputElement>("input[name=finding]:checked", form).value;
  const expected = byId("gate-verdict").dataset["expected"] ?? "unknown";
  const said = [t(`gate-noted-${expected}`), plate.value.trim(), note.value.trim()].filter(Boolean).join(". ");
  const check = { id: crypto.randomUUID(), key: page.key, asset, zone: zone.value, finding, note: said, atMs: Math.round(nowMs()) };
  await keep(check);
  form.reset();
  zone.value = check.zone;
  await Promise.all([show(), showVerdict()]);
  tries = 0;
  void send();
}

/** Hands in what waits, in order; after a failure again, later and later. */
async function send(): Promise<void> {
  if (isSending) return;
  isSending = true;
  window.clearTimeout(again);
  try {
    for (const check of (await all()).filter((each) => isWaiting(each) && each.key === page.key)) await sendOne(check);
    tries = 0;
    await prune();
  } catch {
    again = window.setTimeout(() => void send(), AGAIN_MS[Math.min(tries, AGAIN_MS.length - 1)]);
    tries += 1;
  } finally {
    isSending = false;
    await show();
  }
}

/** Raises what a bad link raises; whatever the node refuses for good is kept with its reason. */
async function sendOne(check: Check): Promise<void> {
  try {
    if (check.record && (await isThere(check))) return;
    const { asset, zone: where, finding, note: said } = check;
    const body = { asset, zone: where, finding, note: said };
    const { payload } = await post<{ payload: string }>("/api/drafts", { type: "check.made/1", body, at_ms: check.atMs });
    const draft = readDraft(payload);
    demandSame(draft, { type: "check.made/1", body, key: page.key, party: page.partyId });
    if (draft.atMs !== check.atMs) throw new DraftDiffers("at_ms");
    const key = await findKey(page.key);
    if (!key) throw new Refused(t("sign-no-key"), undefined, 403);
    const sig = await signPayload(key.signing, draft.payload);
    check.record = await recordId(toBase64(draft.payload), page.key, sig);
    await keep(check); // before it is handed in: if the answer is lost, the record is looked for by its id
    const { index } = await post<{ index: number }>("/api/records", { payload: toBase64(draft.payload), keyid: page.key, sig });
    await keep({ ...check, index });
  } catch (error) {
    if (error instanceof Refused && error.status === 401) throw error; // sign in again; it stays in the queue
    if (error instanceof Refused && error.status < 500 && error.status !== 409) await keep({ ...check, refused: error.message });
    else if (error instanceof DraftDiffers) await keep({ ...check, refused: t("sign-differs", { field: error.message }) });
    else throw error;
  }
}

async function isThere(check: Check): Promise<boolean> {
  try {
    const { index } = await get<{ index: number }>(`/api/records/${check.record}`);
    await keep({ ...check, index });
    return true;
  } catch (error) {
    if (error instanceof Refused && error.status === 400) return false;
    throw error;
  }
}

async function show(): Promise<void> {
  const checks = await all();
  const waiting = checks.filter(isWaiting).length;
  const isLinked = navigator.onLine && tries === 0;
  document.documentElement.dataset["gateQueue"] = waiting ? "waiting" : "empty";
  byId("gate-link").dataset["linked"] = isLinked ? "yes" : "no";
  one("[data-link-text]").textContent = isLinked ? t("gate-linked") : t("gate-unlinked", { n: waiting });
  byId("gate-none").hidden = checks.length > 0;
  byId("gate-list").replaceChildren(...checks.reverse().map(line));
}

function line(check: Check): HTMLLIElement {
  const item = document.createElement("li");
  item.dataset["check"] = check.asset;
  item.dataset["state"] = check.index !== undefined ? "received" : check.refused ? "refused" : "waiting";
  const what = document.createElement("b");
  what.textContent = `${utcFull(check.atMs)} · ${check.asset} · ${t(`value-finding-${check.finding}`)}`;
  const told = document.createElement("span");
  told.textContent =
    check.index !== undefined ? t("gate-received", { index: String(check.index) })
    : check.refused ? t("gate-refused", { why: check.refused })
    : nowMs() - check.atMs > LATE_MS ? t("gate-waiting-late") : t("gate-waiting");
  item.append(what, told);
  if (check.index !== undefined && check.record) {
    const receipt = document.createElement("code");
    receipt.dir = "ltr";
    receipt.textContent = check.record.slice(0, 16);
    item.append(receipt);
  }
  return item;
}

interface Detector {
  detect(source: HTMLVideoElement): Promise<{ rawValue: string }[]>;
}

/** Reads a code on a pass or a windscreen with the camera, where this browser can. Plates themselves are typed. */
function startScanning(make: new () => Detector): void {
  const button = byId<HTMLButtonElement>("gate-scan");
  const video = byId<HTMLVideoElement>("gate-video");
  button.hidden = false;
  button.addEventListener("click", () => void scan());

  async function scan(): Promise<void> {
    const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    video.srcObject = stream;
    video.hidden = false;
    await video.play();
    const detector = new make();
    const ends = performance.now() + 30_000;
    while (performance.now() < ends) {
      const [found] = await detector.detect(video);
      if (found) {
        plate.value = found.rawValue.slice(0, 40);
        break;
      }
      await new Promise((resolve) => window.setTimeout(resolve, 200));
    }
    stream.getTracks().forEach((track) => track.stop());
    video.hidden = true;
    await showVerdict();
  }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  void enter();
});
form.addEventListener("input", () => void showVerdict());
for (const name of ["online", "offline"]) window.addEventListener(name, () => (void show(), void send(), void look()));
window.setInterval(() => (void look(), void send()), LOOK_MS);
const Detector = (window as unknown as { BarcodeDetector?: new () => Detector }).BarcodeDetector;
if (Detector) startScanning(Detector);
if ("serviceWorker" in navigator) {
  void navigator.serviceWorker
    .register("/gate/worker.js", { scope: "/gate" })
    .then(() => navigator.serviceWorker.ready)
    .then(() => (document.documentElement.dataset["gateWorker"] = "ready"))
    .catch(() => undefined);
}
await Promise.all([look(), show()]);
void send();
document.documentElement.dataset["gate"] = "ready";

// Sign-in: the officer's key signs the node's challenge. No password exists.
import { t } from "./messages.js";
import { get, post, Refused } from "./node.js";
import { byId, one } from "./page.js";
import { utf8 } from "./sign/bytes.js";
import { signBytes } from "./sign/dsse.js";
import { KeyFileRefused, needsPassphrase, parseKeyFile, unlock, type KeyFile, type OfficerKey } from "./sign/keyfile.js";
import { forget, kept, save } from "./sign/keystore.js";

const fileInput = byId<HTMLInputElement>("key-file");
const passphrase = byId<HTMLInputElement>("passphrase");
const button = byId<HTMLButtonElement>("sign-in");
const drop = byId("key-drop");
let file: KeyFile | undefined;

fileInput.addEventListener("change", () => void choose(fileInput.files?.[0]));
for (const name of ["dragover", "drop"] as const)
  drop.addEventListener(name, (event) => {
    event.preventDefault();
    drop.classList.toggle("is-over", name === "dragover");
    if (name === "drop") void choose(event.dataTransfer?.files[0]);
  });
drop.addEventListener("dragleave", () => drop.classList.remove("is-over"));

byId("key-form").addEventListener("submit", (event) => {
  event.preventDefault();
  void attempt(async () => {
    if (!file) return;
    const key = await unlock(file, passphrase.value);
    await save(key, byId<HTMLInputElement>("keep-key").checked);
    await signIn(key);
  });
});

async function choose(chosen: File | undefined): Promise<void> {
  if (!chosen) return;
  await attempt(async () => {
    file = undefined;
    button.disabled = true;
    file = parseKeyFile(await chosen.text());
    one("[data-key-name]").textContent = file.name;
    drop.classList.add("is-chosen");
    byId("passphrase-field").hidden = !needsPassphrase(file);
    button.disabled = false;
    (needsPassphrase(file) ? passphrase : button).focus();
  });
}

async function signIn(key: OfficerKey): Promise<void> {
  const { nonce } = await get<{ nonce: string }>("/api/challenge");
  const sig = await signBytes(key.signing, utf8(`safeconduct sign-in\n${location.host}\n${nonce}`));
  await post("/api/session", { key: key.id, nonce, sig });
  location.assign("/watch");
}

async function attempt(act: () => Promise<void>): Promise<void> {
  const warning = byId("sign-in-error");
  warning.hidden = true;
  document.documentElement.dataset["signIn"] = "working";
  try {
    await act();
    document.documentElement.dataset["signIn"] = "ready";
  } catch (error) {
    document.documentElement.dataset["signIn"] = "failed";
    warning.textContent = inWords(error);
    warning.hidden = false;
  }
}

function inWords(error: unknown): string {
  if (error instanceof KeyFileRefused) return t(error.reason);
  if (error instanceof Refused) return error.next ? `${error.message}\n${t("next")} ${error.next}` : error.message;
  if (!window.isSecureContext) return t("key-no-ed25519");
  return t("stream-no-node");
}

/** Keys that this browser already keeps: one press signs in. */
async function offerKept(): Promise<void> {
  const keys = await kept();
  const list = byId("kept-keys");
  list.hidden = keys.length === 0;
  list.replaceChildren(...keys.map(offer));
}

function offer(key: OfficerKey): HTMLElement {
  const row = document.createElement("li");
  const go = Object.assign(document.createElement("button"), { type: "button", className: "primary" });
  go.dataset["keptKey"] = key.id;
  go.textContent = t("sign-in-as", { officer: key.name });
  go.addEventListener("click", () => void attempt(() => signIn(key)));
  const drop = Object.assign(document.createElement("button"), { type: "button", className: "plain" });
  drop.textContent = t("sign-in-forget");
  drop.addEventListener("click", () => void forget(key.id).then(offerKept));
  row.append(go, drop);
  return row;
}

void offerKept();

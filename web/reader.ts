// A reader's copy, opened here with the reader's own key: the key and the text stay in this browser.
import { Decrypter } from "age-encryption";
import { get } from "./node.js";
import { byId } from "./page.js";

interface Release {
  sealed: string;
  shares: Record<string, string>;
  held: Record<string, number>;
}

const form = document.querySelector<HTMLFormElement>("#reader");
form?.addEventListener("submit", (event) => event.preventDefault());
if (form) {
  byId<HTMLInputElement>("reader-key").addEventListener("change", (event) => void open(form, event.target as HTMLInputElement));
}
document.documentElement.dataset["reader"] = "ready";

async function open(form: HTMLFormElement, input: HTMLInputElement): Promise<void> {
  const state = byId("reader-state");
  const file = input.files?.[0];
  if (!file) return;
  try {
    const keys = (await file.text()).split("\n").map((line) => line.trim()); // the newest first, and those of before
    const identities = keys.filter((line) => line.startsWith("AGE-SECRET-KEY-"));
    const release = await get<Release>(`/api/disclosures/${form.dataset["release"] ?? ""}`);
    if (Object.keys(release.held).some((party) => !(party in release.shares))) {
      state.textContent = form.dataset["waiting"] ?? "";
      return;
    }
    show(await opened(release, identities));
    state.textContent = "";
  } catch {
    state.textContent = form.dataset["shut"] ?? ""; // a wrong key, or a share that does not fit: nothing is shown
  } finally {
    input.value = "";
  }
}

/** The second party's share opens the outer layer, the first party's the next, the reader's own key the last. */
async function opened(release: Release, identities: readonly string[]): Promise<string> {
  let content = bytes(release.sealed);
  for (const party of Object.keys(release.shares).sort().reverse()) {
    const share = new TextDecoder().decode(await decrypt(bytes(release.shares[party]!), identities));
    content = await decrypt(content, [share.trim()]);
  }
  return new TextDecoder().decode(await decrypt(content, identities));
}

async function decrypt(content: Uint8Array, identities: readonly string[]): Promise<Uint8Array> {
  const decrypter = new Decrypter();
  for (const identity of identities) decrypter.addIdentity(identity);
  return decrypter.decrypt(content);
}

function show(text: string): void {
  const place = byId("reader-text");
  place.textContent = text;
  place.hidden = false;
  byId("reader-own").hidden = false;
  place.focus();
}

function bytes(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}

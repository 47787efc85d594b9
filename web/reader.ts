// A reader's copy, opened here with the reader's own key: the key and the text stay in this browser.
import { identitiesIn, unseal } from "./age.js";
import { get } from "./node.js";
import { byId } from "./page.js";
import { fromBase64 } from "./sign/bytes.js";

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
    const identities = identitiesIn(await file.text());
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
  let content: Uint8Array = fromBase64(release.sealed);
  for (const party of Object.keys(release.shares).sort().reverse()) {
    const share = new TextDecoder().decode(await unseal(fromBase64(release.shares[party]!), identities));
    content = await unseal(content, [share.trim()]);
  }
  return new TextDecoder().decode(await unseal(content, identities));
}

function show(text: string): void {
  const place = byId("reader-text");
  place.textContent = text;
  place.hidden = false;
  byId("reader-own").hidden = false;
  place.focus();
}

// What the server wrote on the page, read once, typed.

export type Language = "en" | "zh" | "ur";

const root = document.documentElement;
const body = document.body.dataset;

export const page = {
  name: body["page"] ?? "",
  party: body["party"] ?? "",
  partyId: body["partyId"] ?? "",
  /** Key id of the officer who is signed in, or "" on the sign-in page. */
  key: body["key"] ?? "",
  officer: body["officer"] ?? "",
  nowMs: Number(body["nowMs"] ?? Date.now()),
  speed: Number(body["speed"] ?? 1),
  language: (root.lang || "en") as Language,
} as const;

/** The element with that id. A missing one is our mistake, so it is loud. */
export function byId<T extends HTMLElement = HTMLElement>(id: string): T {
  const element = document.getElementById(id);
  if (!element) throw new Error(`the page has no #${id}`);
  return element as T;
}

/** The first match inside `within`; loud when absent. */
export function one<T extends Element = HTMLElement>(selector: string, within: ParentNode = document): T {
  const element = within.querySelector<T>(selector);
  if (!element) throw new Error(`the page has no ${selector}`);
  return element;
}

export function setCookie(name: string, value: string): void {
  document.cookie = `${name}=${value}; path=/; max-age=31536000; samesite=strict`;
}

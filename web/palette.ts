// Every page, and every act and link that stands on this one, found by typing a part of its name ("/" or Ctrl+K).
// Nothing is listed twice by hand: the palette reads the page that the person sees.
import { onKey } from "./keyboard.js";
import { byId } from "./page.js";

const SHOWN = 12;

interface Choice {
  name: string;
  /** Where it stands, for what occurs more than once on a page. */
  place: string;
  keys: string;
  element: HTMLElement;
}

let found: Choice[] = [];
let selected = 0;

function said(element: HTMLElement): string {
  return (element.getAttribute("aria-label") ?? element.innerText).replace(/\s+/g, " ").trim();
}

function placeOf(element: HTMLElement): string {
  const heading = element.closest("article, li, section, [data-row]")?.querySelector<HTMLElement>("h1, h2, h3, .title");
  return heading && !heading.contains(element) ? said(heading) : "";
}

function choices(): Choice[] {
  const pages = document.querySelectorAll<HTMLElement>("a[data-page-name]");
  const here = document.querySelectorAll<HTMLElement>("main button:not([disabled]), main a[href]:not([href^='#'])");
  const seen = new Set<string>();
  return [...pages, ...here]
    .filter((element) => element.checkVisibility())
    .map((element) => {
      const isPage = "pageName" in element.dataset;
      return { name: said(element), place: isPage ? "" : placeOf(element), keys: element.dataset["keys"] ?? "", element };
    })
    .filter(({ name, place }) => name !== "" && !seen.has(`${name} ${place}`) && seen.add(`${name} ${place}`));
}

/** Those whose name or place has every word of it; names that begin with it come first. */
function matching(all: Choice[], text: string): Choice[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const fits = all.filter(({ name, place }) => words.every((word) => `${name} ${place}`.toLowerCase().includes(word)));
  const begins = ({ name }: Choice): number => (name.toLowerCase().startsWith(words[0] ?? "") ? 0 : 1);
  return fits.sort((a, b) => begins(a) - begins(b)).slice(0, SHOWN);
}

export function startPalette(): void {
  const dialog = byId<HTMLDialogElement>("palette");
  const words = byId<HTMLInputElement>("palette-words");
  const list = byId("palette-list");
  const none = byId("palette-none");
  let all: Choice[] = [];

  function option(choice: Choice, index: number): HTMLLIElement {
    const item = document.createElement("li");
    item.id = `palette-${index}`;
    item.role = "option";
    item.ariaSelected = String(index === selected);
    const name = document.createElement("bdi");
    name.textContent = choice.name;
    const place = document.createElement("bdi");
    place.className = "quiet";
    place.textContent = choice.place;
    const keys = document.createElement("span");
    keys.dir = "ltr"; // pressed in this order, in every script
    keys.append(...choice.keys.split(" ").filter(Boolean).flatMap((key) => [Object.assign(document.createElement("kbd"), { textContent: key }), " "]));
    item.append(name, place, keys);
    item.addEventListener("click", () => choose(choice));
    return item;
  }

  function show(): void {
    list.replaceChildren(...found.map(option));
    none.textContent = found.length ? "" : (none.dataset["none"] ?? "");
    if (found.length) words.setAttribute("aria-activedescendant", `palette-${selected}`);
    else words.removeAttribute("aria-activedescendant");
    list.children[selected]?.scrollIntoView({ block: "nearest" });
  }

  function choose({ element }: Choice): void {
    dialog.close();
    element.focus();
    element.click();
  }

  function open(): void {
    if (document.querySelector("dialog[open]")) return;
    all = choices();
    words.value = "";
    selected = 0;
    found = matching(all, "");
    show();
    dialog.showModal();
  }

  words.addEventListener("input", () => {
    selected = 0;
    found = matching(all, words.value);
    show();
  });
  words.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const choice = found[selected];
    if (step && found.length) selected = (selected + step + found.length) % found.length;
    else if (event.key === "Enter" && choice) choose(choice);
    else return;
    event.preventDefault();
    if (step) show();
  });
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  document.addEventListener("keydown", (event) => {
    if (event.key !== "k" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    open();
  });
  onKey("/", open);
  byId("palette-open").addEventListener("click", open);
}

// One-key commands. They are off while a person types or a dialog is open; dialogs have their own Enter and Escape.
import { byId } from "./page.js";

type Command = () => void;
const commands = new Map<string, Command>();
const PREFIX_MS = 1500;
let prefix = "";
let prefixAt = 0;

/** Binds a key ("a", "?") or two in a row ("g w"). */
export function onKey(keys: string, command: Command): void {
  commands.set(keys, command);
}

/** Whether the key goes into a field. One in a dialog that has just closed keeps the focus until the next frame. */
function isTyping(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest("input, textarea, select, [contenteditable]")?.checkVisibility() === true;
}

export function startKeyboard(): void {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || isTyping(event.target)) return;
    if (document.querySelector("dialog[open]")) return;
    const isSecond = prefix !== "" && performance.now() - prefixAt < PREFIX_MS;
    const command = (isSecond ? commands.get(`${prefix} ${event.key}`) : undefined) ?? commands.get(event.key);
    prefix = event.key === "g" ? "g" : "";
    prefixAt = performance.now();
    if (!command) return;
    event.preventDefault();
    command();
  });
  onKey("?", showHelp);
  for (const link of document.querySelectorAll<HTMLAnchorElement>("a[data-page-name][data-keys]")) onKey(link.dataset["keys"] ?? "", () => link.click());
  byId("help-open").addEventListener("click", showHelp);
}

function showHelp(): void {
  byId<HTMLDialogElement>("help").showModal();
}

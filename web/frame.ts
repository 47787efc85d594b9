// What every page needs: fragments, live stream, clock, keys, language, theme.
import "htmx.org/dist/htmx.esm.js";
import { startClock, tick } from "./clock.js";
import { startKeyboard } from "./keyboard.js";
import { byId, page, setCookie } from "./page.js";
import { startPalette } from "./palette.js";
import { startSigning } from "./sign/dialog.js";
import { sessionOver, startStream } from "./stream.js";

startClock();
startKeyboard();
document.body.addEventListener("htmx:after:swap", tick);
document.body.addEventListener("htmx:before:response", (event) => {
  const { raw } = (event as CustomEvent<{ ctx: { response: { raw: Response } } }>).detail.ctx.response;
  if (raw.status !== 401 && !(raw.redirected && new URL(raw.url).pathname === "/sign-in")) return;
  event.preventDefault(); // never put a sign-in page into the alarm queue
  sessionOver();
});

byId<HTMLSelectElement>("language").addEventListener("change", (event) => {
  setCookie("lang", (event.target as HTMLSelectElement).value);
  location.reload();
});

byId("theme").addEventListener("click", () => {
  const root = document.documentElement;
  const isDark = root.dataset["theme"]
    ? root.dataset["theme"] === "dark"
    : !window.matchMedia("(prefers-color-scheme: light)").matches;
  root.dataset["theme"] = isDark ? "light" : "dark";
  setCookie("theme", root.dataset["theme"]);
  document.body.dispatchEvent(new CustomEvent("theme-changed"));
});

if (page.key) {
  startPalette();
  startSigning();
  startStream();
  byId("sign-out").addEventListener("click", () => {
    void fetch("/api/session", { method: "DELETE" }).finally(() => location.assign("/sign-in"));
  });
}
document.querySelector(".pages [aria-current]")?.scrollIntoView({ inline: "center", block: "nearest" });
document.documentElement.dataset["frame"] = "ready";

// Movements: forms become records. What is typed is put together here, or by the node where roads are needed; then the
// signing sheet shows exactly what will be signed.
import { inWords, startAct } from "./sign/dialog.js";
import type { Json } from "./sign/draft.js";
import { post, postFile } from "./node.js";
import { onKey } from "./keyboard.js";
import { notice } from "./notice.js";
import { startSketch } from "./sketch.js";

const TYPES: Record<string, string> = {
  request: "movement.requested/1",
  secure: "ground.listed/1",
  plan: "movement.planned/1",
  order: "movement.ordered/2",
  "check-in": "crew.spoke/1",
};

type Body = Record<string, Json>;
type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

function value(field: Field): Json {
  const text = field.value.trim();
  switch (field.dataset["is"]) {
    case "time":
      return text ? Date.parse(`${text}Z`) : null; // the form asks for UTC
    case "number":
      return Number(text);
    case "minutes": // seconds, in the record
      return Number(text) * 60;
    case "named":
      return text.split("\n").filter((line) => line.trim()).map(named);
    case "list":
      return text.split(/[,;،，\s]+/).filter(Boolean);
    case "phrases":
      return text.split(/[,;،，]/).map((part) => part.trim()).filter(Boolean);
    case "place":
      return degrees(text);
    default:
      return text;
  }
}

/** "60.165,24.9524" in degrees x 10^7; what is no place is refused by the node, in words. */
function degrees(text: string): number[] {
  return text.split(",").map((part) => Math.round(Number(part) * 1e7));
}

/** "Gate@60.171,24.941@company": a name, a place, and who takes over there. */
function named(line: string): Json {
  const [name = "", at = "", ...more] = line.split("@").map((part) => part.trim());
  return [name, degrees(at), ...more];
}

/** One place a line: secured:Terminal:60.165,24.9524:150 */
function places(text: string): Json[] {
  return text.split("\n").filter((line) => line.trim()).map((line) => {
    const [kind = "", name = "", at = "", radius = ""] = line.split(":").map((part) => part.trim());
    return { kind, name, at: degrees(at), radius_m: Number(radius) };
  });
}

function bodyOf(form: HTMLFormElement): Body {
  const fields = form.querySelectorAll<Field>("[name]");
  const body: Body = Object.fromEntries([...fields].map((field) => [field.name, value(field)]));
  if (form.dataset["movement"] && form.dataset["asks"] === "secure") return { movement: form.dataset["movement"], places: places(String(body["places"])) };
  return body;
}

async function ask(form: HTMLFormElement): Promise<void> {
  const asks = form.dataset["asks"] ?? "";
  let body = bodyOf(form);
  try {
    if (["plan", "order", "check-in"].includes(asks)) body = await post<Body>(`/api/movements/${form.dataset["movement"] ?? ""}/prepare-${asks}`, body);
    await startAct({ type: TYPES[asks] ?? "", body, reason: "", about: "", choice: undefined });
  } catch (error) {
    notice("failed", inWords(error));
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target as HTMLFormElement;
  if (!form.dataset["asks"]) return;
  event.preventDefault();
  void ask(form);
});

document.body.addEventListener("record-signed", (event) => {
  const { type } = (event as CustomEvent<{ type: string }>).detail;
  document.querySelectorAll<HTMLDetailsElement>("details.form").forEach((form) => (form.open = false));
  if (type === "movement.requested/1") {
    const id = document.querySelector<HTMLInputElement>("#ask-movement")?.value ?? "";
    window.setTimeout(() => location.assign(`/movements/${id}`), 300);
  }
});
document.addEventListener("change", (event) => {
  const field = event.target as HTMLInputElement;
  if (field.matches("[data-plan-file]") && field.files?.[0]) void put(field, field.files[0]);
});

/** Keeps a plan file at our node, which checks it first. */
async function put(field: HTMLInputElement, file: File): Promise<void> {
  try {
    await postFile("/api/plans", file);
    notice("done", field.dataset["done"] ?? "");
    document.body.dispatchEvent(new CustomEvent("watch-changed"));
  } catch (error) {
    notice("failed", inWords(error));
  }
}

/** The forms are no living part: what somebody types must stay. They follow the stage, as the buttons do. */
let stage = stageNow();
function stageNow(): string {
  return document.querySelector<HTMLElement>("[data-stage]")?.dataset["stage"] ?? "";
}
document.body.addEventListener("htmx:after:swap", () => {
  if (stageNow() === stage) return;
  stage = stageNow();
  document.body.dispatchEvent(new CustomEvent("stage-changed"));
});

startSketch();
onKey("s", () => document.querySelector<HTMLElement>('[data-act="movement.stopped"]')?.click());
document.documentElement.dataset["movements"] = "ready";

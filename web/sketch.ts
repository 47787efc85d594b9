// Places drawn on the map of a plan: press where it is, pull as far as it reaches. What is drawn becomes a line of the
// form, which can still be changed and is signed like any other.
const UNITS_PER_CIRCLE_MIN = 4;
const METRES_PER_E7 = 111_195 / 1e7;
const CLICK_M = 40;

interface Scale {
  west: number;
  north: number;
  /** Degrees x 10^7 of a unit, eastward and northward. */
  east: number;
  up: number;
}

let pressed: { svg: SVGSVGElement; at: DOMPoint } | undefined;

export function startSketch(): void {
  document.addEventListener("pointerdown", (event) => {
    const svg = map(event.target);
    if (!svg || !list()) return;
    event.preventDefault();
    pressed = { svg, at: unitsOf(svg, event) };
  });
  document.addEventListener("pointerup", (event) => {
    const from = pressed;
    pressed = undefined;
    const text = list();
    if (!from || !text) return;
    const to = unitsOf(from.svg, event);
    add(text, from.svg, from.at, Math.hypot(to.x - from.at.x, to.y - from.at.y));
    show();
  });
  document.addEventListener("input", (event) => event.target === list() && show());
  document.body.addEventListener("htmx:after:swap", show);
}

function map(target: EventTarget | null): SVGSVGElement | null {
  return target instanceof Element ? target.closest<SVGSVGElement>(".plan-map svg[data-scale]") : null;
}

/** The form's list; there is none where nothing may be listed any more. */
function list(): HTMLTextAreaElement | null {
  return document.querySelector<HTMLTextAreaElement>("#secure-places");
}

function unitsOf(svg: SVGSVGElement, event: PointerEvent): DOMPoint {
  return new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM()?.inverse());
}

function scaleOf(svg: SVGSVGElement): Scale {
  const [west = 0, north = 0, east = 1, up = 1] = (svg.dataset["scale"] ?? "").split(" ").map(Number);
  return { west, north, east, up };
}

function add(text: HTMLTextAreaElement, svg: SVGSVGElement, at: DOMPoint, units: number): void {
  const { west, north, east, up } = scaleOf(svg);
  const kind = document.querySelector<HTMLSelectElement>("#secure-kind")?.value ?? "closed";
  const number = text.value.split("\n").filter((line) => line.trim()).length + 1;
  const place = `${((north - at.y * up) / 1e7).toFixed(5)},${((west + at.x * east) / 1e7).toFixed(5)}`;
  const metres = units < UNITS_PER_CIRCLE_MIN ? CLICK_M : Math.round(units * up * METRES_PER_E7);
  text.value = [text.value.trimEnd(), `${kind}:${kind} ${number}:${place}:${metres}`].filter(Boolean).join("\n");
  const form = text.closest("details");
  if (form) form.open = true;
}

/** Circles of the lines that are not signed yet. */
function show(): void {
  const svg = document.querySelector<SVGSVGElement>(".plan-map svg[data-scale]");
  const text = list();
  svg?.querySelectorAll(".sketch").forEach((circle) => circle.remove());
  if (!svg || !text) return;
  const { west, north, east, up } = scaleOf(svg);
  const signed = text.defaultValue.split("\n");
  for (const line of text.value.split("\n").filter((each) => each.trim() && !signed.includes(each))) {
    const [kind = "", , at = "", metres = ""] = line.split(":");
    const [lat = NaN, lon = NaN] = at.split(",").map((part) => Number(part) * 1e7);
    const circle = document.createElementNS(svg.namespaceURI, "circle") as SVGCircleElement;
    const [x, y, r] = [(lon - west) / east, (north - lat) / up, Number(metres) / METRES_PER_E7 / up];
    if (![x, y, r].every(Number.isFinite)) continue;
    for (const [name, value] of [["cx", x], ["cy", y], ["r", r]] as const) circle.setAttribute(name, value.toFixed(1));
    circle.setAttribute("class", `place sketch is-${kind}`);
    svg.append(circle);
  }
}

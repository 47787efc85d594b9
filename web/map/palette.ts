// The page's colours, read from the style sheet, so that map and page never differ.

const NAMES = [
  "map-ground", "map-road", "map-road-main", "map-road-casing", "map-ring", "map-ring-fill", "map-corridor", "map-asset", "map-text",
  "map-halo", "alarm", "due", "ok",
] as const;

export type Palette = Record<(typeof NAMES)[number], string>;

export function palette(): Palette {
  // A custom property gives back its text, light-dark() and all; a real property gives the colour.
  const probe = document.createElement("i");
  document.body.append(probe);
  const found = NAMES.map((name) => {
    probe.style.color = `var(--${name})`;
    return [name, getComputedStyle(probe).color];
  });
  probe.remove();
  return Object.fromEntries(found) as Palette;
}

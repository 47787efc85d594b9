// The page's colours, read from the style sheet, so that map and page never differ.

const NAMES = [
  "map-ground", "map-road", "map-road-main", "map-road-casing", "map-ring", "map-ring-fill", "map-corridor", "map-asset", "map-text",
  "map-halo", "alarm", "due", "ok",
] as const;

export type Palette = Record<(typeof NAMES)[number], string>;

export function palette(): Palette {
  const style = getComputedStyle(document.documentElement);
  return Object.fromEntries(NAMES.map((name) => [name, style.getPropertyValue(`--${name}`).trim()])) as Palette;
}

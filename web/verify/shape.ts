// Shapes of values: what a field may hold. A value that has a shape has exactly its fields, no more and no fewer,
// because the canonical spelling writes every field. A misfit is told with its path.
import { type Json, type JsonObject } from "./canonical.js";
import { Refused } from "./refusal.js";

/** Throws Refused with the path of what does not fit. */
export type Shape = (value: Json, path: string) => void;

function misfit(path: string, wanted: string): never {
  throw new Refused(`${path} is not ${wanted}`);
}

export function isObject(value: Json): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function integer(low = -Number.MAX_SAFE_INTEGER, high = Number.MAX_SAFE_INTEGER): Shape {
  return (value, path) => {
    if (typeof value !== "number" || value < low || value > high) misfit(path, `an integer from ${low} to ${high}`);
  };
}

/** A text of so many characters (Unicode code points). */
export function text(low = 0, high = Infinity): Shape {
  return (value, path) => {
    if (typeof value !== "string") misfit(path, "a text");
    const length = Array.from(value).length;
    if (length < low || length > high) misfit(path, `a text of ${low} to ${high} characters`);
  };
}

export function matching(pattern: RegExp, what: string): Shape {
  return (value, path) => {
    if (typeof value !== "string" || !pattern.test(value)) misfit(path, what);
  };
}

export function oneOf(...choices: readonly Json[]): Shape {
  return (value, path) => {
    if (!choices.includes(value)) misfit(path, choices.map((choice) => JSON.stringify(choice)).join(" or "));
  };
}

export const flag: Shape = (value, path) => {
  if (typeof value !== "boolean") misfit(path, "true or false");
};

export function orNull(shape: Shape): Shape {
  return (value, path) => {
    if (value !== null) shape(value, path);
  };
}

export function list(shape: Shape, low = 0, high = Infinity): Shape {
  return (value, path) => {
    if (!Array.isArray(value) || value.length < low || value.length > high) misfit(path, `a list of ${low} to ${high}`);
    (value as readonly Json[]).forEach((item, at) => shape(item, `${path}[${at}]`));
  };
}

/** A list with exactly these members. */
export function tuple(...shapes: readonly Shape[]): Shape {
  return (value, path) => {
    if (!Array.isArray(value) || value.length !== shapes.length) misfit(path, `a list of ${shapes.length}`);
    shapes.forEach((shape, at) => shape((value as readonly Json[])[at]!, `${path}[${at}]`));
  };
}

export function object(fields: Readonly<Record<string, Shape>>): Shape {
  const names = Object.keys(fields);
  return (value, path) => {
    if (!isObject(value)) misfit(path, "an object");
    for (const key in value) if (!Object.hasOwn(fields, key)) misfit(`${path}.${key}`, "a field here");
    for (const name of names) {
      if (!(name in value)) misfit(`${path}.${name}`, "missing, and must not be");
      fields[name]!(value[name]!, `${path}.${name}`);
    }
  };
}

/** An object that may leave out some fields: those, where their value says nothing more than their absence. */
export function withOptional(fields: Readonly<Record<string, Shape>>, optional: Readonly<Record<string, Shape>>): Shape {
  const whole = object({ ...fields, ...optional });
  return (value, path) => {
    if (!isObject(value)) misfit(path, "an object");
    const there = Object.keys(optional).filter((name) => name in value);
    if (there.length === Object.keys(optional).length) whole(value, path);
    else object({ ...fields, ...Object.fromEntries(there.map((name) => [name, optional[name]!])) })(value, path);
  };
}

/** An object whose keys are names of one kind. */
export function table(key: Shape, item: Shape, low = 0, high = Infinity): Shape {
  return (value, path) => {
    if (!isObject(value)) misfit(path, "an object");
    const names = Object.keys(value);
    if (names.length < low || names.length > high) misfit(path, `a table of ${low} to ${high}`);
    for (const name of names) {
      key(name, path);
      item(value[name]!, `${path}.${name}`);
    }
  };
}

/** One of several objects, told apart by the text in one field. */
export function tagged(field: string, kinds: Readonly<Record<string, Readonly<Record<string, Shape>>>>): Shape {
  const shapes = new Map(Object.entries(kinds).map(([kind, fields]) => [kind, object({ ...fields, [field]: oneOf(kind) })]));
  return (value, path) => {
    if (!isObject(value)) misfit(path, "an object");
    const kind = value[field];
    const shape = typeof kind === "string" ? shapes.get(kind) : undefined;
    if (!shape) misfit(`${path}.${field}`, [...shapes.keys()].join(" or "));
    shape(value, path);
  };
}

/** For shapes that hold themselves. */
export function later(shape: () => Shape): Shape {
  return (value, path) => shape()(value, path);
}

export function either(first: Shape, second: Shape): Shape {
  return (value, path) => {
    try {
      first(value, path);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      second(value, path);
    }
  };
}

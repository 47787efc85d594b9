// What is known of a kind of record.
import { type JsonObject } from "./canonical.js";
import { withOptional, type Shape } from "./shape.js";

export interface Kind {
  shape: Shape;
  signers: readonly string[];
  rank: number;
  /** The names in its body. */
  fields: readonly string[];
  /** The object that this act by that party changes. */
  about: (body: JsonObject, party: string) => string;
}

type Fields = Readonly<Record<string, Shape>>;

/** optional: fields that are written only where they say something. */
export function kind(fields: Fields, signers: string, about: Kind["about"], rank = 0, optional: Fields = {}): Kind {
  const names = [...Object.keys(fields), ...Object.keys(optional)];
  return { shape: withOptional(fields, optional), fields: names, signers: signers.split(" "), about, rank };
}

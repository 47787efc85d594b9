// Why something is refused: the reason for people, and its place in the pack.

/** The bytes are not a pack: `where` is a file in it, or a byte. */
export class PackRefused extends Error {
  constructor(
    readonly what: string,
    readonly where: string,
  ) {
    super(`${where}: ${what}`);
  }
}

/** A value, a signature or a rule that cannot be used, with the reason. */
export class Refused extends Error {}

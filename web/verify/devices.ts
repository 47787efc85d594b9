// Which devices each party has enrolled.
import { type Placed } from "./place.js";

export class Devices {
  private readonly enrolled = new Set<string>();

  reduce({ entry }: Placed): string | null {
    const { body, party, type, object } = entry.record;
    if (type === "device.retired/1") {
      return this.enrolled.delete(object) ? null : `${party} has enrolled no ${body.kind} device ${body.device}`;
    }
    if ((body.proof === "none") !== (body.secret_sha256 === null)) return "a device proves itself with a secret whose digest is given, or without any";
    this.enrolled.add(object);
    return null;
  }
}

// A pack's outer form: a zip (APPNOTE 6.3.10) of stored files in one spelling. Reading goes from the first byte to the
// last and accepts only what writing would give, so no byte can be changed, added or hidden.
import { isEqual, type Bytes } from "./bytes.js";
import { PackRefused } from "./refusal.js";

const PACK_BYTES_MAX = 256 * 1024 * 1024;
const FILES_MAX = 10_000;
const NAME_BYTES_MAX = 200;
const LOCAL_BYTES = 30;
const CENTRAL_BYTES = 46;
const END_BYTES = 22;
const LOCAL_SIGN = 0x04034b50;
const NEEDS = 20;
/** Of 1980-01-01. */
const DATE = 0x0021;
const NAME = /^[a-z0-9][a-z0-9._+-]*(?:\/[a-z0-9][a-z0-9._+-]*){0,2}$/;

const CRC = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let bit = 0; bit < 8; bit++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c;
});

function crc32(raw: Bytes): number {
  let crc = 0xffffffff;
  for (let at = 0; at < raw.length; at++) crc = CRC[(crc ^ raw[at]!) & 0xff]! ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

interface Sum {
  name: string;
  crc: number;
  size: number;
}

/** Throws PackRefused where no pack can be that large. */
export function checkSize(size: number): void {
  if (size > PACK_BYTES_MAX) throw new PackRefused(`a pack has at most ${PACK_BYTES_MAX / 2 ** 20} MiB`, `byte ${PACK_BYTES_MAX}`);
}

/** The files of a pack by name. Throws PackRefused. */
export function readArchive(raw: Bytes): Map<string, Bytes> {
  checkSize(raw.length);
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  const files = new Map<string, Bytes>();
  const sums: Sum[] = [];
  let at = 0;
  while (at + 4 <= raw.length && view.getUint32(at, true) === LOCAL_SIGN) {
    if (sums.length === FILES_MAX) throw new PackRefused(`more than ${FILES_MAX} files`, `byte ${at}`);
    const { name, crc, size, start } = readLocal(raw, view, at);
    const last = sums.at(-1);
    if (last && name <= last.name) throw new PackRefused("is there twice, or out of order", name);
    const content = raw.subarray(start, start + size);
    if (content.length !== size) throw new PackRefused(`is cut off: ${content.length} of ${size} bytes`, name);
    if (crc32(content) !== crc) throw new PackRefused("its bytes do not match their checksum: something changed them", name);
    sums.push({ name, crc, size });
    files.set(name, content);
    at = start + size;
  }
  if (!sums.length) throw new PackRefused("this is no pack: a pack begins with its first file", "byte 0");
  checkEnd(raw.subarray(at), directory(sums), at);
  return files;
}

function readLocal(raw: Bytes, view: DataView, at: number): Sum & { start: number } {
  const where = `byte ${at}`;
  if (raw.length < at + LOCAL_BYTES) throw new PackRefused("the file is cut off", where);
  const method = view.getUint16(at + 8, true), crc = view.getUint32(at + 14, true);
  const packed = view.getUint32(at + 18, true), size = view.getUint32(at + 22, true), length = view.getUint16(at + 26, true);
  if (length > NAME_BYTES_MAX) throw new PackRefused(`a name of ${length} bytes`, where);
  const start = at + LOCAL_BYTES + length;
  const name = String.fromCharCode(...raw.subarray(at + LOCAL_BYTES, start));
  if (!NAME.test(name)) throw new PackRefused(`no name of a file in a pack: ${JSON.stringify(name.slice(0, 60))}`, where);
  if (method !== 0 || packed !== size) throw new PackRefused("is compressed; a pack's files are stored as they are", name);
  if (!isEqual(raw.subarray(at, start), local({ name, crc, size }))) {
    throw new PackRefused("its header is not as a pack has it (version, date, flags or extra fields)", name);
  }
  return { name, crc, size, start };
}

function local({ name, crc, size }: Sum): Bytes {
  const view = new DataView(new ArrayBuffer(LOCAL_BYTES + name.length));
  view.setUint32(0, LOCAL_SIGN, true);
  view.setUint16(4, NEEDS, true);
  view.setUint16(12, DATE, true);
  view.setUint32(14, crc, true);
  view.setUint32(18, size, true);
  view.setUint32(22, size, true);
  view.setUint16(26, name.length, true);
  return named(view, LOCAL_BYTES, name);
}

function named(view: DataView, at: number, name: string): Bytes {
  for (let letter = 0; letter < name.length; letter++) view.setUint8(at + letter, name.charCodeAt(letter));
  return new Uint8Array(view.buffer as ArrayBuffer);
}

/** The list of files at the end, and the record that closes the archive. */
function directory(sums: readonly Sum[]): Bytes {
  const listed = sums.reduce((sum, { name }) => sum + CENTRAL_BYTES + name.length, 0);
  const whole = new Uint8Array(listed + END_BYTES);
  let at = 0, offset = 0;
  for (const { name, crc, size } of sums) {
    const view = new DataView(whole.buffer, at, CENTRAL_BYTES);
    view.setUint32(0, 0x02014b50, true);
    view.setUint16(4, 0x0314, true); // by the rules of version 2.0, with Unix file modes
    view.setUint16(6, NEEDS, true);
    view.setUint16(14, DATE, true);
    view.setUint32(16, crc, true);
    view.setUint32(20, size, true);
    view.setUint32(24, size, true);
    view.setUint16(28, name.length, true);
    view.setUint32(38, 0o100644 * 0x10000, true);
    view.setUint32(42, offset, true);
    named(new DataView(whole.buffer), at + CENTRAL_BYTES, name);
    at += CENTRAL_BYTES + name.length;
    offset += LOCAL_BYTES + name.length + size;
  }
  const view = new DataView(whole.buffer, at, END_BYTES);
  view.setUint32(0, 0x06054b50, true);
  view.setUint16(8, sums.length, true);
  view.setUint16(10, sums.length, true);
  view.setUint32(12, listed, true);
  view.setUint32(16, offset, true);
  return whole;
}

function checkEnd(found: Bytes, expected: Bytes, at: number): void {
  if (!found.length) throw new PackRefused("the file is cut off: its list of files is missing", `byte ${at}`);
  const shared = Math.min(found.length, expected.length);
  for (let off = 0; off < shared; off++) {
    if (found[off] !== expected[off]) throw new PackRefused("the list of files at the end is not the one of these files", `byte ${at + off}`);
  }
  if (found.length < expected.length) throw new PackRefused("the file is cut off inside its list of files", `byte ${at + shared}`);
  if (found.length > expected.length) throw new PackRefused(`${found.length - shared} bytes follow the end of the pack`, `byte ${at + shared}`);
}

// Checks that an officer has made at the gate, kept on the phone until the node has them: nothing is lost on a bad link.
import { concat, toHex, utf8 } from "../sign/bytes.js";
import { PAYLOAD_TYPE } from "../sign/dsse.js";

export interface Check {
  id: string;
  key: string;
  asset: string;
  zone: string;
  finding: string;
  note: string;
  /** When the officer looked, by the node's clock. */
  atMs: number;
  /** Signed and perhaps handed over: the record it would be. */
  record?: string;
  /** The receipt: its place in the party's log. */
  index?: number;
  refused?: string;
}

const STORE = "checks";
const KEPT = 50;

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open("safeconduct-gate", 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "id" });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("this browser keeps nothing"));
  });
}

async function run<T>(mode: IDBTransactionMode, act: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const database = await open();
  try {
    return await new Promise<T>((resolve, reject) => {
      const transaction = database.transaction(STORE, mode, { durability: "strict" });
      const request = act(transaction.objectStore(STORE));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onerror = transaction.onabort = () => reject(transaction.error ?? new Error("this browser keeps nothing"));
    });
  } finally {
    database.close();
  }
}

/** In the order in which they were made. */
export async function all(): Promise<Check[]> {
  const checks = await run<Check[]>("readonly", (store) => store.getAll() as IDBRequest<Check[]>);
  return checks.sort((a, b) => a.atMs - b.atMs || a.id.localeCompare(b.id));
}

export async function keep(check: Check): Promise<void> {
  await run("readwrite", (store) => store.put(check));
}

/** Forgets the oldest of those that are done. */
export async function prune(): Promise<void> {
  const done = (await all()).filter((check) => !isWaiting(check));
  for (const check of done.slice(0, -KEPT)) await run("readwrite", (store) => store.delete(check.id));
}

export function isWaiting(check: Check): boolean {
  return check.index === undefined && check.refused === undefined;
}

/** The id that the record has in the log, if the node took it: the leaf hash (RFC 6962) of its envelope. */
export async function recordId(payload: string, keyid: string, sig: string): Promise<string> {
  const entry = utf8(`{"payload":"${payload}","payloadType":"${PAYLOAD_TYPE}","signatures":[{"keyid":"${keyid}","sig":"${sig}"}]}`);
  return toHex(new Uint8Array(await crypto.subtle.digest("SHA-256", concat(new Uint8Array([0]), entry))));
}

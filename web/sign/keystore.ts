// Keys that this browser keeps, in IndexedDB, as CryptoKeys that cannot be exported.
// A key that shall not be kept is not offered again, and is forgotten after a day.
import type { OfficerKey } from "./keyfile.js";

interface Kept extends OfficerKey {
  /** False: asked not to be remembered; offered to no one on the sign-in page. */
  isKept: boolean;
  savedMs: number;
}

const FORGET_AFTER_MS = 24 * 3600 * 1000;

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open("safeconduct", 1);
    request.onupgradeneeded = () => request.result.createObjectStore("keys", { keyPath: "id" });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("this browser keeps no keys"));
  });
}

async function run<T>(mode: IDBTransactionMode, act: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const database = await open();
  try {
    return await new Promise<T>((resolve, reject) => {
      const request = act(database.transaction("keys", mode).objectStore("keys"));
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error ?? new Error("this browser keeps no keys"));
    });
  } finally {
    database.close();
  }
}

export async function save(key: OfficerKey, isKept: boolean): Promise<void> {
  await run("readwrite", (store) => store.put({ ...key, isKept, savedMs: Date.now() } satisfies Kept));
}

export async function find(id: string): Promise<OfficerKey | undefined> {
  return run<Kept | undefined>("readonly", (store) => store.get(id) as IDBRequest<Kept | undefined>);
}

/** Keys to offer for sign-in. Forgets those that were not to be kept and have had their day. */
export async function kept(): Promise<OfficerKey[]> {
  const all = await run<Kept[]>("readonly", (store) => store.getAll() as IDBRequest<Kept[]>);
  for (const key of all) if (!key.isKept && Date.now() - key.savedMs > FORGET_AFTER_MS) await forget(key.id);
  return all.filter((key) => key.isKept);
}

export async function forget(id: string): Promise<void> {
  await run("readwrite", (store) => store.delete(id));
}

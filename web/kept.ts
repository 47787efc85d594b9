// Keeps pages and what they are made of on the phone, for a service worker: from the network where there is one, else
// as last seen.

interface Happening {
  request: Request;
  respondWith(answer: Promise<Response>): void;
  waitUntil(done: Promise<unknown>): void;
}

/** What is kept, under which name, and which answers may take the place of what is kept already. */
export interface Keeping {
  cache: string;
  isKept(url: URL): boolean;
  mayReplace(fresh: Response): boolean;
  match: CacheQueryOptions;
}

const worker = self as unknown as {
  addEventListener(type: "fetch" | "install" | "activate", listener: (event: Happening) => void): void;
  skipWaiting(): Promise<void>;
  clients: { claim(): Promise<void> };
};

export function keep(keeping: Keeping): void {
  worker.addEventListener("install", (event) => event.waitUntil(worker.skipWaiting()));
  worker.addEventListener("activate", (event) => event.waitUntil(worker.clients.claim()));
  worker.addEventListener("fetch", (event) => {
    const { request } = event;
    if (request.method === "GET" && keeping.isKept(new URL(request.url))) event.respondWith(answer(request, keeping));
  });
}

async function answer(request: Request, { cache: name, mayReplace, match }: Keeping): Promise<Response> {
  const cache = await caches.open(name);
  try {
    const fresh = await fetch(request);
    if (mayReplace(fresh)) await cache.put(request, fresh.clone());
    return fresh;
  } catch (error) {
    const kept = await cache.match(request, match);
    if (kept) return kept;
    throw error;
  }
}

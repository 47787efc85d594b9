// Keeps the gate's page, what it is made of and what it knows on the phone: from the network, else as last seen.
export {};

const CACHE = "safeconduct-gate-1";
const KEPT = /^\/(gate|api\/gate|static\/.*)$/;

interface Happening {
  request: Request;
  respondWith(answer: Promise<Response>): void;
  waitUntil(done: Promise<unknown>): void;
}

const worker = self as unknown as {
  addEventListener(type: "fetch" | "install" | "activate", listener: (event: Happening) => void): void;
  skipWaiting(): Promise<void>;
  clients: { claim(): Promise<void> };
};

worker.addEventListener("install", (event) => event.waitUntil(worker.skipWaiting()));
worker.addEventListener("activate", (event) => event.waitUntil(worker.clients.claim()));
worker.addEventListener("fetch", (event) => {
  if (event.request.method === "GET" && KEPT.test(new URL(event.request.url).pathname)) event.respondWith(answer(event.request));
});

async function answer(request: Request): Promise<Response> {
  const cache = await caches.open(CACHE);
  try {
    const fresh = await fetch(request);
    // A page that sends to the sign-in must not take the place of the one that works without a link.
    if (fresh.ok && !fresh.redirected) await cache.put(request, fresh.clone());
    return fresh;
  } catch (error) {
    const kept = await cache.match(request, { ignoreVary: true });
    if (kept) return kept;
    throw error;
  }
}

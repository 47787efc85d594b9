// Requests to the node. A refusal carries what happened and what to do next; both are shown to the person.

export class Refused extends Error {
  constructor(
    what: string,
    readonly next: string | undefined,
    readonly status: number,
  ) {
    super(what);
  }
}

export async function post<T>(path: string, body: unknown): Promise<T> {
  return read<T>(
    await fetch(path, {
      method: "POST",
      headers: { "content-type": "application/json", accept: "application/json" },
      body: JSON.stringify(body),
    }),
  );
}

/** A file as it is. */
export async function postFile<T>(path: string, file: Blob): Promise<T> {
  return read<T>(await fetch(path, { method: "POST", headers: { accept: "application/json" }, body: file }));
}

export async function get<T>(path: string): Promise<T> {
  return read<T>(await fetch(path, { headers: { accept: "application/json" } }));
}

async function read<T>(response: Response): Promise<T> {
  const text = await response.text();
  if (response.ok) return (text ? JSON.parse(text) : undefined) as T;
  let told: { error?: string; next?: string } = {};
  try {
    told = JSON.parse(text) as typeof told;
  } catch {
    // Not from the node's own handlers: the status line is all there is to tell.
  }
  throw new Refused(told.error ?? `${response.status} ${response.statusText}`, told.next, response.status);
}

import {
  type Client,
  ClientError,
  createClient,
  type Id,
  type Item,
  type ServedModel,
} from '@org/client';

/** The failed call, in a sentence for readers. */
export function failureOf(error: unknown): string {
  if (!(error instanceof ClientError)) return String(error);
  if (error.code === 'no-answer') return 'The server cannot be reached.';
  return sentence(error.message);
}

/**
 * The server's API, as this page calls it: each call once, as the page says what failed, and as readers see it.
 *
 * @param key The bearer key, if the server needs one.
 */
export function pageClient(key: string | undefined): Client {
  return createClient({
    ...{ url: window.location.origin, key, retries: 0, timeout: 60_000 },
    fetch: (request) => fetch(request, { cache: 'no-store' }),
  });
}

/** With a capital letter and a full stop. */
function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`;
}

/** Whether the server knows nothing of that name. */
export function isMissing(error: unknown): boolean {
  return error instanceof ClientError && error.status === 404;
}

/** The name of an item for readers. */
export function labelOf({ id, title }: Item): string {
  return title ?? `Item ${id}`;
}

/** Different for `5` and `'5'`, which are different ids. */
export function keyOf(id: Id): string {
  return `${typeof id}:${id}`;
}

/** The name of a model in requests; undefined if the server has only one. */
export function referenceOf({ name, alias }: ServedModel): string | undefined {
  return alias === undefined ? undefined : `${name}@${alias}`;
}

import { createReadStream } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readError } from '@org/files';
import { requireSafe, shownUrl } from './artifact-url.js';
import { RegistryError } from './error.js';

export interface DownloadOptions {
  /** Bytes of the content at the most. */
  readonly maxBytes: number;
  /** Milliseconds without a byte after which the server counts as gone. */
  readonly timeout: number;
  /** The hash that the content must have; it is checked by whoever reads it. */
  readonly sha256?: string | undefined;
}

const MAX_REDIRECTS = 5;

/**
 * The bytes of a URL, part by part.
 *
 * @throws RegistryError `fetch-failed`, `too-large`, `invalid-url` where a redirect leads to one that is refused;
 * FileError `missing`, `read-failed`.
 */
export async function* download(url: URL, options: DownloadOptions): AsyncGenerator<Uint8Array> {
  const { maxBytes } = options;
  let received = 0;
  for await (const part of url.protocol === 'file:' ? readParts(url) : fetchParts(url, options)) {
    received += part.length;
    if (received > maxBytes) {
      throw new RegistryError(
        'too-large',
        `${shownUrl(url)} has more than ${maxBytes} bytes, which is more than a model may have`,
      );
    }
    yield part;
  }
}

async function* readParts(url: URL): AsyncGenerator<Uint8Array> {
  const path = fileURLToPath(url);
  try {
    yield* createReadStream(path, { highWaterMark: 2 ** 20 });
  } catch (cause) {
    throw readError(path, cause);
  }
}

async function* fetchParts(
  start: URL,
  { timeout, sha256 }: DownloadOptions,
): AsyncGenerator<Uint8Array> {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const wait = () => {
    clearTimeout(timer);
    timer = setTimeout(() => controller.abort(), timeout);
  };
  const failed = (url: URL, cause: unknown) => {
    const reason = controller.signal.aborted
      ? `no data came for ${timeout} ms`
      : reasonOf(cause).replaceAll(withoutLogin(url).href, shownUrl(url));
    return new RegistryError('fetch-failed', `${shownUrl(url)} cannot be fetched: ${reason}`, {
      cause,
    });
  };
  const login = loginOf(start);
  try {
    let url = start;
    for (let redirects = 0; ; redirects += 1) {
      wait();
      const response = await fetch(withoutLogin(url), {
        redirect: 'manual',
        signal: controller.signal,
        // The hash is that of the bytes as they are stored.
        headers: { 'accept-encoding': 'identity', ...(url.origin === start.origin && login) },
      }).catch((cause: unknown) => {
        throw failed(url, cause);
      });
      const location = response.headers.get('location');
      if (response.status >= 300 && response.status < 400 && location !== null) {
        await response.body?.cancel();
        if (redirects === MAX_REDIRECTS) throw failed(start, 'it redirects too often');
        url = redirected(url, location, sha256);
        continue;
      }
      if (response.status !== 200 || response.body === null) {
        await response.body?.cancel();
        throw failed(url, `the server answers ${response.status}`);
      }
      try {
        for await (const part of response.body) {
          wait();
          yield part;
          // Whoever takes its time over a part is not the server.
          wait();
        }
      } catch (cause) {
        throw failed(url, cause);
      }
      return;
    }
  } finally {
    clearTimeout(timer);
    controller.abort();
  }
}

/** The user and the password of a URL as a header; `fetch` takes no URL with them. */
function loginOf({ username, password }: URL): { readonly authorization?: string } {
  if (username === '' && password === '') return {};
  const login = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { authorization: `Basic ${Buffer.from(login).toString('base64')}` };
}

function withoutLogin(url: URL): URL {
  const bare = new URL(url);
  bare.username = '';
  bare.password = '';
  return bare;
}

function redirected(from: URL, location: string, sha256: string | undefined): URL {
  const to = URL.canParse(location, from.href) ? new URL(location, from) : undefined;
  if (to === undefined || !['http:', 'https:'].includes(to.protocol)) {
    throw new RegistryError(
      'invalid-url',
      `${shownUrl(from)} redirects to something other than an http: or https: URL`,
    );
  }
  requireSafe(to, sha256);
  return to;
}

/** What went wrong on the way, in a few words. */
function reasonOf(cause: unknown): string {
  if (typeof cause === 'string') return cause;
  for (let error = cause; error instanceof Error; error = error.cause) {
    if ('code' in error && typeof error.code === 'string') {
      return REASONS[error.code] ?? error.code;
    }
    if (error.cause === undefined) return error.message;
  }
  return String(cause);
}

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'no server listens there',
  ENOTFOUND: 'the host does not exist',
  EAI_AGAIN: 'the name of the host cannot be looked up',
  ECONNRESET: 'the connection broke',
  UND_ERR_SOCKET: 'the connection broke',
  UND_ERR_CONNECT_TIMEOUT: 'the server cannot be reached',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'the answer ended too early',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is signed by itself',
};

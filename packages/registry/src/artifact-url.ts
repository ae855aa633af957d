import { RegistryError } from './error.js';

/** Where an artifact is, and the hash that its archive must have. */
export interface ArtifactUrl {
  readonly url: URL;
  /** The hash of the archive. Where `url` is that of a folder: the hash of `config.json`, which names the hashes of the other files. */
  readonly sha256?: string;
}

/** What is read of an artifact's place. */
export const ARTIFACT_URLS =
  'an https: or file: URL of a .tar or .tar.gz, or, with / at the end, of a folder; http: on this machine, or with #sha256=…';

const SCHEME = /^(https?|file):/i;

/** Whether a place of an artifact is a URL rather than a path. */
export function isArtifactUrl(place: string): boolean {
  return /^[a-z][a-z0-9+.-]+:\/\//i.test(place) || SCHEME.test(place);
}

/**
 * Reads the URL of an artifact, with its hash as a fragment: `https://host/model.tar.gz#sha256=<64 digits>`.
 *
 * @param sha256 the hash, where it is not in the URL.
 * @throws RegistryError `invalid-url`. No message holds what may be secret in a URL: its user, password and query.
 */
export function parseArtifactUrl(place: string, sha256?: string): ArtifactUrl {
  const url = URL.canParse(place) ? new URL(place) : undefined;
  if (url === undefined || !SCHEME.test(url.protocol)) {
    const scheme = /^[a-z0-9+.-]+:/i.exec(place)?.[0];
    const advice =
      scheme?.toLowerCase() === 's3:'
        ? 'make a presigned https: URL, e.g. by `aws s3 presign`'
        : `expected ${ARTIFACT_URLS}`;
    throw new RegistryError(
      'invalid-url',
      `${scheme ?? 'the text'} is not a URL that can be fetched: ${advice}`,
    );
  }
  const fragment = url.hash.slice(1);
  const [, inUrl] = /^sha256=(.*)$/.exec(fragment) ?? [];
  if (fragment !== '' && inUrl === undefined) {
    throw new RegistryError('invalid-url', `${shownUrl(url)} ends with #…: expected #sha256=…`);
  }
  if (inUrl !== undefined && sha256 !== undefined && inUrl.toLowerCase() !== sha256.toLowerCase()) {
    throw new RegistryError(
      'invalid-url',
      `${shownUrl(url)} names a hash other than the expected one`,
    );
  }
  const hash = (sha256 ?? inUrl)?.toLowerCase();
  if (hash !== undefined && !/^[0-9a-f]{64}$/.test(hash)) {
    throw new RegistryError(
      'invalid-url',
      `a SHA-256 hash has 64 hexadecimal digits, got ${hash.length} characters`,
    );
  }
  url.hash = '';
  requireSafe(url, hash);
  return { url, ...(hash !== undefined && { sha256: hash }) };
}

/**
 * Refuses what somebody on the way could change: plain HTTP, but for this machine and for content whose hash is known.
 *
 * @throws RegistryError `invalid-url`.
 */
export function requireSafe(url: URL, sha256: string | undefined): void {
  if (url.protocol !== 'http:' || sha256 !== undefined || isLoopback(url.hostname)) return;
  throw new RegistryError(
    'invalid-url',
    `${shownUrl(url)} can be changed on the way: take https:, or add the hash of the content as #sha256=…`,
  );
}

/** A URL to show: without user, password and query, where keys may be. */
export function shownUrl({ protocol, host, pathname }: URL): string {
  return `${protocol}//${host}${pathname}`;
}

/** Where a folder's file is. */
export function fileIn(folder: URL, name: string): URL {
  const file = new URL(folder);
  file.pathname += name;
  return file;
}

/** Whether a URL is that of a folder. */
export function isFolder({ pathname }: URL): boolean {
  return pathname.endsWith('/');
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}

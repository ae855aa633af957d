import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, readdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import {
  type ArtifactConfig,
  ArtifactError,
  artifactFiles,
  copyArtifact,
  readArtifactConfig,
  verifyArtifact,
} from '@org/artifact/files';
import { scratchDirectory } from '@org/files';
import { fileIn, isFolder, parseArtifactUrl, shownUrl } from './artifact-url.js';
import { download } from './download.js';
import { RegistryError } from './error.js';
import { unpack } from './unpack.js';

interface FetchOptions {
  /** The hash of the archive, or of a folder's `config.json`, where the URL has none. 64 hexadecimal digits. */
  readonly sha256?: string;
  /** Bytes at the most, of the archive and of its files. Default 16 GiB. */
  readonly maxBytes?: number;
  /** Milliseconds without a byte after which the server counts as gone. Default 30,000. */
  readonly timeout?: number;
}

export interface FetchArtifactOptions extends FetchOptions {
  /** The directory to write. One that holds other things is refused; one that holds this very model stays. */
  readonly to: string;
}

export interface CacheArtifactOptions extends FetchOptions {
  /** A directory in which each artifact has a folder, named by its hash. */
  readonly cache: string;
}

export interface FetchedArtifact {
  readonly directory: string;
  readonly config: ArtifactConfig;
  /** The hash of what was fetched: write it into the URL to get the same again, or nothing. */
  readonly sha256: string;
}

const DEFAULTS = { maxBytes: 2 ** 34, timeout: 30_000 } as const;
/** A configuration is read before anything is known of the rest. */
const MAX_CONFIG_BYTES = 2 ** 24;

/**
 * Fetches an artifact by its URL: a .tar or .tar.gz, or a folder that holds its files (a URL that ends with `/`). It is in its
 * place once all of it was fetched and every file has its hash.
 *
 * @throws RegistryError `invalid-url`, `fetch-failed`, `wrong-hash`, `too-large`, `bad-archive`, `conflict`;
 * ArtifactError `corrupt`; FileError.
 */
export async function fetchArtifact(
  place: string,
  { to, ...options }: FetchArtifactOptions,
): Promise<FetchedArtifact> {
  const target = resolve(to);
  const there = await readdir(target).catch(() => []);
  const before =
    there.length === 0 ? undefined : await verifyArtifact(target).catch(() => undefined);
  if (there.length > 0 && before === undefined) {
    throw new RegistryError('conflict', `${to} holds other things: choose a new directory`);
  }
  return fetching(place, dirname(target), options, async (fetched) => {
    const { config, sha256 } = fetched;
    if (before === undefined) await copyArtifact(fetched.directory, target);
    else if (before.sha256['config.json'] !== config.sha256['config.json']) {
      throw new RegistryError(
        'conflict',
        `${to} holds another model, version ${before.version}: choose a new directory`,
      );
    }
    return { directory: target, config, sha256 };
  });
}

/**
 * The same, into a cache: what the cache holds under the hash of the URL is taken from there, without the network.
 *
 * @throws what {@link fetchArtifact} throws.
 */
export async function cachedArtifact(
  place: string,
  { cache, ...options }: CacheArtifactOptions,
): Promise<FetchedArtifact> {
  const { sha256 } = parseArtifactUrl(place, options.sha256);
  if (sha256 !== undefined) {
    const directory = join(resolve(cache), sha256);
    const config = await verifyArtifact(directory).catch(() => undefined);
    if (config !== undefined) return { directory, config, sha256 };
  }
  return fetching(place, resolve(cache), options, async (fetched) => {
    const directory = join(resolve(cache), fetched.sha256);
    await copyArtifact(fetched.directory, directory);
    return { ...fetched, directory };
  });
}

/** Fetches into a directory that is gone afterwards. */
async function fetching<Result>(
  place: string,
  parent: string,
  { maxBytes = DEFAULTS.maxBytes, timeout = DEFAULTS.timeout, ...options }: FetchOptions,
  use: (fetched: FetchedArtifact) => Promise<Result>,
): Promise<Result> {
  const { url, sha256: wanted } = parseArtifactUrl(place, options.sha256);
  await mkdir(parent, { recursive: true });
  return scratchDirectory(parent, async (directory) => {
    const limits = { maxBytes, timeout, sha256: wanted };
    const shown = shownUrl(url);
    const sha256 = isFolder(url)
      ? await fetchFolder(url, directory, limits)
      : await fetchArchive(url, directory, limits);
    try {
      return await use({ directory, config: await verifyArtifact(directory), sha256 });
    } catch (error) {
      throw ofSource(error, directory, shown);
    }
  });
}

interface Limits {
  readonly maxBytes: number;
  readonly timeout: number;
  readonly sha256: string | undefined;
}

async function fetchArchive(url: URL, directory: string, limits: Limits): Promise<string> {
  const hash = createHash('sha256');
  const hashed = async function* () {
    for await (const part of download(url, limits)) {
      hash.update(part);
      yield part;
    }
  };
  const { maxBytes } = limits;
  try {
    await unpack(hashed(), directory, { source: shownUrl(url), maxBytes });
  } catch (error) {
    // What was changed on the way is mostly no archive either, and that it was changed says more.
    if (error instanceof RegistryError && error.code === 'bad-archive') {
      requireHash(hash.digest('hex'), url, limits);
    }
    throw error;
  }
  return requireHash(hash.digest('hex'), url, limits);
}

async function fetchFolder(url: URL, directory: string, limits: Limits): Promise<string> {
  const fetchFile = async (name: string, maxBytes: number): Promise<string> => {
    const hash = createHash('sha256');
    const parts = async function* () {
      for await (const part of download(fileIn(url, name), { ...limits, maxBytes })) {
        hash.update(part);
        yield part;
      }
    };
    await pipeline(parts, createWriteStream(join(directory, name), { flags: 'wx' }));
    return hash.digest('hex');
  };
  const config = 'config.json';
  const sha256 = await fetchFile(config, MAX_CONFIG_BYTES);
  requireHash(sha256, fileIn(url, config), limits);
  let names: readonly string[];
  try {
    names = artifactFiles(await readArtifactConfig(directory));
  } catch (error) {
    throw ofSource(error, directory, shownUrl(url));
  }
  for (const name of names) if (name !== config) await fetchFile(name, limits.maxBytes);
  return sha256;
}

function requireHash(found: string, url: URL, { sha256: wanted = found }: Limits): string {
  if (found === wanted) return found;
  throw new RegistryError(
    'wrong-hash',
    `${shownUrl(url)} is not what was wanted: its SHA-256 is ${found}, expected ${wanted}`,
  );
}

/** An error about fetched files names where they come from. */
function ofSource(error: unknown, directory: string, source: string): unknown {
  if (!(error instanceof Error) || !error.message.includes(directory)) return error;
  const message = error.message
    .replaceAll(`${directory}/`, '')
    .replaceAll(directory, source)
    .replace(/; (train or export|undo the change).*$/, '');
  return new ArtifactError('corrupt', `${source}: ${message}`, { cause: error });
}

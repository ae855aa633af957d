import { createHash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { AtomicFile, sha256, writeError } from '@org/files';
import { TextEncoderError } from './error.js';

/** The URL and the hash of a model's file. */
export interface RemoteFile {
  readonly url: string;
  /** SHA-256 in hex. */
  readonly sha256: string;
}

export interface DownloadProgress {
  readonly file: string;
  /** The bytes received so far. */
  readonly done: number;
  /** The bytes of the whole file, if the server gives them. */
  readonly total: number | undefined;
}

export interface DownloadOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: DownloadProgress) => void) | undefined;
}

/**
 * Downloads the files of a model into a folder, for `loadTextEncoder`. A file gets its name when it is complete
 * and its hash is right. A file that already has the right hash is not downloaded again.
 *
 * @param files By name in the folder: `config.json`, `tokenizer.json`, `model.safetensors`
 * @throws TextEncoderError `download-failed`, `invalid-option`; FileError `write-failed`; the reason of `signal`.
 */
export async function downloadTextEncoder(
  folder: string,
  files: Readonly<Record<string, RemoteFile>>,
  options: DownloadOptions = {},
): Promise<void> {
  for (const [name, { sha256: hash }] of Object.entries(files)) {
    if (basename(name) !== name || name.startsWith('.')) {
      throw new TextEncoderError('invalid-option', `'${name}' is not a file name`);
    }
    if (!/^[0-9a-f]{64}$/i.test(hash)) {
      throw new TextEncoderError(
        'invalid-option',
        `sha256 of ${name} is 64 hexadecimal digits, got '${hash}'`,
      );
    }
  }
  await mkdir(folder, { recursive: true }).catch((cause: unknown) => {
    throw writeError(folder, cause);
  });
  for (const [name, remote] of Object.entries(files)) {
    const path = join(folder, name);
    if ((await hashOf(path)) === remote.sha256.toLowerCase()) continue;
    const file = await AtomicFile.create(path);
    try {
      await fetchInto(file, name, remote, options);
      await file.seal();
      await file.publish();
    } catch (error) {
      await file.discard();
      throw error;
    }
  }
}

async function fetchInto(
  file: AtomicFile,
  name: string,
  { url, sha256: expected }: RemoteFile,
  { signal, onProgress }: DownloadOptions,
): Promise<void> {
  const failed = (what: string, cause?: unknown): TextEncoderError => {
    signal?.throwIfAborted();
    return new TextEncoderError('download-failed', `${url} ${what}`, { file: file.path, cause });
  };
  const response = await fetch(url, { signal: signal ?? null }).catch((cause: unknown) => {
    throw failed(`cannot be downloaded: ${reasonOf(cause)}`, cause);
  });
  if (!response.ok || response.body === null) {
    await response.body?.cancel();
    throw failed(`cannot be downloaded: the server answers ${response.status}`);
  }
  const length = response.headers.get('content-length');
  // A compressed answer has another length than the file.
  const counted = length !== null && response.headers.get('content-encoding') === null;
  const total = counted ? Number(length) : undefined;
  const hash = createHash('sha256');
  const chunks = response.body[Symbol.asyncIterator]();
  for (let done = 0; ; ) {
    const { value } = await chunks.next().catch((cause: unknown) => {
      throw failed(`broke off after ${done} bytes: ${reasonOf(cause)}`, cause);
    });
    if (value === undefined) break;
    hash.update(value);
    await file.handle.writeFile(value).catch((cause: unknown) => {
      throw writeError(file.path, cause);
    });
    done += value.length;
    onProgress?.({ file: name, done, total });
  }
  const found = hash.digest('hex');
  if (found !== expected.toLowerCase()) {
    throw failed(`has the SHA-256 ${found}, expected ${expected}`);
  }
}

/** The SHA-256 of a file; undefined if it is missing or cannot be read. */
async function hashOf(path: string): Promise<string | undefined> {
  return readFile(path).then(sha256, () => undefined);
}

/** The reason of an error of `fetch`, whose own message is mostly `fetch failed`. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  if (cause instanceof Error && cause.message !== '') return cause.message;
  return cause instanceof Error && 'code' in cause ? String(cause.code) : error.message;
}

import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { FileError, readError } from './error.js';

/** A JSON file whose `formatVersion` says how to read it. */
export interface JsonFormat {
  readonly version: number;
  /** The package that reads the format. Errors about a newer version advise to update it. */
  readonly reader: string;
  /** Advice about an older version, e.g. `train the model again`. */
  readonly renew: string;
  /** The message about a missing file, e.g. `runs/a holds no model`. Default: `<path> cannot be read`. */
  readonly missing?: string;
}

/**
 * Reads a JSON file and checks its `formatVersion`. Returns a file without one; the caller knows what else the file
 * must have.
 *
 * @throws FileError `missing`, `read-failed`, `not-json`, `version`.
 */
export async function readVersionedJson(path: string, format: JsonFormat): Promise<unknown> {
  const { version, reader, renew, missing } = format;
  const value = await readJson(path).catch((error: unknown) => {
    if (missing === undefined || !(error instanceof FileError) || error.code !== 'missing') {
      throw error;
    }
    const { reason, cause } = error;
    throw new FileError('missing', path, `${missing}: there is no ${basename(path)}`, {
      reason,
      cause,
    });
  });
  const found =
    typeof value === 'object' && value !== null && 'formatVersion' in value
      ? value.formatVersion
      : undefined;
  if (typeof found !== 'number' || found === version) return value;
  const reason = `it has format version ${found}, this version reads ${version}: ${found > version ? `update ${reader}` : renew}`;
  throw new FileError('version', path, `${path}: ${reason}`, { reason });
}

/**
 * Reads a JSON file.
 *
 * @throws FileError `missing`, `read-failed`, `not-json`.
 */
export async function readJson(path: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    throw readError(path, cause);
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    const reason = 'it is not JSON';
    throw new FileError('not-json', path, `${path} is not JSON`, { reason, cause });
  }
}

import { randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { CliError } from '../program/cli-error.js';
import { shownPath } from '../program/start-directory.js';

/**
 * Writes a file whole or not at all, from a text, from bytes or piece by piece: under another name beside its own, which it gets once
 * it is on the disk. Whatever happens on the way, what stood there before stays.
 *
 * @throws CliError `failure` where the file system refuses; what `content` throws, as it is.
 */
export async function writeAtomically(
  file: string,
  content: string | Uint8Array | ((append: (text: string) => Promise<void>) => Promise<void>),
): Promise<void> {
  const partial = join(dirname(file), `.partial-${basename(file)}-${randomUUID()}`);
  const attempt = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    try {
      return await work();
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new CliError('failure', `${shownPath(file)} cannot be written: ${reason}`, { cause });
    }
  };
  try {
    await attempt(() => mkdir(dirname(file), { recursive: true }));
    const handle = await attempt(() => open(partial, 'wx'));
    const append = (part: string | Uint8Array) => attempt(() => handle.writeFile(part));
    try {
      await (typeof content === 'function' ? content(append) : append(content));
      await attempt(() => handle.sync());
    } finally {
      await attempt(() => handle.close());
    }
    await attempt(() => rename(partial, file));
  } catch (error) {
    // What cannot be cleared away either must not hide the reason.
    await rm(partial, { force: true }).catch(() => {});
    throw error;
  }
}

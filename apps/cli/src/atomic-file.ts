import { randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { CliError } from './cli-error.js';
import { shownPath } from './start-directory.js';

/** Writes a file whole or not at all: under another name beside its own, forced to disk, then renamed. */
export async function writeAtomically(file: string, content: string): Promise<void> {
  const partial = join(dirname(file), `.partial-${basename(file)}-${randomUUID()}`);
  try {
    await mkdir(dirname(file), { recursive: true });
    const handle = await open(partial, 'wx');
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(partial, file);
  } catch (cause) {
    // What cannot be cleared away either must not hide the reason.
    await rm(partial, { force: true }).catch(() => {});
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new CliError('failure', `${shownPath(file)} cannot be written: ${reason}`, { cause });
  }
}

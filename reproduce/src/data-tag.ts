import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';

/**
 * Names data for directories of runs: the base name of the file or folder, and the start of a hash of its files. Data of the same
 * content and base name has the same name wherever it is.
 */
export async function dataTag(path: string): Promise<string> {
  const hash = createHash('sha256');
  for (const name of await filesOf(path)) {
    hash.update(`${name}\0`);
    for await (const part of createReadStream(join(path, name))) hash.update(part);
    hash.update('\0');
  }
  return `${basename(path)}-${hash.digest('hex').slice(0, 8)}`;
}

/** The files directly in a folder, sorted; the empty name for a file itself. */
async function filesOf(path: string): Promise<readonly string[]> {
  if (!(await stat(path)).isDirectory()) return [''];
  const entries = await readdir(path, { withFileTypes: true });
  const files = await Promise.all(
    entries.map(async ({ name }) => ((await stat(join(path, name))).isFile() ? [name] : [])),
  );
  return files.flat().sort();
}

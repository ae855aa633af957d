import { mkdir, rm } from 'node:fs/promises';
import { writeError } from './error.js';
import { partialPath, sweepPartials } from './partial.js';

/**
 * Makes a directory in another for as long as `use` takes. What a kill leaves of it is removed by the next write there.
 *
 * @throws FileError `write-failed`; what `use` throws, as it is.
 */
export async function scratchDirectory<Result>(
  parent: string,
  use: (directory: string) => Promise<Result>,
): Promise<Result> {
  const directory = partialPath(parent);
  try {
    await sweepPartials(parent);
    await mkdir(directory);
  } catch (cause) {
    throw writeError(parent, cause);
  }
  try {
    return await use(directory);
  } finally {
    await rm(directory, { recursive: true, force: true }).catch(() => {});
  }
}

import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/**
 * Writes a file piece by piece under a temporary name beside it, and gives it its own once it is whole and on the disk:
 * whatever happens on the way, no half of it is ever found there, and what stood there before stays.
 */
export async function writeAtomically(
  path: string,
  write: (append: (text: string) => Promise<void>) => Promise<void>,
): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const partial = join(dirname(path), `.${basename(path)}.${process.pid}.partial`);
  let file: FileHandle | undefined;
  try {
    const opened = await open(partial, 'w');
    file = opened;
    await write(async (text) => {
      await opened.writeFile(text);
    });
    await opened.sync();
    await opened.close();
    await rename(partial, path);
  } catch (error) {
    // This cleans up after a failure that is reported already; a second failure here must not hide it.
    await file?.close().catch(() => {});
    await rm(partial, { force: true }).catch(() => {});
    throw error;
  }
}

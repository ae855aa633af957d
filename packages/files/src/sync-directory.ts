import { open } from 'node:fs/promises';

/** Forces the names in a directory to the disk. Windows cannot open directories and does not need this. */
export async function syncDirectory(directory: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

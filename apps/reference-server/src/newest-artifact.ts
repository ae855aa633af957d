import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** The model artifact below a folder of runs that was written last; undefined when there is none. */
export async function newestArtifact(runs: string): Promise<string | undefined> {
  let newest: { directory: string; written: number } | undefined;
  for (const directory of await artifactFolders(runs)) {
    const written = (await stat(join(directory, 'config.json'))).mtimeMs;
    if (newest === undefined || written > newest.written) newest = { directory, written };
  }
  return newest?.directory;
}

/** The folders directly below that hold both files that every artifact has. */
async function artifactFolders(runs: string): Promise<string[]> {
  const names = await readdir(runs).catch(() => []);
  const found = await Promise.all(
    names.map(async (name) => {
      const folder = join(runs, name);
      try {
        await Promise.all([stat(join(folder, 'config.json')), stat(join(folder, 'model.json'))]);
        return [folder];
      } catch {
        return [];
      }
    }),
  );
  return found.flat();
}

import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Clocks of two machines differ by so much, in milliseconds. A file of a later time has a wrong time. */
const CLOCK_SKEW = 60_000;

interface Found {
  readonly directory: string;
  /** When it was written, in milliseconds since 1970. */
  readonly written: number;
}

export interface NewestArtifact {
  readonly directory: string;
  /** Artifacts passed over because their files have times in the future, which say nothing of their age. */
  readonly fromTheFuture: readonly string[];
}

/**
 * The model artifact below a folder of runs that was written last; undefined when there is none. One with a time in the
 * future is taken only if all have such times.
 */
export async function newestArtifact(
  runs: string,
  now = Date.now(),
): Promise<NewestArtifact | undefined> {
  const found = await artifactsBelow(runs);
  found.sort((a, b) => b.written - a.written || (a.directory < b.directory ? 1 : -1));
  const late = found.filter(({ written }) => written > now + CLOCK_SKEW);
  const [newest = late[0]] = found.slice(late.length);
  if (newest === undefined) return undefined;
  const fromTheFuture = late.map(({ directory }) => directory);
  return {
    directory: newest.directory,
    fromTheFuture: fromTheFuture.filter((directory) => directory !== newest.directory),
  };
}

/** Models of ratings rank nothing. One whose kind cannot be read is left to the loader, which says why. */
async function predictsRatings(directory: string): Promise<boolean> {
  try {
    return JSON.parse(await readFile(join(directory, 'config.json'), 'utf8')).kind === 'bst';
  } catch {
    return false;
  }
}

/** The folders directly below that hold both files that every artifact has, of models that rank. */
async function artifactsBelow(runs: string): Promise<Found[]> {
  const names = await readdir(runs).catch(() => []);
  const found = await Promise.all(
    names.map(async (name) => {
      const directory = join(runs, name);
      try {
        const [config] = await Promise.all([
          stat(join(directory, 'config.json')),
          stat(join(directory, 'model.json')),
        ]);
        return (await predictsRatings(directory)) ? [] : [{ directory, written: config.mtimeMs }];
      } catch {
        return [];
      }
    }),
  );
  return found.flat();
}

import { randomBytes } from 'node:crypto';
import { readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from './error.js';
import { isRunning, processPlace } from './process-identity.js';

/**
 * What is being written has a name `.partial-<place>-<process>-<random>` until it is whole. No file or directory of such
 * a name counts as what it will become.
 */
const PREFIX = '.partial-';
const NAME = /^\.partial-([0-9a-f]{8})-(\d+)-[0-9a-f]{12}$/;

/** Partials from elsewhere are abandoned when nothing in them has changed for this long. A writer writes more often. */
const ABANDONED_AFTER_MS = 24 * 60 * 60 * 1000;
/** How far the clock of a file server may be from ours. */
const CLOCK_TOLERANCE_MS = 10_000;

/** A new temporary name in a directory. */
export function partialPath(directory: string): string {
  return join(
    directory,
    `${PREFIX}${processPlace}-${process.pid}-${randomBytes(6).toString('hex')}`,
  );
}

/** Whether a name is that of something half-written. */
export function isPartial(name: string): boolean {
  return NAME.test(name);
}

/** The parts of a directory that is being written: what replaces, and what is replaced. */
export function partialParts(
  partial: string,
  name: string,
): { readonly made: string; readonly old: string } {
  return { made: join(partial, 'new', name), old: join(partial, 'old', name) };
}

/**
 * Removes what killed processes left half-written in a directory, and puts a directory in its place whose replacement a
 * kill interrupted. What a living process writes stays.
 */
export async function sweepPartials(directory: string): Promise<void> {
  let names: readonly string[];
  try {
    names = await readdir(directory);
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR', 'EACCES')) return;
    throw error;
  }
  for (const name of names.filter(isPartial)) {
    try {
      const partial = join(directory, name);
      if (!(await isAbandoned(partial, name))) continue;
      await finishReplacement(directory, partial);
      await rm(partial, { recursive: true, force: true });
    } catch {
      // Another process sweeps too, or may not: what matters to the caller is what it writes itself.
    }
  }
}

async function isAbandoned(partial: string, name: string): Promise<boolean> {
  const [, origin, pid] = NAME.exec(name) ?? [];
  if (origin !== processPlace)
    return Date.now() - (await newestChange(partial)) > ABANDONED_AFTER_MS;
  // An earlier process had our number.
  if (Number(pid) === process.pid) {
    const started = Date.now() - process.uptime() * 1000;
    return (await newestChange(partial)) < started - CLOCK_TOLERANCE_MS;
  }
  return !isRunning(Number(pid));
}

/** When a partial, or anything in it, last changed, in ms since 1970. */
async function newestChange(partial: string): Promise<number> {
  const whole = await stat(partial);
  if (!whole.isDirectory()) return whole.mtimeMs;
  const inside = await readdir(partial, { recursive: true });
  const times = await Promise.all(
    inside.map(async (path) => (await stat(join(partial, path))).mtimeMs),
  );
  return Math.max(whole.mtimeMs, ...times);
}

/** The old directory was moved away, and a kill came before the new one, which was whole by then, had its name. */
async function finishReplacement(directory: string, partial: string): Promise<void> {
  const [name] = await readdir(join(partial, 'old')).catch(() => []);
  if (name === undefined) return;
  const { made } = partialParts(partial, name);
  const target = join(directory, name);
  const isThere = await stat(target).then(
    () => true,
    (error) => !hasCode(error, 'ENOENT'),
  );
  if (isThere) return;
  await rename(made, target).catch((error: unknown) => {
    // It had its name already, and somebody removed it since.
    if (!hasCode(error, 'ENOENT')) throw error;
  });
}

import { randomBytes } from 'node:crypto';
import { readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from './error.js';
import { isRunning, processPlace } from './process-identity.js';

/**
 * Files and directories are named `.partial-<place>-<process>-<random>` until they are whole. Readers ignore such
 * names.
 */
const PREFIX = '.partial-';
const NAME = /^\.partial-([0-9a-f]{8})-(\d+)-[0-9a-f]{12}$/;

/** A partial of another machine is abandoned when nothing in it has changed for this long. Writers write more often. */
const ABANDONED_AFTER_MS = 24 * 60 * 60 * 1000;
/** The largest difference between a file server's clock and ours. */
const CLOCK_TOLERANCE_MS = 10_000;

/** A new temporary name in a directory. */
export function partialPath(directory: string): string {
  return join(
    directory,
    `${PREFIX}${processPlace}-${process.pid}-${randomBytes(6).toString('hex')}`,
  );
}

/** Whether a name is that of a partial. */
export function isPartial(name: string): boolean {
  return NAME.test(name);
}

/** The two directories inside a partial: the new one, and the old one that it replaces. */
export function partialParts(
  partial: string,
  name: string,
): { readonly made: string; readonly old: string } {
  return { made: join(partial, 'new', name), old: join(partial, 'old', name) };
}

/**
 * Removes the partials of killed processes from a directory, and finishes replacements that a kill interrupted.
 * Partials of running processes stay.
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
      // Another process may sweep too, or this one lacks the permission: neither matters to the caller's own write.
    }
  }
}

async function isAbandoned(partial: string, name: string): Promise<boolean> {
  const [, origin, pid] = NAME.exec(name) ?? [];
  if (origin !== processPlace)
    return Date.now() - (await newestChange(partial)) > ABANDONED_AFTER_MS;
  // An earlier process had the same number.
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

/**
 * Finishes a replacement that was killed after the old directory moved away and before the new, whole one got its name.
 */
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
    // The new directory already had its name, and was removed since.
    if (!hasCode(error, 'ENOENT')) throw error;
  });
}

import { existsSync, readdirSync, statSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import {
  type DirectoryLock,
  FileError,
  isLock,
  type LockHolder,
  lockDirectory,
  lockHolder,
  reasonOf,
} from '@org/files';
import { type PlaceFlag, refusal } from '../output/write-output.js';
import { CliError } from '../program/cli-error.js';
import { shellWord } from '../program/shell-word.js';
import { fromStart, shownPath } from '../program/start-directory.js';

/** A directory that only this process may write to. */
export interface LockedRun {
  readonly run: string;
  readonly lock: DirectoryLock;
}

/**
 * Locks the directory of a run, and makes it if needed, so that no second process trains in it. The lock ends with this
 * process.
 *
 * @param advice what to do if the directory is not writable.
 * @throws CliError `failure` if another process holds it, or it is not writable.
 */
export async function lockRun(
  directory: string,
  advice: string = 'choose another directory with --output',
): Promise<DirectoryLock> {
  try {
    return await lockDirectory(directory);
  } catch (cause) {
    if (isLocked(cause)) throw inUse(directory, cause.holder, cause);
    if (!(cause instanceof FileError)) throw cause;
    throw refusal(cause, advice);
  }
}

/** Locks the directory of a resumed run or search. */
export function lockResumed(directory: string): Promise<DirectoryLock> {
  return lockRun(directory, 'copy it to where you can write, and resume the copy');
}

/**
 * Makes and locks the directory of a new run: the given one, or the first of `runs/name`, `runs/name-2`,
 * `runs/name-3`, … that is free.
 *
 * @throws CliError as {@link requireFree} and {@link lockRun}.
 */
export async function lockNewRun(output: string | undefined, name: string): Promise<LockedRun> {
  if (output === undefined) return lockFreeRun(fromStart('runs'), name);
  const lock = await lockRun(output);
  try {
    await requireFree(output, { resumable: join(output, 'run.json') });
  } catch (error) {
    await lock.release();
    throw error;
  }
  return { run: output, lock };
}

async function lockFreeRun(runs: string, name: string): Promise<LockedRun> {
  for (let number = 1; ; number += 1) {
    const run = numbered(runs, name, number);
    if (!isFree(run)) continue;
    const lock = await lockRun(run).catch((error: unknown) => {
      // Another process began a run there at the same moment.
      if (error instanceof CliError && isLocked(error.cause)) return undefined;
      throw error;
    });
    if (lock !== undefined) return { run, lock };
  }
}

/** The first of `runs/name`, `runs/name-2`, `runs/name-3`, … that is free. */
export function freeRun(runs: string, name: string): string {
  let number = 1;
  while (!isFree(numbered(runs, name, number))) number += 1;
  return numbered(runs, name, number);
}

function numbered(runs: string, name: string, number: number): string {
  return join(runs, number === 1 ? name : `${name}-${number}`);
}

export interface NewDirectory {
  /** The flag that named the directory. */
  readonly flag?: PlaceFlag;
  /** A file that exists if `--resume` can continue there; absent if the command has no `--resume`. */
  readonly resumable?: string;
}

/** Refuses a directory for a new run that is not empty, or that another process uses. */
export async function requireFree(
  directory: string,
  { flag = '--output', resumable }: NewDirectory,
): Promise<void> {
  if (isFree(directory)) return;
  const holder = await lockHolder(directory);
  if (holder !== undefined && holder.pid !== process.pid) throw inUse(directory, holder);
  const shown = shownPath(directory);
  const what = statSync(directory).isDirectory() ? 'is not empty' : 'is a file';
  const isResumable = resumable !== undefined && existsSync(resumable);
  const resume = isResumable ? `, or continue it with --resume ${shellWord(shown)}` : '';
  throw new CliError('usage', `${shown} ${what}: choose another ${flag}${resume}`);
}

/** Whether a directory is missing, or holds only locks. */
function isFree(directory: string): boolean {
  try {
    return readdirSync(directory).every(isLock);
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
    if (code === 'ENOENT') return true;
    if (code === 'ENOTDIR') return false;
    throw new CliError('failure', `${shownPath(directory)} cannot be read: ${reasonOf(cause)}`, {
      cause,
    });
  }
}

function isLocked(error: unknown): error is FileError & { readonly holder: LockHolder } {
  return error instanceof FileError && error.holder !== undefined;
}

/** The error about a directory that another process uses. */
export function inUse(
  directory: string,
  { pid, host, since }: LockHolder,
  cause?: unknown,
): CliError {
  const isHere = host === hostname();
  const stop = isHere ? `, or stop it with kill ${pid}` : '';
  return new CliError(
    'failure',
    `${shownPath(directory)} is in use by process ${pid}${isHere ? '' : ` on ${host}`} since ${localTime(since)}: wait for its end${stop}`,
    { cause },
  );
}

/** E.g. `2026-03-14 15:09`. */
function localTime(time: string): string {
  return new Date(time).toLocaleString('sv').slice(0, -3);
}

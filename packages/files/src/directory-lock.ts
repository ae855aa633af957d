import { type FileHandle, mkdir, open, readdir, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { FileError, hasCode, writeError } from './error.js';
import { type LockHolder, readHolder, thisHolder } from './lock-holder.js';
import { isRunning, processPlace, startTicks } from './process-identity.js';

export interface DirectoryLock {
  release(): Promise<void>;
}

/** `.lock-<place>-<process>-<start of the process in ticks, 0 where unknown>`: no two processes have the same name. */
const NAME = /^\.lock-([0-9a-f]{8})-(\d+)-(\d+)$/;

/** How often a holder changes its file, for processes that cannot check whether the holder runs. */
const BEAT_MS = 2000;
/** A lock file that does not change for this long has no holder. */
const SILENCE_MS = 5 * BEAT_MS;

/** Attempts, because two processes that lock a directory at the same moment both step back. */
const ATTEMPTS = 4;

/**
 * Locks a directory for this process, and makes it if needed. The lock is a file `.lock-…` in it that names the
 * process, and it is valid while that process runs. A lock that a killed process or a restarted machine left is
 * removed, even if another process has the same number now. If the process cannot be checked (it is on another machine,
 * in another container, or not on Linux), the lock is valid while the file changes, which takes ten seconds to find
 * out; a suspended holder loses such a lock.
 *
 * @throws FileError `locked`, with the holder; `write-failed`.
 */
export async function lockDirectory(directory: string): Promise<DirectoryLock> {
  const file = join(
    directory,
    `.lock-${processPlace}-${process.pid}-${startTicks(process.pid) ?? 0}`,
  );
  for (let attempt = 1; ; attempt += 1) {
    const handle = await claim(directory, file);
    const holder = await lockHolder(directory, file).catch(async (error: unknown) => {
      await withdraw(handle, file);
      throw error;
    });
    if (holder === undefined) return held(handle, file);
    await withdraw(handle, file);
    if (attempt === ATTEMPTS) throw lockedError(directory, holder);
    await setTimeout(10 + (process.pid % 50));
  }
}

/** The running process that holds the lock of a directory. Removes the locks of ended processes. */
export async function lockHolder(
  directory: string,
  except?: string,
): Promise<LockHolder | undefined> {
  const names = await readdir(directory).catch((error: unknown) => {
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) return [];
    throw error;
  });
  for (const name of names.filter(isLock)) {
    const file = join(directory, name);
    if (file === except) continue;
    if (await isHeld(file, name)) return readHolder(file, pidOf(name));
    // The name belongs to one process. A process that may not remove it may not write here either.
    await rm(file, { force: true }).catch(() => {});
  }
  return undefined;
}

/** Whether a file name is that of a lock. */
export function isLock(name: string): boolean {
  return NAME.test(name);
}

async function claim(directory: string, file: string): Promise<FileHandle> {
  try {
    await mkdir(directory, { recursive: true });
  } catch (cause) {
    throw writeError(directory, cause);
  }
  try {
    const handle = await open(file, 'wx');
    await handle.write(thisHolder(), 0);
    return handle;
  } catch (cause) {
    if (!hasCode(cause, 'EEXIST')) throw writeError(directory, cause);
    // This process already holds it.
    throw lockedError(directory, await readHolder(file, process.pid));
  }
}

function held(handle: FileHandle, file: string): DirectoryLock {
  // Through the handle, so that a lock that another process removed as abandoned does not come back.
  const beat = setInterval(
    () => void handle.utimes(new Date(), new Date()).catch(() => {}),
    BEAT_MS,
  );
  beat.unref();
  return {
    release: async () => {
      clearInterval(beat);
      await withdraw(handle, file);
    },
  };
}

async function withdraw(handle: FileHandle, file: string): Promise<void> {
  await handle.close();
  await rm(file, { force: true });
}

async function isHeld(file: string, name: string): Promise<boolean> {
  const [, place, , ticks] = NAME.exec(name) ?? [];
  const pid = pidOf(name);
  if (place === processPlace) {
    if (Number(ticks) > 0) return startTicks(pid) === Number(ticks);
    if (!isRunning(pid)) return false;
  }
  return isChanging(file);
}

function pidOf(name: string): number {
  return Number(NAME.exec(name)?.[2]);
}

async function isChanging(file: string): Promise<boolean> {
  const before = await changeTime(file);
  for (let waited = 0; waited < SILENCE_MS; waited += BEAT_MS / 4) {
    await setTimeout(BEAT_MS / 4);
    const now = await changeTime(file);
    if (now === undefined) return false;
    if (now !== before) return true;
  }
  return false;
}

/** Undefined if the file is gone. Opening the file makes a network file system report its current state. */
async function changeTime(file: string): Promise<number | undefined> {
  try {
    const handle = await open(file, 'r');
    try {
      return (await handle.stat()).mtimeMs;
    } finally {
      await handle.close();
    }
  } catch {
    return undefined;
  }
}

function lockedError(directory: string, holder: LockHolder): FileError {
  const reason = `process ${holder.pid}${holder.host === hostname() ? '' : ` on ${holder.host}`} is at work in it`;
  return new FileError('locked', directory, `${directory} is locked: ${reason}`, {
    reason,
    holder,
  });
}

import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { hasCode } from './error.js';
import { sha256 } from './sha256.js';

/**
 * Names the place where process numbers are counted: this machine since its last start, and the container on it. Only
 * there does a number that no process has prove that the process is gone.
 */
export const processPlace: string = sha256(
  [hostname(), bootId(), processNamespace()].map((part) => part ?? '').join('\n'),
).slice(0, 8);

/** Whether a process of this place is running. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Any other refusal comes from a process that is there.
    return !hasCode(error, 'ESRCH');
  }
}

/**
 * When a process of this place started, in clock ticks since the machine's start: the number of a process that has ended
 * is given to another, with a later start. Undefined for a process that is gone, a zombie included, and everywhere on
 * systems other than Linux.
 */
export function startTicks(pid: number): number | undefined {
  const stat = attempt(() => readFileSync(`/proc/${pid}/stat`, 'utf8'));
  // The name of the program, in parentheses, may hold spaces and parentheses.
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ') ?? [];
  const [state = 'X'] = fields;
  const ticks = Number(fields[19]);
  return state === 'Z' || state === 'X' || !Number.isFinite(ticks) ? undefined : ticks;
}

function bootId(): string | undefined {
  return attempt(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8'));
}

function processNamespace(): string | undefined {
  return attempt(() => readlinkSync('/proc/self/ns/pid'));
}

/** Undefined where the system has no such file: only Linux does. */
function attempt(read: () => string): string | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

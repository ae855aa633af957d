import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { hasCode } from './error.js';
import { sha256 } from './sha256.js';

/**
 * Identifies the scope of process numbers: this machine since its last start, and the container. A number that is free
 * in this scope proves that its process has ended.
 */
export const processPlace: string = sha256(
  [hostname(), bootId(), processNamespace()].map((part) => part ?? '').join('\n'),
).slice(0, 8);

/** Whether a process of this scope is running. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Any other error comes from an existing process.
    return !hasCode(error, 'ESRCH');
  }
}

/**
 * When a process of this scope started, in clock ticks since the machine's start. It tells two processes with the same
 * number apart. Undefined for an ended process, a zombie included, and on systems other than Linux.
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

/** Undefined on systems without the file, which are all but Linux. */
function attempt(read: () => string): string | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

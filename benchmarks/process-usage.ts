import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';

/** Wall and processor time at one moment, in milliseconds. */
export interface Clock {
  readonly ms: number;
  /** Processor time of all threads of this process. */
  readonly cpuMs: number;
}

export function clock(): Clock {
  const { user, system } = process.cpuUsage();
  return { ms: performance.now(), cpuMs: (user + system) / 1000 };
}

export function since(start: Clock): Clock {
  const now = clock();
  return { ms: now.ms - start.ms, cpuMs: now.cpuMs - start.cpuMs };
}

/** The peak memory of this process, as the kernel counts it. */
export function peakRssMib(): number {
  try {
    const status = readFileSync('/proc/self/status', 'utf8');
    return Number(/VmHWM:\s*(\d+)/.exec(status)?.[1]) / 1024;
  } catch {
    return process.resourceUsage().maxRSS / 1024;
  }
}

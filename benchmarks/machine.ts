import { arch, availableParallelism, cpus, loadavg, platform, totalmem } from 'node:os';

/** What a result was measured on. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly platform: string;
  /** Processes that wanted a core over the last minute before the first measurement. */
  readonly loadBefore: number;
}

export function describeMachine(): Machine {
  return {
    cpu: cpus()[0]?.model.trim() || 'unknown',
    cores: availableParallelism(),
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    platform: `${platform()} ${arch()}`,
    loadBefore: Number((loadavg()[0] ?? 0).toFixed(2)),
  };
}

/** Warns where other work would be measured too. */
export function warnIfBusy({ loadBefore, cores }: Machine): void {
  if (loadBefore > cores / 2) {
    console.error(
      `This machine is busy (load ${loadBefore} on ${cores} cores): what follows says little.`,
    );
  }
}

import { arch, availableParallelism, cpus, loadavg, platform, totalmem } from 'node:os';

/** The machine of a measurement. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly platform: string;
  /** The mean number of processes that needed a core in the minute before the first measurement. */
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

/** Warns if other work on the machine would disturb the measurement. */
export function warnIfBusy({ loadBefore, cores }: Machine): void {
  if (loadBefore > cores / 2) {
    console.error(
      `This machine is busy (load ${loadBefore} on ${cores} cores): what follows says little.`,
    );
  }
}

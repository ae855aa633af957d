import { arch, availableParallelism, cpus, loadavg, platform, totalmem } from 'node:os';
import { z } from 'zod';

/** The machine of a measured run. */
export const machineSchema = z.object({
  cpu: z.string(),
  /** The cores that the run could use. */
  cores: z.int(),
  memoryGiB: z.number(),
  platform: z.string(),
  /** Mean number of processes that needed a core in the minute before. Above 0.5, times are unreliable. */
  loadBefore: z.number(),
});

export type Machine = z.infer<typeof machineSchema>;

export function describeMachine(threads: number | undefined): Machine {
  return {
    cpu: cpus()[0]?.model.trim() || 'unknown',
    cores: Math.min(threads ?? Number.POSITIVE_INFINITY, availableParallelism()),
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    platform: `${platform()} ${arch()}`,
    loadBefore: Number((loadavg()[0] ?? 0).toFixed(2)),
  };
}

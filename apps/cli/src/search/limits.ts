import { availableParallelism, freemem } from 'node:os';
import type { SearchSettings } from '../config/search-section.js';

/** The share of the machine that a search may use. */
export interface SearchLimits {
  /** Trials that run in parallel. */
  readonly processes: number;
  /** Cores per trial. */
  readonly threads: number;
  /** Memory of all trials together. */
  readonly memoryMiB: number;
}

const mebibyte = 1024 ** 2;
const memoryShare = 0.75;

/** Fills in the limits that were not given, once, at the start, so that a resumed search keeps them. */
export function searchLimits({
  processes,
  threads,
  memoryMiB,
}: SearchSettings['parallel']): SearchLimits {
  // The container's share, not the whole machine.
  const free = process.availableMemory?.() ?? freemem();
  return {
    processes,
    threads: threads ?? Math.max(1, Math.floor(availableParallelism() / processes)),
    memoryMiB: memoryMiB ?? Math.floor((free * memoryShare) / mebibyte),
  };
}

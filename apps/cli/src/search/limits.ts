import { availableParallelism, freemem } from 'node:os';
import type { SearchSettings } from '../config/search-section.js';

/** What of the machine a search may use. */
export interface SearchLimits {
  /** Trials at a time. */
  readonly processes: number;
  /** Cores of each. */
  readonly threads: number;
  /** Of all of them together. */
  readonly memoryMiB: number;
}

const mebibyte = 1024 ** 2;
const memoryShare = 0.75;

/** What is not said about the machine is settled once, at the start, so that a search goes on as it began. */
export function searchLimits({
  processes,
  threads,
  memoryMiB,
}: SearchSettings['parallel']): SearchLimits {
  // What a container is given, not the whole machine.
  const free = process.availableMemory?.() ?? freemem();
  return {
    processes,
    threads: threads ?? Math.max(1, Math.floor(availableParallelism() / processes)),
    memoryMiB: memoryMiB ?? Math.floor((free * memoryShare) / mebibyte),
  };
}

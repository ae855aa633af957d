/** Our side: prepares a CSV into an empty cache, in a process of its own, and prints its time and memory. */
import { createHash } from 'node:crypto';
import { openSource, prepareCached, type Sequences } from '@org/seqrec-data';
import { clock, peakRssMib } from '../process-usage.js';
import type { PrepareJob, PrepareRun } from './job.js';

const job = JSON.parse(process.argv[2] ?? '') as PrepareJob;
const source = await openSource({ path: job.file, format: job.format, ids: job.ids });
const { dataset } = await prepareCached(source, { cache: job.directory });
// From the start of the process: the time that a user of `seqrec prepare` waits.
const { ms, cpuMs } = clock();
const peakRssMiB = peakRssMib();
const { counts } = dataset.manifest;
const run: PrepareRun = {
  seconds: ms / 1000,
  cpuSeconds: cpuMs / 1000,
  peakRssMiB,
  counts: { users: counts.users, items: counts.items, interactions: counts.interactions },
  digest: digestOf(dataset.sequences),
  versions: { node: process.versions.node },
};
console.log(JSON.stringify(run));

/** The digest of the sequences, in the order of `PrepareRun.digest`. */
function digestOf({ offsets, items, timestamps, values }: Sequences): string {
  const hash = createHash('sha256');
  for (const column of [offsets, items, timestamps, values]) {
    if (column === undefined) throw new Error('the sequences lack a column');
    hash.update(new Uint8Array(column.buffer, column.byteOffset, column.byteLength));
  }
  return hash.digest('hex');
}

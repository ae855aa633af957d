/** Our side: prepares a CSV in shards, in a process of its own, and prints its time and memory. */
import { join } from 'node:path';
import { openSource, prepareShards } from '@org/seqrec-data';
import { clock, peakRssMib } from '../process-usage.js';
import type { ScaleJob, ScaleRun } from './shards-job.js';

const { file, directory, shards } = JSON.parse(process.argv[2] ?? '') as ScaleJob;
const source = await openSource({ path: file, format: 'csv', ids: 'integer' });
const { counts } = await prepareShards(source, join(directory, 'dataset'), { shards });
const { ms, cpuMs } = clock();
const run: ScaleRun = {
  ...{ seconds: ms / 1000, cpuSeconds: cpuMs / 1000, peakRssMiB: peakRssMib() },
  kept: counts.interactions,
};
console.log(JSON.stringify(run));

/** Runs a model's graph alone with one thread: the best that onnxruntime can do. */
import { readFileSync } from 'node:fs';
import { maskId, modelInputs, PAD, tableRows } from '@org/seqrec-data';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { clock, since } from '../process-usage.js';
import { histories, K, network } from './workload.js';

export interface RawOptions {
  readonly graph: string;
  readonly batch: number;
  readonly seconds: number;
}

export interface Raw {
  readonly perSecond: number;
  /** Processor time per history, in milliseconds. */
  readonly cpuMs: number;
}

const { graph, batch, seconds } = JSON.parse(process.argv[2] ?? '') as RawOptions;
const { itemCount, maxLength } = network;
const session = await InferenceSession.create(readFileSync(graph), {
  ...{ intraOpNumThreads: 1, interOpNumThreads: 1, executionProviders: ['cpu'] },
});
const own = histories(batch, maxLength).map((items) => ({
  items: Int32Array.from(items, (place) => place + 1),
}));
const { ids, positions, length } = modelInputs(own, { query: 'cloze', maxLength, itemCount });
const width = tableRows(itemCount);
const barred = own.flatMap(({ items }, row) =>
  [PAD, maskId(itemCount), ...items].map((item) => row * width + item),
);
const feeds = {
  ids: new Tensor('int32', ids, [batch, length]),
  positions: new Tensor('int32', positions, [batch, 1]),
  barred: new Tensor('int32', Int32Array.from(barred), [barred.length]),
  wanted: new Tensor('int32', new Int32Array(K), [K]),
};
for (let run = 0; run < 10; run += 1) await session.run(feeds);
const start = clock();
let runs = 0;
while (since(start).ms < seconds * 1000) {
  await session.run(feeds);
  runs += 1;
}
const { ms, cpuMs } = since(start);
const raw: Raw = { perSecond: (runs * batch * 1000) / ms, cpuMs: cpuMs / runs / batch };
console.log(JSON.stringify(raw));

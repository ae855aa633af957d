/** Trains @org's BERT4Rec for whole epochs, in a process of its own: `ours.ts '{"file": ..., "epochs": 2, ...}'`. */
import { bert4rec } from '@org/bert4rec';
import { startEngine } from '@org/engine';
import { configureOnnxBackend } from '@org/tfjs-onnx';
import { train } from '@org/training';
import { clock, peakRssMib, since } from '../process-usage.js';
import { versionsOf } from '../versions.js';
import { epochData } from './batches.js';
import type { EpochOptions, EpochRun } from './options.js';

const options = JSON.parse(process.argv[2] ?? '{}') as EpochOptions;
const { length, hidden, heads, layers, dropout, epochs, threads, microBatchRows } = options;

configureOnnxBackend({ threads });
const engine = await startEngine({
  engine: options.engine ?? 'onnx',
  resolveFrom: import.meta.url,
});
const { batches, itemCount } = await epochData(options);
const model = bert4rec({
  itemCount,
  maxLength: length,
  hiddenSize: hidden,
  heads,
  layers,
  dropout,
  attentionDropout: dropout,
  seed: 1,
});
const run = train({
  model,
  batches,
  seed: 1,
  epochs,
  ...(engine.stepRunner && { stepRunner: engine.stepRunner }),
  ...(microBatchRows !== undefined && { microBatchRows }),
});

const times = [];
const losses: number[] = [];
let start = clock();
for await (const event of run) {
  if (event.type !== 'epoch') continue;
  times.push(since(start));
  losses.push(event.loss);
  start = clock();
}
const result: EpochRun = {
  seconds: times.map(({ ms }) => ms / 1000),
  cpuSeconds: times.map(({ cpuMs }) => cpuMs / 1000),
  sequences: batches.samplesPerEpoch,
  steps: batches.batchesPerEpoch,
  losses,
  peakRssMiB: peakRssMib(),
  versions: versionsOf(engine),
};
process.stdout.write(`${JSON.stringify(result)}\n`);

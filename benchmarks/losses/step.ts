/** Times training steps of BERT4Rec with one loss, in a process of its own: tsx step.ts '{"items": 12000, ...}' */
import { itemLosses } from '@org/attention/losses';
import { bert4rec } from '@org/bert4rec';
import { startEngine } from '@org/engine';
import { Random } from '@org/random';
import { type BatchNegatives, type ModelBatch, tableRows } from '@org/seqrec-data';
import { configureOnnxBackend } from '@org/tfjs-onnx';
import { train } from '@org/training';
import { syntheticBatch } from '../engine/synthetic-batch.js';
import { median } from '../median.js';
import { type Clock, clock, peakRssMib, since } from '../process-usage.js';
import { versionsOf } from '../versions.js';
import { SETTING, type StepTiming, type TimedStep } from './candidate.js';

const WARM_UP = 2;

const { candidate, items, steps, threads } = JSON.parse(process.argv[2] ?? '{}') as TimedStep;
const { length, hidden, heads, layers, dropout } = SETTING;

configureOnnxBackend({ threads });
const engine = await startEngine({ engine: 'onnx', resolveFrom: import.meta.url });
const model = bert4rec({
  itemCount: items,
  maxLength: length,
  hiddenSize: hidden,
  ...{ heads, layers, dropout, attentionDropout: dropout, seed: 1, loss: candidate.loss },
});
const logQ = new Float32Array(tableRows(items)).fill(-Math.log(items));

/** Random items, because the choice of items does not change the work. */
function negativesOf({ rows, targets }: ModelBatch, step: number): BatchNegatives | undefined {
  if (candidate.negatives === undefined) return undefined;
  const { count, per } = candidate.negatives;
  const random = Random.of('negatives', step);
  const size = { label: rows * targets, sequence: rows, batch: 1 }[per] * count;
  const drawn = Int32Array.from({ length: size }, () => 1 + random.integer(items));
  return { per, items: drawn, ...(itemLosses[candidate.loss.kind].logQ && { logQ }) };
}

let handedOver = clock();
const batches = {
  batchesPerEpoch: WARM_UP + steps,
  *epoch() {
    for (let step = 0; step < WARM_UP + steps; step += 1) {
      const batch = syntheticBatch({ ...SETTING, items }, step);
      const negatives = negativesOf(batch, step);
      handedOver = clock();
      yield { ...batch, ...(negatives && { negatives }) };
    }
  },
};
const { stepRunner } = engine;
const timings: Clock[] = [];
for await (const { type } of train({
  ...{ model, batches, seed: 1, epochs: 1 },
  ...(stepRunner && { stepRunner }),
})) {
  if (type === 'step') timings.push(since(handedOver));
}
const timed = timings.slice(WARM_UP);
const result: StepTiming = {
  msPerStep: median(timed.map(({ ms }) => ms)),
  cpuMsPerStep: median(timed.map(({ cpuMs }) => cpuMs)),
  peakRssMiB: peakRssMib(),
  versions: versionsOf(engine),
};
process.stdout.write(`${JSON.stringify(result)}\n`);

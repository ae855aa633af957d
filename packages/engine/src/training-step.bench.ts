// Times a BERT4Rec training step on an engine: `node --conditions @org/source --import tsx src/training-step.bench.ts wasm`.
import { bert4rec } from '@org/bert4rec';
import { Random } from '@org/random';
import { type BatchSource, maskId } from '@org/seqrec-data';
import { train } from '@org/training';
import type { EngineName } from './engine-names.js';
import { startEngine } from './start-engine.js';

const STEPS = 6;
const [rows, length, targets, itemCount] = [64, 50, 10, 9066]; // the items of MovieLens latest-small

const random = Random.of(1);
const ids = Int32Array.from({ length: rows * length }, () => 1 + random.integer(itemCount));
const positions = Int32Array.from({ length: rows * targets }, (_, i) => 5 * (i % targets));
const labels = positions.map((position, i) => {
  const at = Math.floor(i / targets) * length + position;
  const label = ids[at] ?? 0;
  ids[at] = maskId(itemCount);
  return label;
});
const weights = new Float32Array(rows * targets).fill(1);
const batch = { rows, length, targets, ids, positions, labels, weights };
const batches: BatchSource = { batchesPerEpoch: 1, epoch: () => [batch] };

const engine = await startEngine({ engine: (process.argv[2] ?? 'auto') as EngineName | 'auto' });
const { stepRunner } = engine;
const model = bert4rec({ itemCount, maxLength: length, hiddenSize: 32, seed: 1 });
const run = train({
  model,
  batches,
  seed: 1,
  epochs: STEPS,
  stepRunner,
});
let wall = performance.now();
let cpu = process.cpuUsage();
const times: { wall: number; cpu: number }[] = [];
for await (const event of run) {
  if (event.type !== 'step') continue;
  const used = process.cpuUsage(cpu);
  times.push({ wall: performance.now() - wall, cpu: (used.user + used.system) / 1000 });
  wall = performance.now();
  cpu = process.cpuUsage();
}
const median = (values: readonly number[]) =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
// The first step compiles and warms up.
const later = times.slice(1);
console.log(
  `${engine.name} (${engine.device}): ${median(later.map((time) => time.wall)).toFixed(0)} ms/step, ` +
    `${median(later.map((time) => time.cpu)).toFixed(0)} ms of processor time; first step ${times[0]?.wall.toFixed(0)} ms`,
);

import '@tensorflow/tfjs-backend-cpu';
import { train } from '../train.js';
import { tinyBatches, tinyEvaluationSet } from './tiny-batches.js';
import { tinyConfig, tinyModel } from './tiny-model.js';

// A training process for tests to kill: `killable-run.ts <checkpoint directory>`. Prints the step after each event.
const [, , directory = ''] = process.argv;
const run = train({
  model: tinyModel({ ...tinyConfig, dropout: 0.2 }),
  batches: tinyBatches(),
  seed: 11,
  epochs: 15,
  validation: { set: tinyEvaluationSet(), every: { steps: 7 } },
  checkpoints: { directory, every: { steps: 2 }, resume: true },
});
for await (const { step, type } of run) process.stdout.write(`${step} ${type}\n`);

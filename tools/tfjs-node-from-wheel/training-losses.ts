/**
 * Trains models for a few steps on one engine and prints their losses as a line of JSON, in a process of its own:
 *
 *   training-losses.ts <engine> [folder whose node_modules has the engine]
 */
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { bert4rec } from '@org/bert4rec';
import { ENGINE_NAMES, startEngine } from '@org/engine';
import { openSource, prepareDataset, splitSequences, trainingBatches } from '@org/seqrec-data';
import { type TrainOptions, train } from '@org/training';
import * as tf from '@tensorflow/tfjs-core';

/** The training of one model on one engine. */
export interface CaseResult {
  readonly name: string;
  readonly losses: readonly number[];
  readonly gradientNorms: readonly number[];
  /** The median over all steps after the first. */
  readonly msPerStep: number;
  /** The number of tensors that the run leaked. */
  readonly leaked: number;
}

interface Case
  extends Pick<
    TrainOptions,
    'maxSteps' | 'learningRate' | 'optimizer' | 'clipNorm' | 'microBatchRows'
  > {
  readonly name: string;
  readonly model: Omit<Parameters<typeof bert4rec>[0], 'itemCount'> & {
    readonly maxLength: number;
  };
  readonly batchSize: number;
}

const CASES: readonly Case[] = [
  {
    name: 'tiny',
    model: { maxLength: 16, hiddenSize: 16, heads: 2, layers: 2, dropout: 0.2, seed: 1 },
    batchSize: 8,
    maxSteps: 20,
    learningRate: { kind: 'constant', rate: 0.01 },
  },
  {
    name: 'tiny, AdamW, clipped, in pieces',
    model: { maxLength: 16, hiddenSize: 16, heads: 4, layers: 1, dropout: 0.1, seed: 2 },
    batchSize: 10,
    maxSteps: 12,
    optimizer: { kind: 'adamw' },
    clipNorm: 1,
    microBatchRows: 4,
  },
  {
    // The paper's model for MovieLens, on the sample's 9,066 films.
    name: 'the size of production',
    model: { maxLength: 200, hiddenSize: 64, heads: 2, layers: 2, dropout: 0.2, seed: 3 },
    batchSize: 16,
    maxSteps: 4,
  },
];

const [, , wanted, folder] = process.argv;
const engine = ENGINE_NAMES.find((name) => name === wanted);
if (engine === undefined) throw new Error(`there is no engine '${wanted}'`);
const resolveFrom =
  folder === undefined ? import.meta.url : pathToFileURL(join(folder, 'here.js')).href;
const { stepRunner, backend, version } = await startEngine({ engine, resolveFrom });

const sample = fileURLToPath(new URL('../../datasets/movielens-small', import.meta.url));
const dataset = await prepareDataset(await openSource({ path: sample }));
const sequences = splitSequences(dataset.sequences, { kind: 'leave-one-out' }).train;
const { itemCount } = dataset.catalogue;

const results: CaseResult[] = [];
for (const { name, model: options, batchSize, ...trainOptions } of CASES) {
  const { maxLength } = options;
  const batches = trainingBatches(sequences, {
    objective: { kind: 'cloze', maskProbability: 0.2, maxPredictions: 40, lastItemShare: 0.1 },
    itemCount,
    maxLength,
    batchSize,
    seed: 4,
  });
  const model = bert4rec({ ...options, itemCount });
  const tensors = tf.memory().numTensors;
  const losses: number[] = [];
  const gradientNorms: number[] = [];
  const times: number[] = [];
  let start = performance.now();
  for await (const event of train({
    ...trainOptions,
    model,
    batches,
    seed: 5,
    ...(stepRunner && { stepRunner }),
  })) {
    if (event.type !== 'step') continue;
    losses.push(event.loss);
    gradientNorms.push(event.gradientNorm);
    times.push(performance.now() - start);
    start = performance.now();
  }
  const leaked = tf.memory().numTensors - tensors;
  model.dispose();
  const sorted = times.slice(1).sort((a, b) => a - b);
  const msPerStep = Math.round(sorted[sorted.length >> 1] ?? Number.NaN);
  results.push({ name, losses, gradientNorms, msPerStep, leaked });
}
process.stdout.write(`${JSON.stringify({ backend, version, results })}\n`);

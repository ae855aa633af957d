/**
 * Trains @org's BERT4Rec on synthetic batches in a process of its own, by the same `train()` that users call:
 *
 *   tsx --conditions=@org/source ours.ts '{"batch": 128, ...}' --steps 20               times training steps
 *   tsx --conditions=@org/source ours.ts '{...}' --parity file.safetensors --steps 3    prints losses, writes weights
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { type Bert4Rec, bert4rec } from '@org/bert4rec';
import { ENGINE_NAMES, type Engine, startEngine } from '@org/engine';
import { encodeSafeTensors, type SafeTensor } from '@org/safetensors';
import type { BatchSource, ModelBatch } from '@org/seqrec-data';
import { configureOnnxBackend } from '@org/tfjs-onnx';
import { train } from '@org/training';
import { median } from '../median.js';
import { type Clock, clock, peakRssMib, since } from '../process-usage.js';
import { versionsOf } from '../versions.js';
import type { Configuration } from './configuration.js';
import { syntheticBatch } from './synthetic-batch.js';
import { torchWeights } from './torch-weights.js';

/** The number of steps before the timed ones, as in PyTorch's script. */
const WARM_UP = 3;

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    steps: { type: 'string', default: '15' },
    threads: { type: 'string', default: '2' },
    engine: { type: 'string', default: 'onnx' },
    /** The folder whose node_modules has the engine. */
    'engine-folder': { type: 'string' },
    'micro-batch-rows': { type: 'string' },
    profile: { type: 'string' },
    parity: { type: 'string' },
  },
});
const configuration = JSON.parse(positionals[0] ?? '{}') as Configuration;
const steps = Number(flags.steps);
const threads = Number(flags.threads);
const rows = flags['micro-batch-rows'];
const microBatch = rows === undefined ? {} : { microBatchRows: Number(rows) };

const name = ENGINE_NAMES.find((known) => known === flags.engine);
if (name === undefined) throw new Error(`there is no engine '${flags.engine}'`);
configureOnnxBackend({ threads, ...(flags.profile !== undefined && { profile: flags.profile }) });
const folder = flags['engine-folder'];
const resolveFrom =
  folder === undefined ? import.meta.url : pathToFileURL(join(folder, 'here.js')).href;
const engine = await startEngine({ engine: name, resolveFrom });
const result =
  flags.parity === undefined ? await measured(engine) : await losses(engine, flags.parity);
process.stdout.write(`${JSON.stringify({ ...result, threads, versions: versionsOf(engine) })}\n`);

/** Times each step from its batch on, then the first two steps of another shape. */
async function measured(engine: Engine) {
  const { batch, length } = configuration;
  const shorter = { ...configuration, length: Math.ceil((length * 3) / 4) };
  const sameShape = WARM_UP + steps;
  const timings: Clock[] = [];
  let peakRssMiB = Number.NaN;
  let handedOver = clock();
  const batches = batchSource(sameShape + 2, (step) => {
    const made = syntheticBatch(step < sameShape ? configuration : shorter, step);
    handedOver = clock();
    return made;
  });
  for await (const { type } of training(engine, model(configuration.dropout), batches)) {
    if (type !== 'step') continue;
    timings.push(since(handedOver));
    if (timings.length === sameShape) peakRssMiB = peakRssMib();
  }
  const timed = timings.slice(WARM_UP, sameShape);
  const msPerStep = median(timed.map(({ ms }) => ms));
  return {
    msPerStep,
    cpuMsPerStep: median(timed.map(({ cpuMs }) => cpuMs)),
    firstStepMs: timings[0]?.ms,
    laterShapeMs: timings[sameShape]?.ms,
    laterShapeNextMs: timings[sameShape + 1]?.ms,
    steps,
    sequencesPerSecond: (batch / msPerStep) * 1000,
    peakRssMiB,
  };
}

/** The losses of steps on one batch without dropout. Writes the first weights and the batch to `file`. */
async function losses(engine: Engine, file: string) {
  const batch = syntheticBatch(configuration, 0);
  const start = model(0);
  const weights = torchWeights(await weightsOf(start), configuration.layers);
  const { rows, length, targets } = batch;
  weights.set('batch.ids', { data: batch.ids, shape: [rows, length] });
  weights.set('batch.positions', { data: batch.positions, shape: [rows, targets] });
  weights.set('batch.labels', { data: batch.labels, shape: [rows, targets] });
  weights.set('batch.weights', { data: batch.weights, shape: [rows, targets] });
  writeFileSync(file, encodeSafeTensors(weights));

  const found: number[] = [];
  const batches = batchSource(steps, () => batch);
  for await (const event of training(engine, start, batches)) {
    if (event.type === 'step') found.push(event.loss);
  }
  return { losses: found };
}

function model(dropout: number): Bert4Rec {
  const { length, hidden, heads, layers, items } = configuration;
  return bert4rec({
    itemCount: items,
    maxLength: length,
    hiddenSize: hidden,
    heads,
    layers,
    dropout,
    attentionDropout: dropout,
    seed: 1,
  });
}

function training({ stepRunner }: Engine, model: Bert4Rec, batches: BatchSource) {
  const runner = stepRunner === undefined ? {} : { stepRunner };
  return train({ model, batches, seed: 1, epochs: 1, ...microBatch, ...runner });
}

function batchSource(batchesPerEpoch: number, batch: (index: number) => ModelBatch): BatchSource {
  return {
    batchesPerEpoch,
    *epoch(_, startBatch = 0) {
      for (let index = startBatch; index < batchesPerEpoch; index += 1) yield batch(index);
    },
  };
}

async function weightsOf({ network }: Bert4Rec): Promise<Map<string, SafeTensor>> {
  const weights = new Map<string, SafeTensor>();
  for (const weight of network.trainableWeights) {
    const tensor = weight.read();
    const data = Float32Array.from(await tensor.data());
    weights.set(weight.originalName, { data, shape: tensor.shape });
  }
  return weights;
}

import '@tensorflow/tfjs-backend-cpu';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SequenceModel } from '@org/sequence-model';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { temporaryDirectory } from '../../../testing/temporary-directory.js';
import { networkVariables } from './model-weights.js';
import { tinyBatch, tinyBatches, tinyEvaluationSet } from './testing/tiny-batches.js';
import { tinyConfig, tinyModel } from './testing/tiny-model.js';
import { train } from './train.js';
import type { TrainEvent, TrainResult } from './train-event.js';
import type { TrainOptions } from './train-options.js';

const root = temporaryDirectory();
let directories = 0;
const newDirectory = () => join(root, String(directories++));

type Overrides = Partial<TrainOptions>;

/** Options of a short run: 3 epochs of 4 steps, with dropout, decay, clipping and validation. */
function shortRun(model: SequenceModel, overrides: Overrides = {}): TrainOptions {
  return {
    model,
    batches: tinyBatches(),
    seed: 11,
    epochs: 3,
    optimizer: { kind: 'adamw' },
    learningRate: { kind: 'cosine', rate: 0.05, warmupSteps: 3 },
    clipNorm: 1,
    validation: { set: tinyEvaluationSet(), metric: 'ndcg@5', every: { steps: 3 } },
    ...overrides,
  };
}

async function collect(
  options: TrainOptions,
  onEvent: (event: TrainEvent) => void = () => {},
): Promise<{ events: TrainEvent[]; result: TrainResult }> {
  const run = train(options);
  const events: TrainEvent[] = [];
  for (;;) {
    const { done, value } = await run.next();
    if (done) return { events, result: value };
    events.push(value);
    onEvent(value);
  }
}

/** Runs with a new model and also returns its weights. */
async function runTiny(overrides: Overrides = {}, onEvent?: (event: TrainEvent) => void) {
  const model = tinyModel({ ...tinyConfig, dropout: 0.2 });
  try {
    const outcome = await collect(shortRun(model, overrides), onEvent);
    return { ...outcome, weights: weightsOf(model) };
  } finally {
    model.network.dispose();
  }
}

function weightsOf({ network }: SequenceModel): number[] {
  return networkVariables(network).flatMap(({ variable }) => [...variable.dataSync()]);
}

/** Every file of a checkpoint directory, as text. */
function contents(directory: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(directory, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => [
        join(parentPath, name).slice(directory.length + 1),
        readFileSync(join(parentPath, name), 'latin1'),
      ]),
  );
}

const types = (events: readonly TrainEvent[]) =>
  events
    .filter(({ type }) => type !== 'evaluation-progress')
    .map(({ type, step }) => `${type} ${step}`);

describe('train', () => {
  let tensors = 0;
  beforeEach(() => {
    tensors = tf.memory().numTensors;
  });
  afterEach(() => {
    expect(tf.memory().numTensors).toBe(tensors);
  });

  it('divides gradients by the mean weight of the batches, if the source has one', async () => {
    const normOf = async (meanWeight?: number) => {
      const batches = { ...tinyBatches(), ...(meanWeight && { meanWeight }) };
      const { events } = await runTiny({ batches, epochs: 1 });
      const step = events.find(({ type }) => type === 'step');
      return step?.type === 'step' ? step.gradientNorm : Number.NaN;
    };
    // The first batch weighs 7.
    expect((await normOf(14)) * 2).toBeCloseTo(await normOf(), 5);
  });

  it('yields its events in order', async () => {
    const directory = newDirectory();
    const { events, result } = await runTiny({
      epochs: 2,
      checkpoints: { directory },
      validation: { set: tinyEvaluationSet(), every: { epochs: 2 } },
    });
    expect(types(events)).toEqual([
      'started 0',
      ...['step 1', 'step 2', 'step 3', 'step 4'],
      'epoch 4',
      'checkpoint 4',
      ...['step 5', 'step 6', 'step 7', 'step 8'],
      'epoch 8',
      'evaluation 8',
      'checkpoint 8',
    ]);
    expect(events[0]).toEqual({
      type: 'started',
      step: 0,
      epoch: 0,
      totalSteps: 8,
      batchesPerEpoch: 4,
      parameters: 10 * 4 + 4 * 4 + 4,
      skipped: [],
    });
    expect(events[3]).toMatchObject({
      type: 'step',
      step: 3,
      epoch: 0,
      batch: 2,
      totalSteps: 8,
      learningRate: expect.closeTo(0.05, 12),
      sequences: 5,
    });
    const steps = events.filter((event) => event.type === 'step');
    for (const { loss, gradientNorm, sequencesPerSecond, etaSeconds } of steps) {
      expect(Math.min(loss, gradientNorm, sequencesPerSecond)).toBeGreaterThan(0);
      expect(etaSeconds).toBeGreaterThanOrEqual(0);
    }
    // All batches have the same weight.
    const mean = steps.slice(4).reduce((sum, { loss }) => sum + loss, 0) / 4;
    expect(result).toMatchObject({ reason: 'completed', steps: 8 });
    expect(result.loss).toBeCloseTo(mean, 6);
    expect(result.evaluations.map(({ step, epoch }) => [step, epoch])).toEqual([[8, 1]]);
    expect(Object.keys(result.evaluations[0]?.metrics ?? {})).toContain('ndcg@10');
    expect(result.checkpoint).toBe(join(directory, 'step-00000008'));
  });

  it('learns which item follows another', async () => {
    const model = tinyModel({ ...tinyConfig, size: 16 });
    const { result } = await collect(
      shortRun(model, {
        epochs: 25,
        learningRate: { kind: 'constant', rate: 0.05 },
        validation: { set: tinyEvaluationSet(), metric: 'hitRate@1', every: { epochs: 25 } },
      }),
    );
    model.network.dispose();
    expect(result.best?.metrics['hitRate@1']).toBe(1);
    expect(result.loss).toBeLessThan(0.5);
  });

  it('gives the same weights for the same seed, and different ones for another seed', async () => {
    const first = await runTiny({ maxSteps: 4 });
    expect((await runTiny({ maxSteps: 4 })).weights).toEqual(first.weights);
    expect((await runTiny({ maxSteps: 4, seed: 12 })).weights).not.toEqual(first.weights);
  });

  it('stops when patience runs out, with the best weights', async () => {
    // A learning rate that ruins the model at once, so the first evaluation is the best.
    const overrides: Overrides = {
      epochs: 50,
      learningRate: { kind: 'constant', rate: 0.3 },
      validation: { set: tinyEvaluationSet(), every: { steps: 2 }, patience: 2, minimumGain: 0.9 },
    };
    const { events, result, weights } = await runTiny(overrides);
    expect(types(events).slice(-4)).toEqual([
      'step 5',
      'step 6',
      'evaluation 6',
      'stopped-early 6',
    ]);
    expect(result).toMatchObject({ reason: 'stopped-early', steps: 6, best: { step: 2 } });
    expect(weights).toEqual((await runTiny({ ...overrides, maxSteps: 2 })).weights);
    const last = await runTiny({
      ...overrides,
      validation: { ...shortValidation, ...overrides.validation, restoreBest: false },
    });
    expect(last.weights).not.toEqual(weights);
  });

  it('throws when it diverges', async () => {
    const learningRate = { kind: 'constant', rate: 1e30 } as const;
    await expect(runTiny({ optimizer: { kind: 'adam' }, learningRate })).rejects.toMatchObject({
      code: 'not-finite',
      message: expect.stringMatching(
        /^training diverged at step \d+: loss .* lower the learning rate/,
      ),
    });
  });

  it('leaves no tensor behind when its consumer stops early', async () => {
    const model = tinyModel();
    for await (const event of train(shortRun(model))) if (event.step === 5) break;
    model.network.dispose();
  });

  it('gives the event loop a turn after each step', async () => {
    let turns = 0;
    const timer = setInterval(() => {
      turns += 1;
    }, 0);
    await runTiny();
    clearInterval(timer);
    expect(turns).toBeGreaterThan(3);
  });

  it.each<[string, Overrides, string]>([
    ['a run without end', { epochs: undefined }, 'give epochs or maxSteps'],
    ['no epochs', { epochs: 0 }, 'epochs is a whole number of at least 1, got 0'],
    ['a broken seed', { seed: 0.5 }, 'seed is a whole number, got 0.5'],
    ['a clipping norm of 0', { clipNorm: 0 }, 'clipNorm must be above 0, got 0'],
    ['pieces of no rows', { microBatchRows: 0 }, 'microBatchRows is a whole number'],
    [
      'an unknown metric',
      { validation: { set: tinyEvaluationSet(), metric: 'loss@10' as 'ndcg@10' } },
      'like ndcg@10; got loss@10',
    ],
    [
      'an empty validation set',
      { validation: { set: tinyEvaluationSet(8, 0) } },
      'validation.set is empty',
    ],
    [
      'batches that weigh nothing',
      { batches: { ...tinyBatches(), meanWeight: 0 } },
      'batches.meanWeight is above 0, got 0',
    ],
    [
      'batches that end early',
      { batches: { batchesPerEpoch: 3, epoch: () => [tinyBatch(1)] } },
      'the batch source ended epoch 0 after 1 batches, expected 3',
    ],
  ])('refuses %s', async (_, overrides, message) => {
    await expect(runTiny(overrides)).rejects.toThrow(message);
  });
});

const shortValidation = { set: tinyEvaluationSet() };

describe('a run that is stopped', () => {
  it('leaves a checkpoint when its signal is aborted, and names it', async () => {
    const directory = newDirectory();
    const controller = new AbortController();
    const { events, result } = await runTiny(
      { checkpoints: { directory, every: { epochs: 9 } }, signal: controller.signal },
      (event) => event.step === 5 && controller.abort(),
    );
    const checkpoint = join(directory, 'step-00000005');
    expect(types(events).slice(-2)).toEqual(['checkpoint 5', 'aborted 5']);
    expect(events.at(-1)).toEqual({ type: 'aborted', step: 5, checkpoint });
    expect(result).toMatchObject({ reason: 'aborted', steps: 5, checkpoint });
  });

  it('ends with the same bytes as a run without a stop, wherever it was stopped', async () => {
    const uninterrupted = newDirectory();
    const checkpoints = { every: { steps: 2 }, keep: 3 };
    const whole = await runTiny({ checkpoints: { ...checkpoints, directory: uninterrupted } });
    const stop = fc.record({
      step: fc.integer({ min: 0, max: 12 }),
      /** An abort saves before it ends. Leaving the loop early does not, like a kill. */
      how: fc.constantFrom('abort', 'walk away'),
      type: fc.constantFrom('started', 'step', 'evaluation-progress', 'evaluation', 'checkpoint'),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(stop, { minLength: 1, maxLength: 4 }), async (stops) => {
        const directory = newDirectory();
        const resumed = { checkpoints: { ...checkpoints, directory, resume: true } };
        for (const { step, how, type } of stops) {
          const controller = new AbortController();
          const model = tinyModel({ ...tinyConfig, dropout: 0.2 });
          const options = shortRun(model, { ...resumed, signal: controller.signal });
          for await (const event of train(options)) {
            if (event.step < step || event.type !== type) continue;
            if (how === 'walk away') break;
            controller.abort();
          }
          model.network.dispose();
        }
        const { weights, result } = await runTiny(resumed);
        expect(weights).toEqual(whole.weights);
        expect(result.evaluations).toEqual(whole.result.evaluations);
        const last = 'step-00000012';
        expect(contents(join(directory, last))).toEqual(contents(join(uninterrupted, last)));
      }),
      { numRuns: 12 },
    );
  });

  it('does nothing when it is complete', async () => {
    const directory = newDirectory();
    const whole = await runTiny({ checkpoints: { directory } });
    const again = await runTiny({ checkpoints: { directory, resume: true } });
    expect(types(again.events)).toEqual(['started 12']);
    expect(again.weights).toEqual(whole.weights);
    expect(again.result).toEqual(whole.result);
  });

  it('can be made longer if its earlier steps do not depend on the length', async () => {
    const directory = newDirectory();
    const learningRate = { kind: 'constant', rate: 0.05 } as const;
    await runTiny({ learningRate, epochs: 1, checkpoints: { directory } });
    const longer = await runTiny({
      learningRate,
      epochs: 2,
      checkpoints: { directory, resume: true },
    });
    expect(longer.result.steps).toBe(8);
  });

  it('is not mixed with another run', async () => {
    const directory = newDirectory();
    await runTiny({ maxSteps: 4, checkpoints: { directory } });
    await expect(runTiny({ maxSteps: 4, checkpoints: { directory } })).rejects.toMatchObject({
      code: 'exists',
      message: `${directory} holds 2 checkpoints of another run: resume it, or choose another directory`,
    });
    await expect(
      runTiny({ maxSteps: 4, clipNorm: 2, checkpoints: { directory, resume: true } }),
    ).rejects.toMatchObject({
      code: 'checkpoint-mismatch',
      message: expect.stringMatching(/another configuration: clipNorm is 2, was 1$/),
    });
  });

  it('skips a damaged checkpoint, and reports it', async () => {
    const directory = newDirectory();
    const whole = await runTiny({ checkpoints: { directory, every: { steps: 5 }, keep: 5 } });
    writeFileSync(join(directory, 'step-00000012/tensors.safetensors'), 'half');
    const again = await runTiny({
      checkpoints: { directory, every: { steps: 5 }, keep: 5, resume: true },
    });
    const [started] = again.events;
    expect(started).toMatchObject({
      type: 'started',
      skipped: [expect.stringContaining('step-00000012')],
    });
    expect(started?.step).toBeLessThan(12);
    expect(again.weights).toEqual(whole.weights);
  });
});

describe('checkpoints of a run', () => {
  it('are the newest few and the best', async () => {
    const directory = newDirectory();
    const { result } = await runTiny({
      epochs: 5,
      checkpoints: { directory, every: { steps: 1 }, keep: 2 },
      validation: { set: tinyEvaluationSet(), every: { steps: 4 }, minimumGain: 0.9 },
    });
    expect(result.best?.step).toBe(4);
    expect(readdirSync(directory).sort()).toEqual([
      'step-00000004',
      'step-00000019',
      'step-00000020',
    ]);
  });
});

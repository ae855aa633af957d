import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { layersModelDirectory, loadArtifact, saveArtifact } from '@org/artifact';
import { itemLosses, itemLossKinds } from '@org/attention';
import {
  Catalogue,
  maskId,
  recommend,
  sequencesFromLists,
  tableRows,
  trainingBatches,
} from '@org/seqrec-data';
import { type BatchTensors, modelScorer, type SequenceModel } from '@org/sequence-model';
import { compilePieces } from '@org/tfjs-onnx';
import { type TrainOptions, train, warmStart } from '@org/training';
import * as tf from '@tensorflow/tfjs-core';
import { loadLayersModel } from '@tensorflow/tfjs-layers';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { expectClose, expectNoLeak } from '../../../../testing/expect-tensor.js';
import type { ModelEntry } from '../registry.js';
import { everySlotBatch, pick, slotBatch, V } from './toy-batch.js';

/** Options of a model that is small enough to train in a test. Each kind takes the options that it has. */
const small = {
  ...{ itemCount: V, maxLength: 6, hiddenSize: 8, layers: 2, heads: 2, innerSize: 12 },
  ...{ dropout: 0.2, attentionDropout: 0.3, stddev: 0.5, seed: 5 },
};

const keepAll = (shape: readonly number[]) => tf.ones([...shape], 'bool');

/**
 * Tests what every kind of model promises to training, evaluation, artifacts and serving. Facts about one kind, such as
 * which slots a slot attends to, have their own tests.
 */
export function modelContract({ definition, build }: ModelEntry): void {
  const { kind, title, options, objective } = definition;

  /** A small model on the CPU. */
  const create = (own: Readonly<Record<string, unknown>> = {}) =>
    build(
      Object.fromEntries(Object.entries({ ...small, ...own }).filter(([key]) => key in options)),
    );

  /** A small model after some steps with dropout, and the loss of each step. */
  const trained = async (more: Partial<TrainOptions> = {}) => {
    const model = await create();
    const batches = trainingBatches(chains(), {
      ...{ itemCount: V, maxLength: small.maxLength, batchSize: 6, seed: 5 },
      objective: objective.objective({}, small.maxLength),
    });
    const losses: number[] = [];
    const memory: object[] = [];
    const rate = { kind: 'constant', rate: 0.01 } as const;
    const given = { model, batches, seed: 3, maxSteps: 3, learningRate: rate, ...more };
    for await (const event of train(given)) {
      if (event.type !== 'step') continue;
      losses.push(event.loss);
      const { numTensors, numBytes } = tf.memory();
      memory.push({ numTensors, numBytes });
    }
    return { model, losses, memory };
  };

  describe(`a model of kind ${kind}`, () => {
    let tensors = 0;
    beforeEach(async () => {
      await tf.setBackend('cpu');
      tensors = tf.memory().numTensors;
    });

    describe('network', () => {
      it('scores every row of the item table for any B, T and M', async () => {
        const { network } = await create();
        expect(network.outputShape).toEqual([null, null, tableRows(V)]);
        for (const [rows, length, places] of [
          [1, 1, 1],
          [3, 6, 2],
          [2, 4, 5],
        ] as const) {
          const ids = tf.ones([rows, length], 'int32');
          const scores = network.apply([ids, tf.zeros([rows, places], 'int32')]) as tf.Tensor;
          expect(scores.shape).toEqual([rows, places, tableRows(V)]);
        }
      });

      it('gives a sequence the same scores with any padding and in any batch', async () => {
        const model = await create();
        const alone = scoresOf(model, [[3, 5, 1]], [[2]]);
        expectClose(scoresOf(model, [[0, 0, 0, 3, 5, 1]], [[5]]), alone, { tolerance: 1e-6 });
        const rows = [
          [0, 3, 5, 1],
          [1, 2, 6, 7],
        ];
        const both = scoresOf(model, rows, [[3], [3]]);
        expectClose(tf.slice(both, [0, 0, 0], [1, 1, tableRows(V)]), alone, { tolerance: 1e-6 });
      });

      it('gives an empty history finite scores', async () => {
        const empty = scoresOf(await create(), [[0, 0]], [[1]]).dataSync();
        expect(empty.every(Number.isFinite)).toBe(true);
      });

      it('shares its item table, one row for each id, with its inputs', async () => {
        const model = await create();
        const shared = model.network.weights.map((weight) => weight.read());
        expect(shared).toContain(model.itemTable());
        expect(model.itemTable().shape[0]).toBe(maskId(V) + 1);
      });
    });

    describe('configuration', () => {
      it('builds the same network again from its JSON', async () => {
        const model = await create();
        const again = await build(JSON.parse(JSON.stringify(model.config)));
        expect(again.config).toEqual(model.config);
        expect(weightsOf(again)).toEqual(weightsOf(model));
        expect(again.network.getConfig()).toEqual(model.network.getConfig());
        expect(again).toMatchObject({ kind, query: objective.query, itemCount: V, maxLength: 6 });
      });

      it('has every option that has a value, in the order of the definition', async () => {
        const { config } = await build({ itemCount: V });
        expect(Object.keys(config)).toEqual(Object.keys(options).filter((key) => key in config));
      });

      it.each([
        [{}, `${title} needs itemCount, the number of items of the catalogue`],
        [{ itemCount: 0 }, 'itemCount must be at least 1, got 0'],
        [{ itemCount: V, maxLength: '6' }, 'maxLength must be a number, got "6"'],
        [{ itemCount: V, seed: 0.5 }, 'seed must be a whole number, got 0.5'],
        [{ itemCount: V, loss: { kind: 'none' } }, 'loss.kind must be one of softmax, '],
        [{ itemCount: V, loss: { kind: 'bpr', t: 1 } }, 'loss must not have t, got {"kind":"bpr"'],
        [
          { itemCount: V, hidden: 64 },
          `${title} has no option 'hidden'; its options are itemCount`,
        ],
      ])('of %j is refused', async (given, message) => {
        await expect(build(given)).rejects.toMatchObject({
          code: 'invalid-option',
          message: expect.stringContaining(message),
        });
      });
    });

    describe('first weights', () => {
      it('depend only on the configuration, even if the process builds other models', async () => {
        const first = await create();
        await create({ seed: 6 });
        expect(weightsOf(await create())).toEqual(weightsOf(first));
      });

      it('differ by seed and by layer', async () => {
        const drawn = [await create(), await create({ seed: 6 })]
          .flatMap((model) => Object.entries(weightsOf(model)))
          .filter(([, values]) => new Set(values).size > 1)
          .map(([, values]) => String(values));
        expect(drawn.length).toBeGreaterThan(2);
        expect(new Set(drawn).size).toBe(drawn.length);
      });
    });

    describe('loss', () => {
      it('is the weighted sum of cross-entropies of the scores at the positions', async () => {
        const model = await create();
        const batch = slotBatch();
        const losses = placesOf(model, batch).map(({ scores, label, weight }) => {
          const total = scores.reduce((sum, x) => sum + Math.exp(x), 0);
          return weight * (Math.log(total) - (scores[label] ?? 0));
        });
        expect(model.loss(batch).dataSync()[0]).toBeCloseTo(sumOf(losses), 4);
      });

      it('uses the loss of the configuration and the negatives of the batch', async () => {
        const model = await create({ loss: { kind: 'bce' } });
        const batch = slotBatch();
        const [rows, places] = batch.labels.shape;
        const negatives = tf.fill([rows, places, 1], 5, 'int32');
        const losses = placesOf(model, batch).map(({ scores, label, weight }) => {
          const against = label === 5 ? 0 : Math.log1p(Math.exp(scores[5] ?? 0));
          return weight * (Math.log1p(Math.exp(-(scores[label] ?? 0))) + against);
        });
        expect(model.loss({ ...batch, negatives }).dataSync()[0]).toBeCloseTo(sumOf(losses), 4);
      });

      it.each(itemLossKinds)('of kind %s needs negatives only if it samples', async (loss) => {
        const model = await create({ loss: { kind: loss } });
        const compute = () => model.loss(slotBatch());
        if (itemLosses[loss].negatives === 0) expect(compute().rank).toBe(0);
        else expect(compute).toThrow(`the loss '${loss}' needs negatives`);
      });

      it('without positions equals that of positions that name every slot, in any order', async () => {
        const model = await create();
        const { positions: _, ...whole } = everySlotBatch();
        const batch = everySlotBatch();
        expectClose(model.loss(batch), model.loss(whole), { tolerance: 1e-5 });
        const turned = pick(batch, [3, 0, 4, 1, 2]);
        expectClose(model.loss(turned), model.loss(whole), { tolerance: 1e-5 });
        const { positions, ...misplaced } = turned;
        expect(positions).toBeDefined();
        expect(() =>
          expectClose(model.loss(misplaced), model.loss(whole), { tolerance: 1e-3 }),
        ).toThrow('element');
      });

      it('without positions is refused if the prediction slots are not the slots', async () => {
        const { positions: _, ...places } = slotBatch();
        const model = await create();
        expect(() => model.loss(places)).toThrow(
          'a batch without positions has a prediction slot for each of its 5 slots, got 2',
        );
      });

      it('does not depend on the padding of a row', async () => {
        const model = await create();
        const row = (ids: number[], slots: number[]) =>
          model.loss({
            ids: tf.tensor2d([ids], undefined, 'int32'),
            positions: tf.tensor2d([slots], undefined, 'int32'),
            labels: tf.tensor2d([[5, 2]], undefined, 'int32'),
            weights: tf.tensor2d([[1, 0.5]]),
          });
        expectClose(row([0, 0, 0, 3, 5, 1], [3, 5]), row([3, 5, 1], [0, 2]));
      });

      it('adds up over the rows of a batch', async () => {
        const model = await create();
        for (const batch of [slotBatch(), everySlotBatch()]) {
          const rows = [0, 1, 2].map((i) => model.loss(rowOf(batch, i)));
          expectClose(tf.addN(rows), model.loss(batch));
        }
      });

      it('has dropout only with a dropout source, at sites with different names', async () => {
        const model = await create();
        const sites: string[] = [];
        const dropout = (shape: readonly number[], _rate: number, site: string) => {
          sites.push(site);
          return keepAll(shape);
        };
        model.loss(slotBatch());
        expect(sites).toEqual([]);
        model.loss(slotBatch(), { dropout });
        expect(new Set(sites).size).toBe(sites.length);
      });

      it('can be traced, because neither the forward nor the backward pass reads values', async () => {
        const model = await create();
        const variables = variablesOf(model);
        const batches = [slotBatch(), everySlotBatch()];
        const reads = (['dataSync', 'data', 'arraySync', 'array'] as const).map((read) =>
          vi.spyOn(tf.Tensor.prototype, read),
        );
        for (const batch of batches) {
          tf.variableGrads(() => model.loss(batch, { dropout: keepAll }), variables);
        }
        for (const read of reads) {
          expect(read).not.toHaveBeenCalled();
          read.mockRestore();
        }
      });

      it('has a gradient for every weight', async () => {
        const model = await create();
        const variables = variablesOf(model);
        const { grads } = tf.variableGrads(() => model.loss(slotBatch()), variables);
        expect(Object.keys(grads)).toHaveLength(variables.length);
      });
    });

    describe('memory', () => {
      it('holds no tensors after a loss, a gradient or scores', async () => {
        const model = await create();
        const variables = variablesOf(model);
        for (const batch of [slotBatch(), everySlotBatch()]) {
          expectNoLeak(() => model.loss(batch));
          expectNoLeak(() => {
            const { value, grads } = tf.variableGrads(
              () => model.loss(batch, { dropout: keepAll }),
              variables,
            );
            return [value, ...Object.values(grads)];
          });
        }
        const { ids, positions } = everySlotBatch();
        expectNoLeak(() => model.network.apply([ids, positions]) as tf.Tensor);
      });

      it('holds no tensors after a recommendation', async () => {
        const model = await create();
        await recommend(modelScorer(model), catalogue, ['cat']);
        const before = tf.memory().numTensors;
        await recommend(modelScorer(model), catalogue, ['cat']);
        expect(tf.memory().numTensors).toBe(before);
      });

      it('is free after the network is disposed', async () => {
        (await create()).network.dispose();
        expect(tf.memory().numTensors).toBe(tensors);
      });

      it('does not grow during training', async () => {
        const { model, memory } = await trained({ maxSteps: 12 });
        expect(new Set(memory.map((held) => JSON.stringify(held))).size).toBe(1);
        model.network.dispose();
      });
    });

    describe('recommendations', () => {
      it('rank every item of the catalogue that is not in the history', async () => {
        const scorer = modelScorer(await create());
        const { recommendations } = await recommend(scorer, catalogue, ['cat', 'ant'], { k: 9 });
        const items = recommendations.map(({ item }) => item).sort();
        expect(items).toEqual(['bee', 'dog', 'eel', 'fox', 'gnu']);
      });

      it('for a long history equal those for its newest items', async () => {
        const scorer = modelScorer(await create());
        const read = small.maxLength - (objective.query === 'cloze' ? 1 : 0);
        const long = [7, 6, 5, 4, 3, 2, 1, 2, 3];
        const [whole, newest] = await Promise.all(
          [long, long.slice(-read)].map((items) =>
            scorer.score([{ items: Int32Array.from(items) }]),
          ),
        );
        expect(whole?.data).toEqual(newest?.data);
      });
    });

    describe('training', () => {
      let directory: string;
      beforeEach(() => {
        directory = mkdtempSync(join(tmpdir(), `${kind}-contract-`));
      });
      afterEach(() => rmSync(directory, { recursive: true }));

      it('gives the same weights in pieces as in whole batches, dropout included', async () => {
        const whole = await trained();
        const pieces = await trained({ microBatchRows: 2 });
        expectSameTraining(pieces, whole);
      });

      it('resumes from a checkpoint to the same bytes', async () => {
        const checkpoints = { directory, every: { steps: 1 }, resume: true };
        const whole = await trained();
        await trained({ checkpoints, maxSteps: 2 });
        const resumed = await trained({ checkpoints });
        expect(resumed.losses).toEqual(whole.losses.slice(2));
        expect(weightsOf(resumed.model)).toEqual(weightsOf(whole.model));
      });

      it('gives the same weights on onnx as on cpu', async () => {
        const expected = await trained();
        const weights = weightsOf(expected.model);
        await tf.setBackend('onnx');
        const compiled = await trained({ stepRunner: compilePieces });
        expectSameTraining(compiled, { ...expected, weights });
      });

      it('has the same loss on onnx for positions in any order as for every slot', async () => {
        await tf.setBackend('onnx');
        const lossesOf = async (change: (batch: BatchTensors) => BatchTensors) => {
          const model = await create();
          const step = compilePieces({
            piece: (arrays) => ({ loss: model.loss(change(arrays as unknown as BatchTensors)) }),
            update: (sums) => sums,
          });
          const arrays = await arraysOf(everySlotBatch());
          const { loss } = await step.run(arrays, 1);
          step.dispose();
          return loss?.[0] ?? Number.NaN;
        };
        const given = await lossesOf((batch) => batch);
        const turned = await lossesOf((batch) => pick(batch, [3, 0, 4, 1, 2]));
        const whole = await lossesOf(({ positions: _, ...batch }) => batch);
        expect(turned).toBeCloseTo(given, 4);
        expect(whole).toBeCloseTo(given, 4);
      });

      it('scores the items of the model it starts from as that model does', async () => {
        const { model: from } = await trained();
        const known = Int32Array.of(0, 0, 3, 0, 1, 7, 2, 0, 5);
        const model = await create({ itemCount: known.length - 1, seed: 6 });
        await warmStart(model, { from, known, build });
        const [before, after] = await Promise.all([
          modelScorer(from).score([{ items: Int32Array.of(5, 3, 7) }]),
          modelScorer(model).score([{ items: Int32Array.of(8, 2, 5) }]),
        ]);
        known.forEach((earlier, item) => {
          if (earlier > 0) expect(after.data[item]).toBeCloseTo(before.data[earlier] ?? 0, 6);
        });
      });

      it('scores the same after loading from an artifact, and from loadLayersModel', async () => {
        const { model } = await trained();
        await saveArtifact(directory, { model, catalogue, popularity: new Float64Array(V + 1) });
        const histories = [{ items: Int32Array.of(1, 2, 3) }, { items: Int32Array.of(7, 1) }];
        const expected = await modelScorer(model).score(histories);
        const artifact = await loadArtifact(directory, { kinds: { [kind]: build } });
        expect(await modelScorer(artifact.model).score(histories)).toEqual(expected);
        expectClose(artifact.model.loss(slotBatch()), model.loss(slotBatch()), { tolerance: 0 });

        const network = await loadLayersModel(layersModelDirectory(directory));
        const { ids, positions } = everySlotBatch();
        expectClose(
          network.apply([ids, positions]) as tf.Tensor,
          model.network.apply([ids, positions]) as tf.Tensor,
          { tolerance: 0 },
        );
      });
    });
  });
}

const catalogue = new Catalogue(
  ['ant', 'bee', 'cat', 'dog', 'eel', 'fox', 'gnu'].map((id, i) => ({ index: i + 1, id })),
);

/** Eighteen users; each item is one more than the item before. */
function chains() {
  return sequencesFromLists(
    Array.from({ length: 18 }, (_, user) =>
      Array.from({ length: 2 + (user % 5) }, (_, i) => 1 + ((user + i) % V)),
    ),
  );
}

interface Trained {
  readonly losses: readonly number[];
  readonly model: SequenceModel;
  readonly weights?: Readonly<Record<string, readonly number[]>>;
}

/** Expects the same losses, and weights that differ only by rounding. */
function expectSameTraining(actual: Trained, expected: Trained): void {
  actual.losses.forEach((loss, step) => {
    expect(loss).toBeCloseTo(expected.losses[step] ?? Number.NaN, 4);
  });
  const [a, b] = [actual, expected].map(({ model, weights = weightsOf(model) }) =>
    Object.values(weights).flat(),
  );
  const moved = a?.filter((value, i) => !(Math.abs(value - (b?.[i] ?? Number.NaN)) <= 1e-4)) ?? [];
  // Adam turns the rounding of tiny gradients into steps of up to the learning rate, in a few weights. Another dropout
  // mask would change most weights by as much.
  expect(moved.length).toBeLessThan((a?.length ?? 0) / 50);
}

/** A model's weights by name. */
function weightsOf({ network }: SequenceModel): Record<string, readonly number[]> {
  return Object.fromEntries(
    network.weights.map((weight) => [weight.originalName, [...weight.read().dataSync()]]),
  );
}

function variablesOf({ network }: SequenceModel): tf.Variable[] {
  return network.trainableWeights.map((weight) => weight.read() as tf.Variable);
}

function scoresOf({ network }: SequenceModel, ids: number[][], positions: number[][]): tf.Tensor {
  return network.apply([
    tf.tensor2d(ids, undefined, 'int32'),
    tf.tensor2d(positions, undefined, 'int32'),
  ]) as tf.Tensor;
}

/** For each prediction slot of a batch: the scores of all rows of the table, the label and its weight. */
function placesOf(model: SequenceModel, { ids, positions, labels, weights }: BatchTensors) {
  const scores = (model.network.apply([ids, positions as tf.Tensor2D]) as tf.Tensor).dataSync();
  const width = tableRows(model.itemCount);
  const weight = weights.dataSync();
  return Array.from(labels.dataSync(), (label, place) => ({
    scores: [...scores.subarray(place * width, (place + 1) * width)],
    label,
    weight: weight[place] ?? 0,
  }));
}

function rowOf(batch: BatchTensors, row: number): BatchTensors {
  const arrays = Object.entries(batch).map(([name, tensor]: [string, tf.Tensor2D]) => [
    name,
    tf.slice(tensor, [row, 0], [1, -1]),
  ]);
  return Object.fromEntries(arrays) as BatchTensors;
}

async function arraysOf(batch: BatchTensors) {
  const arrays = Object.entries(batch).map(async ([name, tensor]: [string, tf.Tensor]) => {
    const data = (await tensor.data()) as Int32Array | Float32Array;
    return [name, { data, shape: tensor.shape }] as const;
  });
  return Object.fromEntries(await Promise.all(arrays));
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

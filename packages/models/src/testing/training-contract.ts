import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { layersModelDirectory, loadArtifact, saveArtifact } from '@org/artifact';
import { type BatchTensors, modelScorer, networkInputs } from '@org/sequence-model';
import { compilePieces } from '@org/tfjs-onnx';
import { warmStart } from '@org/training';
import * as tf from '@tensorflow/tfjs-core';
import { loadLayersModel } from '@tensorflow/tfjs-layers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { expectClose } from '../../../../testing/expect-tensor.js';
import {
  catalogue,
  type ModelUnderTest,
  type TrainedModel,
  weightsOf,
} from './model-under-test.js';
import { everySlotBatch, pick, slotBatch, V } from './toy-batch.js';

/** What every kind promises of training and of trained models: the same weights in pieces, after a stop and on another engine. */
export function trainingContract({
  definition: { kind },
  build,
  create,
  trained,
}: ModelUnderTest): void {
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
      const histories = [
        { items: Int32Array.of(1, 2, 3), timestamps: Float64Array.of(5, 60, 7000) },
        { items: Int32Array.of(7, 1), timestamps: Float64Array.of(5, 6) },
      ];
      const expected = await modelScorer(model).score(histories);
      const artifact = await loadArtifact(directory, { kinds: { [kind]: build } });
      expect(await modelScorer(artifact.model).score(histories)).toEqual(expected);
      expectClose(artifact.model.loss(slotBatch()), model.loss(slotBatch()), { tolerance: 0 });

      const network = await loadLayersModel(layersModelDirectory(directory));
      const inputs = networkInputs(model, everySlotBatch());
      expectClose(network.apply(inputs) as tf.Tensor, model.network.apply(inputs) as tf.Tensor, {
        tolerance: 0,
      });
    });
  });
}

interface Trained extends Pick<TrainedModel, 'model' | 'losses'> {
  /** The weights at the end, where another engine has replaced the model's. */
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

async function arraysOf(batch: BatchTensors) {
  const arrays = Object.entries(batch).map(async ([name, tensor]: [string, tf.Tensor]) => {
    const data = (await tensor.data()) as Int32Array | Float32Array;
    return [name, { data, shape: tensor.shape }] as const;
  });
  return Object.fromEntries(await Promise.all(arrays));
}

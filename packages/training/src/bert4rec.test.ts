import '@tensorflow/tfjs-backend-cpu';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Bert4Rec, bert4rec, bert4recFromConfig } from '@org/bert4rec';
import { Catalogue } from '@org/seqrec-data';
import { modelScorer } from '@org/sequence-model';
import * as tf from '@tensorflow/tfjs-core';
import { loadLayersModel } from '@tensorflow/tfjs-layers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadArtifact, saveArtifact } from './artifact.js';
import { layersModelDirectory } from './layers-model-files.js';
import { tinyBatches } from './testing/tiny-batches.js';
import { train } from './train.js';

const itemCount = 8;

/** A model after some steps with dropout in every place that BERT4Rec has it. */
async function trained(steps: number, microBatchRows?: number): Promise<Bert4Rec> {
  const model = bert4rec({ itemCount, maxLength: 6, hiddenSize: 4, layers: 1, seed: 2 });
  const run = train({
    model,
    batches: tinyBatches(5, 4, 5),
    seed: 3,
    maxSteps: steps,
    learningRate: { kind: 'constant', rate: 0.01 },
    ...(microBatchRows !== undefined && { microBatchRows }),
  });
  const held: { tensors: number; bytes: number }[] = [];
  for await (const { type } of run) {
    if (type === 'step')
      held.push({ tensors: tf.memory().numTensors, bytes: tf.memory().numBytes });
  }
  for (const after of held) expect(after).toEqual(held[0]);
  return model;
}

describe('BERT4Rec', () => {
  let tensors = 0;
  beforeEach(() => {
    tensors = tf.memory().numTensors;
  });
  afterEach(() => {
    expect(tf.memory().numTensors).toBe(tensors);
  });

  it('holds no more memory after many steps than after one', async () => {
    (await trained(40)).dispose();
  });

  it('learns the same in pieces as at once, dropout included', async () => {
    const whole = await trained(3);
    const pieces = await trained(3, 2);
    const [a, b] = [whole, pieces].map((model) =>
      model.network.getWeights().flatMap((weight) => [...weight.dataSync()]),
    );
    const differences = a?.map((value, i) => Math.abs(value - (b?.[i] ?? Number.NaN))) ?? [];
    // Adam turns rounding of tiny gradients into steps of up to the learning rate; a mask of its own per piece would
    // move most weights by that much.
    expect(differences.filter((difference) => difference > 1e-4).length).toBeLessThan(
      differences.length / 50,
    );
    whole.dispose();
    pieces.dispose();
  });

  it('comes back from an artifact, and from tf.loadLayersModel', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'bert4rec-artifact-'));
    const model = await trained(2);
    const items = Array.from({ length: itemCount }, (_, i) => ({ index: i + 1, id: `item ${i}` }));
    await saveArtifact(directory, {
      model,
      catalogue: new Catalogue(items),
      popularity: new Float64Array(itemCount + 1),
    });
    const histories = [Int32Array.of(1, 2, 3), Int32Array.of(8, 1)];
    const expected = await modelScorer(model).score(histories);
    const artifact = await loadArtifact(directory, { kinds: { bert4rec: bert4recFromConfig } });
    expect(await modelScorer(artifact.model).score(histories)).toEqual(expected);

    const network = await loadLayersModel(layersModelDirectory(directory));
    expect(network.getWeights().map((weight) => weight.arraySync())).toEqual(
      model.network.getWeights().map((weight) => weight.arraySync()),
    );
    for (const each of [model.network, artifact.model.network, network]) each.dispose();
    rmSync(directory, { recursive: true });
  });
});

import '@tensorflow/tfjs-backend-cpu';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { layersModelDirectory, loadArtifact, saveArtifact } from '@org/artifact';
import { bert4rec, bert4recFromConfig } from '@org/bert4rec';
import { sasrec, sasrecFromConfig } from '@org/sasrec';
import { Catalogue, type Objective, sequencesFromLists, trainingBatches } from '@org/seqrec-data';
import { modelScorer, type SequenceModel } from '@org/sequence-model';
import * as tf from '@tensorflow/tfjs-core';
import { loadLayersModel } from '@tensorflow/tfjs-layers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { train } from './train.js';

const size = { itemCount: 8, maxLength: 6 };
const small = { ...size, hiddenSize: 4, layers: 1, seed: 2 };
const sequences = sequencesFromLists(
  Array.from({ length: 18 }, (_, user) =>
    Array.from({ length: 2 + (user % 5) }, (_, i) => 1 + ((user + i) % size.itemCount)),
  ),
);

interface Kind {
  readonly create: () => SequenceModel;
  readonly objective: Objective;
}

const kinds: Readonly<Record<string, Kind>> = {
  bert4rec: {
    create: () => bert4rec(small),
    objective: { kind: 'cloze', maskProbability: 0.4, maxPredictions: 2, lastItemShare: 0.5 },
  },
  sasrec: { create: () => sasrec(small), objective: { kind: 'next-item' } },
};

const builders = { bert4rec: bert4recFromConfig, sasrec: sasrecFromConfig };

/** A model after some steps with dropout in every place that it has it. */
async function trained({ create, objective }: Kind, steps: number, microBatchRows?: number) {
  const model = create();
  const run = train({
    model,
    batches: trainingBatches(sequences, { ...size, objective, batchSize: 6, seed: 5 }),
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

describe.each(Object.entries(kinds))('a model of kind %s', (name, kind) => {
  let tensors = 0;
  beforeEach(() => {
    tensors = tf.memory().numTensors;
  });
  afterEach(() => {
    expect(tf.memory().numTensors).toBe(tensors);
  });

  it('holds no more memory after many steps than after one', async () => {
    (await trained(kind, 40)).network.dispose();
  });

  it('learns the same in pieces as at once, dropout included', async () => {
    const whole = await trained(kind, 3);
    const pieces = await trained(kind, 3, 2);
    const [a, b] = [whole, pieces].map((model) =>
      model.network.getWeights().flatMap((weight) => [...weight.dataSync()]),
    );
    const differences = a?.map((value, i) => Math.abs(value - (b?.[i] ?? Number.NaN))) ?? [];
    // Adam turns rounding of tiny gradients into steps of up to the learning rate; a mask of its own per piece would
    // move most weights by that much.
    expect(differences.filter((difference) => difference > 1e-4).length).toBeLessThan(
      differences.length / 50,
    );
    whole.network.dispose();
    pieces.network.dispose();
  });

  it('comes back from an artifact, and from tf.loadLayersModel', async () => {
    const directory = mkdtempSync(join(tmpdir(), `${name}-artifact-`));
    const model = await trained(kind, 2);
    const items = Array.from({ length: size.itemCount }, (_, i) => ({
      index: i + 1,
      id: `item ${i}`,
    }));
    await saveArtifact(directory, {
      model,
      catalogue: new Catalogue(items),
      popularity: new Float64Array(size.itemCount + 1),
    });
    const histories = [{ items: Int32Array.of(1, 2, 3) }, { items: Int32Array.of(8, 1) }];
    const expected = await modelScorer(model).score(histories);
    const artifact = await loadArtifact(directory, { kinds: builders });
    expect(await modelScorer(artifact.model).score(histories)).toEqual(expected);

    const network = await loadLayersModel(layersModelDirectory(directory));
    expect(network.getWeights().map((weight) => weight.arraySync())).toEqual(
      model.network.getWeights().map((weight) => weight.arraySync()),
    );
    for (const each of [model.network, artifact.model.network, network]) each.dispose();
    rmSync(directory, { recursive: true });
  });
});

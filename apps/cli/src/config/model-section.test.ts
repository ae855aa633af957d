import '@tensorflow/tfjs-backend-cpu';
import { modelKinds, models } from '@org/models';
import { describe, expect, test } from 'vitest';
import { loadConfiguration } from './load.js';
import { createModel, modelBatches } from './model-section.js';

const size = { itemCount: 9, seed: 4 };

/** The configuration of a model from settings of the command line. */
async function configOf(model: Readonly<Record<string, unknown>>) {
  return (await createModel(loadConfiguration({ model }, undefined).model, size)).config;
}

describe.each(modelKinds)('a model of kind %s', (kind) => {
  test('is the same from settings as from equal options in code', async () => {
    const { build } = models[kind];
    expect(await configOf({ kind })).toEqual((await build(size)).config);
    for (const options of [{ dropout: 0.5 }, { hiddenSize: 32, heads: 4 }, { stddev: 0.1 }]) {
      expect(await configOf({ kind, ...options })).toEqual(
        (await build({ ...size, ...options })).config,
      );
    }
  });

  test('takes the options of its loss from settings with the name of the loss', async () => {
    const { build } = models[kind];
    const loss = { kind: 'gbce', t: 0.5 };
    expect(await configOf({ kind, loss: 'gbce', gbceT: 0.5 })).toEqual(
      (await build({ ...size, loss })).config,
    );
    expect(await configOf({ kind, loss: 'bce', gbceT: 0.5 })).toMatchObject({
      loss: { kind: 'bce' },
    });
  });
});

describe('the batches of a model', () => {
  test('are those of its objective', () => {
    const { model } = loadConfiguration({ model: { maskProbability: 0.1 } }, undefined);
    expect(modelBatches(model)).toEqual({
      maxLength: 50,
      windowStride: undefined,
      objective: { kind: 'cloze', maskProbability: 0.1, maxPredictions: 5, lastItemShare: 0.2 },
      negatives: undefined,
    });
    const sasrec = loadConfiguration(
      { model: { kind: 'sasrec', windowStride: 'newest' } },
      undefined,
    );
    expect(modelBatches(sasrec.model)).toMatchObject({
      windowStride: 'newest',
      objective: { kind: 'next-item' },
    });
  });
});

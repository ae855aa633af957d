import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadTextEncoder } from './load-text-encoder.js';
import { goldenJson, goldenPath, goldenTensors, largestDifference } from './testing/golden.js';
import { ModelFolder } from './testing/model-folder.js';

const { texts } = goldenJson<{ texts: string[] }>('tiny-static.golden.json');
const golden = goldenTensors('tiny-static.golden.safetensors');

describe('a static encoder', () => {
  it.each([
    ['tiny-static', 'vectors of length 1', 1e-6],
    ['tiny-static-mapped', 'weights, shared rows and float16', 1e-3],
  ])('of model2vec, %s, has its vectors: %s', async (name, _, tolerance) => {
    const encoder = await loadTextEncoder(goldenPath(name));
    expect([encoder.kind, encoder.size, encoder.maxTokens]).toEqual(['static', 16, 30]);
    const { vectors, truncated } = await encoder.encode(texts, { batchTokens: 7 });
    expect(largestDifference(vectors, golden(name).data)).toBeLessThan(tolerance);
    expect(truncated.length).toBeGreaterThan(0);
    // A text without known tokens.
    expect(vectors.subarray(0, 32)).toEqual(new Float32Array(32));
  });

  it('has one hidden state, whose mean is the vector', async () => {
    const encoder = await loadTextEncoder(goldenPath('tiny-static-mapped'));
    const { states, shape, ids } = await encoder.hiddenStates(['a lighthouse', 'Ada']);
    const [, time, size] = shape;
    expect(states).toHaveLength(1);
    const { vectors } = await encoder.encode(['a lighthouse', 'Ada']);
    const means = ids.flatMap(({ length }, text) =>
      Array.from({ length: size }, (_, i) => {
        const at = (slot: number) => states[0]?.[(text * time + slot) * size + i] ?? 0;
        return Array.from({ length }, (_, slot) => at(slot)).reduce((a, b) => a + b, 0) / length;
      }),
    );
    expect(largestDifference(vectors, means)).toBeLessThan(1e-6);
  });

  it('refuses a pooling of layers, and says which it has', async () => {
    const encoder = await loadTextEncoder(goldenPath('tiny-static'));
    await expect(encoder.encode([''], { pooling: 'last-two-mean' })).rejects.toThrow(
      "pooling of a static encoder is one of mean, got 'last-two-mean'",
    );
  });
});

describe('a folder of a static encoder', () => {
  let folder: ModelFolder;
  beforeEach(async () => {
    folder = await ModelFolder.of('tiny-static-mapped');
  });
  afterEach(() => folder.remove());

  it('without a limit reads every token', async () => {
    await folder.changeJson('config.json', { max_length: null });
    const encoder = await loadTextEncoder(folder.path);
    expect((await encoder.encode(['word '.repeat(600)])).truncated).toEqual([]);
    await folder.changeJson('config.json', { max_length: undefined });
    expect((await loadTextEncoder(folder.path)).maxTokens).toBe(512);
  });

  it.each([
    ['embeddings', undefined, "has no tensor 'embeddings'"],
    ['embeddings', [4], "has 'embeddings' of shape [4], expected rows of features"],
    ['weights', [3], "has 3 'weights' for the"],
    ['embeddings', [2, 8], 'maps a token to row'],
    ['mapping', undefined, "has 50 'embeddings' for the"],
  ] as const)('is refused where %s has shape %j', async (name, shape, message) => {
    await folder.changeTensors((tensors) => {
      if (shape === undefined) tensors.delete(name);
      else {
        const length = shape.reduce<number>((size, axis) => size * axis, 1);
        tensors.set(name, { data: new Float32Array(length), shape });
      }
    });
    await expect(loadTextEncoder(folder.path)).rejects.toThrow(message);
  });
});

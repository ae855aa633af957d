import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryDirectory } from '../../../testing/temporary-directory.js';
import { loadTextEncoder } from './load-text-encoder.js';
import type { EncodeProgress, PretrainedTextEncoder } from './pretrained-text-encoder.js';
import { goldenPath, largestDifference } from './testing/golden.js';

describe('encode', () => {
  let encoder: PretrainedTextEncoder;
  let before = 0;
  beforeAll(async () => {
    await tf.setBackend('cpu');
    encoder = await loadTextEncoder(goldenPath('tiny-bert'));
    before = tf.memory().numTensors;
  });
  afterAll(() => {
    expect(tf.memory().numTensors, 'tensors left behind').toBe(before);
    encoder.dispose();
  });

  const row = (vectors: Float32Array, place: number) =>
    vectors.subarray(place * 32, place * 32 + 32);
  const word = fc.constantFrom('Ada', 'lighthouse', 'Kraków', '1987', '[MASK]', 'is', '...');
  const texts = fc.array(
    fc.array(word, { maxLength: 30 }).map((words) => words.join(' ')),
    { minLength: 1, maxLength: 6 },
  );

  it('gives each text the vector that it has alone: no other text, batch or padding changes it', async () => {
    await fc.assert(
      fc.asyncProperty(texts, fc.constantFrom(1, 64, 4096), async (texts, batchTokens) => {
        const { vectors } = await encoder.encode(texts, { batchTokens });
        for (const [place, text] of texts.entries()) {
          const alone = await encoder.encode([text]);
          expect(largestDifference(row(vectors, place), alone.vectors)).toBeLessThan(1e-5);
        }
      }),
      { numRuns: 15 },
    );
  });

  it('keeps the order of the texts, and computes equal ones once', async () => {
    const result = await encoder.encode(['Ada', 'a lighthouse', 'Ada', '', 'Ada']);
    expect([result.computed, result.cached, result.size]).toEqual([3, 0, 32]);
    const [ada, light, again, , last] = [0, 1, 2, 3, 4].map((place) => row(result.vectors, place));
    expect(again).toEqual(ada);
    expect(last).toEqual(ada);
    expect(light).not.toEqual(ada);
    const reversed = await encoder.encode(['a lighthouse', 'Ada']);
    expect(largestDifference(row(reversed.vectors, 1), ada ?? [])).toBeLessThan(1e-5);
  });

  it('reads only the beginning of a text that is too long, and lists such texts', async () => {
    const long = 'lighthouse '.repeat(60);
    const { vectors, truncated } = await encoder.encode(['Ada', long, `${long} Kraków`, long]);
    expect(truncated).toEqual([1, 2, 3]);
    expect(row(vectors, 2)).toEqual(row(vectors, 1));
    expect((await encoder.hiddenStates(['Ada', long])).truncated).toEqual([1]);
  });

  it('gives no vectors for no texts', async () => {
    const result = await encoder.encode([]);
    expect(result).toEqual({
      vectors: new Float32Array(),
      size: 32,
      truncated: [],
      computed: 0,
      cached: 0,
    });
    expect((await encoder.hiddenStates([])).states).toEqual([]);
  });

  it('scales vectors to length 1 with `normalize`', async () => {
    const plain = await encoder.encode(['Ada', 'a lighthouse']);
    const scaled = await encoder.encode(['Ada', 'a lighthouse'], { normalize: true });
    for (const place of [0, 1]) {
      const length = Math.hypot(...row(plain.vectors, place));
      const expected = row(plain.vectors, place).map((value) => value / length);
      expect(largestDifference(row(scaled.vectors, place), expected)).toBeLessThan(1e-6);
    }
  });

  it('reports how many distinct texts are done', async () => {
    const seen: EncodeProgress[] = [];
    await encoder.encode(['a', 'Ada', 'a', 'Kraków'], {
      batchTokens: 1,
      onProgress: (progress) => seen.push(progress),
    });
    expect(seen).toEqual([0, 1, 2, 3].map((done) => ({ done, total: 3 })));
  });

  it('refuses a text that is not a string, an unknown pooling, and empty batches', async () => {
    await expect(encoder.encode(['a', null as never])).rejects.toThrow(
      "text 1 is null, expected a string; use '' for a missing text",
    );
    await expect(encoder.encode(['a'], { pooling: 'sum' as never })).rejects.toThrow(
      "pooling of a bert encoder is one of last-two-mean, mean, cls, max, got 'sum'",
    );
    await expect(encoder.encode(['a'], { batchTokens: 0 })).rejects.toThrow(
      'batchTokens is a whole number of at least 1, got 0',
    );
  });

  describe('with a cache', () => {
    const cache = temporaryDirectory();
    const load = (maxTokens?: number) =>
      loadTextEncoder(goldenPath('tiny-bert'), { cache, ...(maxTokens && { maxTokens }) });

    it('computes only missing texts, and gives the same bytes again', async () => {
      const long = 'lighthouse '.repeat(60);
      const first = await load();
      const fresh = await first.encode(['Ada', long]);
      expect([fresh.computed, fresh.cached]).toEqual([2, 0]);
      const second = await load();
      const all = await second.encode([long, 'Kraków', 'Ada', 'Ada']);
      expect([all.computed, all.cached, all.truncated]).toEqual([1, 2, [0]]);
      expect(row(all.vectors, 0)).toEqual(row(fresh.vectors, 1));
      expect(row(all.vectors, 2)).toEqual(row(fresh.vectors, 0));
      // The first reads the vectors that the second has written.
      expect((await first.encode(['Kraków'])).cached).toBe(1);
      first.dispose();
      second.dispose();
    });

    it('keeps poolings, limits and models apart', async () => {
      const encoder = await load();
      expect((await encoder.encode(['Ada'], { pooling: 'cls' })).computed).toBe(1);
      const shorter = await load(8);
      expect((await shorter.encode(['Ada'])).computed).toBe(1);
      const other = await loadTextEncoder(goldenPath('tiny-static'), { cache });
      expect((await other.encode(['Ada'])).computed).toBe(1);
      for (const made of [encoder, shorter, other]) made.dispose();
    });

    it('keeps the vectors computed before a signal stops it', async () => {
      const encoder = await load();
      const stop = new AbortController();
      const texts = ['x1', 'x2', 'x3', 'x4'];
      const run = encoder.encode(texts, {
        batchTokens: 1,
        signal: stop.signal,
        onProgress: ({ done }) => {
          if (done === 2) stop.abort(new Error('enough'));
        },
      });
      await expect(run).rejects.toThrow('enough');
      const other = await load();
      const again = await other.encode(texts);
      other.dispose();
      expect([again.computed, again.cached]).toEqual([2, 2]);
      await expect(encoder.encode(texts, { signal: stop.signal })).rejects.toThrow('enough');
      encoder.dispose();
    });
  });
});

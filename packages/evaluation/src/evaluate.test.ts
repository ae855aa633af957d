import { Random } from '@org/random';
import type { EvaluationSet, Scorer } from '@org/seqrec-data';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluate } from './evaluate.js';
import { evaluateSampled } from './evaluate-sampled.js';

function setOf(
  users: readonly { readonly history: readonly number[]; readonly targets: readonly number[] }[],
): EvaluationSet {
  return {
    size: users.length,
    user: (i) => i,
    history: (i) => ({ items: Int32Array.from(users[i]?.history ?? []) }),
    targets: (i) => Int32Array.from(users[i]?.targets ?? []),
  };
}

/** Scores that depend only on the history, with ties, and with high scores for PAD and MASK. */
function randomScorer(itemCount: number, log: number[] = []): Scorer {
  return {
    name: 'random',
    async score(histories) {
      log.push(histories.length);
      const width = itemCount + 2;
      const data = Float32Array.from(
        histories.flatMap((history) => {
          const random = Random.of(...history.items, 'scores');
          return [99, ...Array.from({ length: itemCount }, () => random.integer(6)), 99];
        }),
      );
      return { rows: histories.length, width, data };
    },
  };
}

const popularityScorer: Scorer = {
  name: 'popularity',
  async score(histories) {
    return {
      rows: histories.length,
      width: 5,
      data: Float32Array.from(histories.flatMap(() => [0, 40, 30, 20, 10])),
    };
  },
};

describe('evaluate', () => {
  it('gives the ranks worked out by hand', async () => {
    // The ranking is 1, 2, 3, 4 for all, without the items of the history.
    const set = setOf([
      { history: [1, 2, 4], targets: [3] }, // rank 1
      { history: [1], targets: [4] }, // 2, 3, 4: rank 3
      { history: [3], targets: [2, 4] }, // 1, 2, 4: ranks 2 and 3
      { history: [2, 1], targets: [1] }, // in the history, so not in the ranking
    ]);
    const result = await evaluate(popularityScorer, set, {
      itemCount: 4,
      ks: [1, 2],
      metrics: ['hitRate', 'recall', 'mrr'],
      popularity: [0, 4, 3, 2, 1],
    });
    expect(result).toMatchObject({
      scorer: 'popularity',
      protocol: { ranking: 'full', itemCount: 4, excludeSeen: true, ties: 'index' },
      users: 4,
      targets: 5,
      seenTargets: 1,
      metrics: {
        'hitRate@1': 1 / 4,
        'hitRate@2': 2 / 4,
        'recall@2': (1 + 0.5) / 4,
        'mrr@2': (1 + 1 / 2) / 4,
      },
    });
    expect(result.perUser['recall@2']).toEqual(Float64Array.of(1, 0, 0.5, 0));
    // Top lists of 2: [3], [2, 3], [1, 2], [3, 4]: every item is shown.
    expect(result.catalogue?.coverage).toBe(1);
    expect(result.catalogue?.averagePopularity).toBeCloseTo((2 + 2.5 + 3.5 + 1.5) / 4, 12);
  });

  it('ranks the items of the history too if the option says so', async () => {
    const set = setOf([{ history: [2, 1], targets: [1] }]);
    const result = await evaluate(popularityScorer, set, { itemCount: 4, excludeSeen: false });
    expect(result.metrics['hitRate@1']).toBe(1);
    expect(result.seenTargets).toBe(1);
  });

  it('agrees with sorting the whole catalogue, for any batch size', async () => {
    const itemCount = 9;
    const user = fc.record({
      history: fc.array(fc.integer({ min: 1, max: itemCount }), { minLength: 1, maxLength: 5 }),
      targets: fc.uniqueArray(fc.integer({ min: 1, max: itemCount }), {
        minLength: 1,
        maxLength: 3,
      }),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(user, { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 1, max: 9 }),
        fc.boolean(),
        async (users, batchRows, excludeSeen) => {
          const sizes: number[] = [];
          const result = await evaluate(randomScorer(itemCount, sizes), setOf(users), {
            itemCount,
            ks: [3],
            metrics: ['hitRate', 'ndcg'],
            batchRows,
            excludeSeen,
          });
          expect(Math.max(...sizes)).toBeLessThanOrEqual(batchRows);
          for (const [i, { history, targets }] of users.entries()) {
            const { data } = await randomScorer(itemCount).score([
              { items: Int32Array.from(history) },
            ]);
            const ranking = Array.from({ length: itemCount }, (_, item) => item + 1)
              .filter((item) => !excludeSeen || !history.includes(item))
              .sort((a, b) => (data[b] ?? 0) - (data[a] ?? 0) || a - b);
            const gains = ranking
              .slice(0, 3)
              .map((item, place) => (targets.includes(item) ? 1 / Math.log2(place + 2) : 0));
            const ideal = targets.slice(0, 3).map((_, place) => 1 / Math.log2(place + 2));
            const sum = (values: readonly number[]) =>
              values.reduce((total, value) => total + value, 0);
            expect(result.perUser['ndcg@3']?.[i]).toBeCloseTo(sum(gains) / sum(ideal), 12);
            expect(result.perUser['hitRate@3']?.[i]).toBe(sum(gains) > 0 ? 1 : 0);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('scores at most 256 histories per batch, and at most 16 MiB of scores', async () => {
    const users = Array.from({ length: 300 }, () => ({ history: [1], targets: [2] }));
    for (const [itemCount, expected] of [
      [1000, [256, 44]],
      // With the scores of PAD and MASK a row has 2^14 scores for this catalogue, one more for the next.
      [2 ** 14 - 2, [256, 44]],
      [2 ** 14 - 1, [128, 128, 44]],
      [60_000, [64, 64, 64, 64, 44]],
    ] as const) {
      const sizes: number[] = [];
      const scorer: Scorer = {
        name: 'equal',
        async score({ length: rows }) {
          sizes.push(rows);
          return { rows, width: itemCount + 2, data: new Float32Array(rows * (itemCount + 2)) };
        },
      };
      await evaluate(scorer, setOf(users), { itemCount, ks: [1] });
      expect(sizes).toEqual(expected);
    }
  });

  it('reports progress, and stops when its signal is aborted', async () => {
    const users = Array.from({ length: 10 }, (_, i) => ({ history: [1 + (i % 3)], targets: [4] }));
    const done: number[] = [];
    const controller = new AbortController();
    const evaluation = evaluate(popularityScorer, setOf(users), {
      itemCount: 4,
      batchRows: 3,
      signal: controller.signal,
      onProgress(count, total) {
        expect(total).toBe(10);
        done.push(count);
        if (count === 6) controller.abort(new Error('enough'));
      },
    });
    await expect(evaluation).rejects.toThrow('enough');
    expect(done).toEqual([3, 6]);
  });

  it.each([
    ['an empty set', setOf([]), { itemCount: 4 }, 'the evaluation set is empty'],
    [
      'no rows',
      setOf([{ history: [1], targets: [2] }]),
      { itemCount: 4, batchRows: 0 },
      'batchRows',
    ],
    [
      'a scorer of another catalogue',
      setOf([{ history: [1], targets: [2] }]),
      { itemCount: 5 },
      'scorer popularity gave 1 rows of 5 scores for 1 histories of a catalogue of 5 items',
    ],
  ])('refuses %s', async (_, set, options, message) => {
    await expect(evaluate(popularityScorer, set, options)).rejects.toThrow(message);
  });
});

describe('evaluateSampled', () => {
  const set = setOf([
    { history: [1], targets: [4] },
    { history: [2], targets: [1] },
  ]);

  it('ranks a target among sampled items, and records the protocol', async () => {
    const result = await evaluateSampled(popularityScorer, set, {
      itemCount: 4,
      negatives: 2,
      seed: 1,
      ks: [1, 3],
      metrics: ['hitRate', 'mrr'],
    });
    expect(result.protocol).toEqual({
      ranking: 'uniform-sampled',
      itemCount: 4,
      negatives: 2,
      seed: 1,
      ties: 'index',
    });
    // 4 loses to any two of [2, 3], 1 beats any two of [3, 4].
    expect(result.metrics).toMatchObject({ 'hitRate@1': 0.5, 'mrr@3': (1 / 3 + 1) / 2 });
    const popular = await evaluateSampled(popularityScorer, set, {
      itemCount: 4,
      negatives: 2,
      seed: 1,
      popularity: [0, 1, 1, 1, 1],
    });
    expect(popular.protocol.ranking).toBe('popularity-sampled');
  });

  it('refuses several targets', async () => {
    const several = setOf([{ history: [1], targets: [2, 3] }]);
    await expect(
      evaluateSampled(popularityScorer, several, { itemCount: 4, negatives: 1, seed: 1 }),
    ).rejects.toThrow('a sampled protocol ranks one target per user, got 2 for user 0');
  });
});

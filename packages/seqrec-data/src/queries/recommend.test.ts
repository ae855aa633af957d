import { describe, expect, it } from 'vitest';
import { Catalogue } from '../dataset/catalogue.js';
import type { History } from '../dataset/history.js';
import { type RecommendOptions, recommend, recommendBatch } from './recommend.js';
import type { Scorer } from './scorer.js';

const catalogue = new Catalogue([
  { index: 1, id: 'a', title: 'Alien' },
  { index: 2, id: 'b', title: 'Brazil' },
  { index: 3, id: 5 },
  { index: 4, id: '5' },
]);

/** Ranks d > b > 5 > a for every history; PAD and MASK have the highest scores. */
const scorer: Scorer = {
  name: 'fixed',
  score: async (histories) => ({
    rows: histories.length,
    width: 6,
    data: Float32Array.from(histories.flatMap(() => [99, 1, 3, 2, 4, 99])),
  }),
};

const recommended = async (history: (string | number)[], options?: RecommendOptions) =>
  (await recommend(scorer, catalogue, history, options)).recommendations.map(({ item }) => item);

describe('recommend', () => {
  it('gives external ids, indices, titles and scores, best first', async () => {
    expect(await recommend(scorer, catalogue, ['a'])).toEqual({
      recommendations: [
        { item: '5', index: 4, score: 4 },
        { item: 'b', index: 2, title: 'Brazil', score: 3 },
        { item: 5, index: 3, score: 2 },
      ],
      ignored: [],
      withoutHistory: false,
    });
  });

  it('never recommends PAD or MASK, and at most all items', async () => {
    expect(await recommended([], { k: 50 })).toEqual(['5', 'b', 5, 'a']);
  });

  it('leaves out the items of the history unless the option says otherwise', async () => {
    expect(await recommended(['b', '5'])).toEqual([5, 'a']);
    expect(await recommended(['b', '5'], { excludeSeen: false, k: 2 })).toEqual(['5', 'b']);
  });

  it('leaves out excluded items, and items that are not allowed', async () => {
    expect(await recommended(['a'], { exclude: ['b'] })).toEqual(['5', 5]);
    expect(await recommended(['a'], { allow: ['a', 'b', 5] })).toEqual(['b', 5]);
    expect(await recommended(['a'], { allow: ['b', 5], exclude: ['b'] })).toEqual([5]);
    expect(await recommended(['a'], { allow: [] })).toEqual([]);
  });

  it('distinguishes the number 5 from the string 5', async () => {
    expect(await recommended([5])).toEqual(['5', 'b', 'a']);
    expect(await recommended(['5'])).toEqual(['b', 5, 'a']);
  });

  it('passes the known items of the history to the scorer, in order', async () => {
    let asked: readonly History[] = [];
    const spy: Scorer = {
      name: 'spy',
      score: (histories) => {
        asked = histories;
        return scorer.score(histories);
      },
    };
    const { ignored } = await recommend(spy, catalogue, ['b', 'x', 5, 'b', 6]);
    expect(asked).toEqual([{ items: Int32Array.of(2, 3, 2) }]);
    expect(ignored.map(({ id }) => id)).toEqual(['x', 6]);
  });

  it('sorts a history by its times, keeps the order of ties, and passes the times on', async () => {
    let asked: readonly History[] = [];
    const spy: Scorer = {
      name: 'spy',
      score: (histories) => {
        asked = histories;
        return scorer.score(histories);
      },
    };
    const history = { items: ['b', 'x', 'a', 5], timestamps: [30, 1, 20n, 20] };
    const { ignored } = await recommend(spy, catalogue, history);
    expect(asked).toEqual([
      { items: Int32Array.of(1, 3, 2), timestamps: Float64Array.of(20, 20, 30) },
    ]);
    expect(ignored.map(({ id }) => id)).toEqual(['x']);
  });

  it.each([
    [[1], 'a history of 2 items needs as many timestamps, got 1'],
    [[1, Number.NaN], 'a timestamp is a finite number, got NaN'],
  ])('refuses the times %j', async (timestamps, message) => {
    await expect(recommend(scorer, catalogue, { items: ['a', 'b'], timestamps })).rejects.toThrow(
      message,
    );
  });

  it('refuses unknown ids in any part if the option says so', async () => {
    const strict = { unknown: 'error' } as const;
    await expect(recommended(['a', 'x'], strict)).rejects.toMatchObject({
      code: 'unknown-item',
      message: 'history: the model does not know "x"',
    });
    await expect(recommended([], { ...strict, exclude: [6] })).rejects.toThrow(
      'exclude: the model does not know 6',
    );
    await expect(recommended([], { ...strict, allow: ['6'] })).rejects.toThrow(
      'allow: the model does not know "6"',
    );
  });

  it('refuses a k below 1', async () => {
    await expect(recommended([], { k: 0 })).rejects.toThrow('k is a whole number of at least 1');
  });

  it('refuses scores that do not fit the catalogue', async () => {
    const narrow: Scorer = {
      name: 'narrow',
      score: async () => ({ rows: 1, width: 4, data: new Float32Array(4) }),
    };
    await expect(recommend(narrow, catalogue, [])).rejects.toThrow(
      'narrow gave 1 rows of 4 scores, expected 1 rows of at least 5',
    );
  });
});

describe('recommendBatch', () => {
  it('gives each history the same result as alone', async () => {
    const histories = [['a'], [], ['b', 'x'], ['5', 5]];
    const together = await recommendBatch(scorer, catalogue, histories, { k: 2 });
    const alone = await Promise.all(
      histories.map((history) => recommend(scorer, catalogue, history, { k: 2 })),
    );
    expect(together).toEqual(alone);
  });

  it('uses only the fallback for histories without known items', async () => {
    const asked: string[] = [];
    const named = (name: string, best: number): Scorer => ({
      name,
      score: async (histories) => {
        asked.push(`${name} ${histories.length}`);
        const row = [99, 1, 2, 3, 4, 99].map((score, item) => (item === best ? 50 : score));
        return {
          rows: histories.length,
          width: 6,
          data: Float32Array.from(histories.flatMap(() => row)),
        };
      },
    });
    const options = { k: 1, fallback: named('popularity', 2) };
    const histories = [['zzz'], ['b'], [], ['zzz', 'a']];
    const results = await recommendBatch(named('model', 3), catalogue, histories, options);
    expect(results.map(({ recommendations: [first] }) => first?.item)).toEqual(['b', 5, 'b', 5]);
    expect(results.map(({ ignored }) => ignored.map(({ id }) => id))).toEqual([
      ['zzz'],
      [],
      [],
      ['zzz'],
    ]);
    expect(results.map(({ withoutHistory }) => withoutHistory)).toEqual([true, false, true, false]);
    expect(asked).toEqual(['popularity 2', 'model 2']);
  });

  it('does not call the scorer without histories', async () => {
    const never: Scorer = { name: 'never', score: () => Promise.reject(new Error('asked')) };
    expect(await recommendBatch(never, catalogue, [])).toEqual([]);
  });
});

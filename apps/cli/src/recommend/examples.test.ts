import { Catalogue, type EvaluationSet, type Scorer } from '@org/seqrec-data';
import { describe, expect, test } from 'vitest';
import { exampleRecommendations } from './examples.js';

const names = ['ash', 'beech', 'cedar', 'elm', 'fir', 'hazel', 'larch'];
const catalogue = new Catalogue(
  names.map((id, i) => ({ index: i + 1, id, ...(i === 6 ? { title: 'Larch' } : {}) })),
);

/** The ranking is 7, 6, … 1 for all users. */
const backwards: Scorer = {
  name: 'backwards',
  async score(histories) {
    const row = [0, 1, 2, 3, 4, 5, 6, 7, 0];
    const data = Float32Array.from(histories.flatMap(() => row));
    return { rows: histories.length, width: row.length, data };
  },
};

/** User i + 1 has these items before the target, which is larch. */
function setOf(histories: readonly (readonly number[])[]): EvaluationSet {
  return {
    size: histories.length,
    user: (i) => i + 1,
    history: (i) => ({ items: Int32Array.from(histories[i] ?? []) }),
    targets: () => Int32Array.of(7),
  };
}

const long = [1, 2, 3, 4, 5];
const userIds = Array.from({ length: 14 }, (_, row) => `u${row}`);
const options = { catalogue, userIds, excludeSeen: true };

describe('exampleRecommendations', () => {
  test('names the history, the targets and the recommendations of a user', async () => {
    const [example, ...others] = await exampleRecommendations(backwards, setOf([long]), options);
    expect(others).toEqual([]);
    expect(example).toEqual({
      user: 'u1',
      historyLength: 5,
      history: names.slice(0, 5).map((id) => ({ id })),
      targets: [{ id: 'larch', title: 'Larch' }],
      recommendations: [{ id: 'larch', title: 'Larch' }, { id: 'hazel' }],
    });
  });

  test('items of the history are recommended if the evaluation ranks them', async () => {
    const [example] = await exampleRecommendations(backwards, setOf([long]), {
      ...options,
      excludeSeen: false,
    });
    expect(example?.recommendations).toHaveLength(7);
  });

  test('users are evenly spaced among those with five events or more', async () => {
    const set = setOf([[1], ...Array.from({ length: 12 }, () => long)]);
    const examples = await exampleRecommendations(backwards, set, options);
    expect(examples.map(({ user }) => user)).toEqual(['u2', 'u4', 'u6', 'u8', 'u10', 'u12']);
  });

  test('short histories are used if there are no others, and the newest events are kept', async () => {
    const [short] = await exampleRecommendations(backwards, setOf([[1], [2]]), options);
    expect(short).toMatchObject({ user: 'u1', historyLength: 1 });
    const twelve = [1, 2, 3, 4, 5, 6, 1, 2, 3, 4, 5, 6];
    const [example] = await exampleRecommendations(backwards, setOf([twelve]), options);
    expect(example).toMatchObject({ historyLength: 12 });
    expect(example?.history.map(({ id }) => id)).toEqual([
      ...['cedar', 'elm', 'fir', 'hazel'],
      ...['ash', 'beech', 'cedar', 'elm', 'fir', 'hazel'],
    ]);
  });

  test('there are no examples without users', async () => {
    expect(await exampleRecommendations(backwards, setOf([]), options)).toEqual([]);
  });
});

import { type Scorer, type Sequences, scoreRow, sequencesFromLists } from '@org/seqrec-data';
import { describe, expect, it } from 'vitest';
import golden from '../golden/baselines.json' with { type: 'json' };
import {
  BaselineError,
  ease,
  implicitAls,
  itemKnn,
  markov,
  popularity,
  recentPopularity,
} from './index.js';
import { goldenHistories, goldenTrain } from './testing/golden-rows.js';

const { itemCount } = golden;
const timed = (train: Sequences): Sequences => ({
  ...train,
  timestamps: BigInt64Array.from(train.items, (_, event) => BigInt(event)),
});

const baselines: Record<string, (train: Sequences, itemCount: number) => Scorer> = {
  popularity: (train, itemCount) => popularity(train, { itemCount }),
  'recent-popularity': (train, itemCount) =>
    recentPopularity(timed(train), { itemCount, window: 50 }),
  markov: (train, itemCount) => markov(train, { itemCount }),
  'item-knn': (train, itemCount) => itemKnn(train, { itemCount }),
  ease: (train, itemCount) => ease(train, { itemCount }),
  'implicit-als': (train, itemCount) => implicitAls(train, { itemCount, factors: 4 }),
};

for (const [name, build] of Object.entries(baselines)) {
  describe(name, () => {
    const scorer = build(goldenTrain, itemCount);

    it('has its name and gives V + 1 finite scores a row, PAD scoring 0', async () => {
      const scores = await scorer.score(goldenHistories);
      expect(scorer.name).toBe(name);
      expect([scores.rows, scores.width]).toEqual([goldenHistories.length, itemCount + 1]);
      expect(scores.data.length).toBe(scores.rows * scores.width);
      expect(scores.data.every(Number.isFinite)).toBe(true);
      for (let row = 0; row < scores.rows; row += 1) expect(scoreRow(scores, row)[0]).toBe(0);
    });

    it('scores a history the same alone, in company, and again, and leaves it as it was', async () => {
      const together = await scorer.score(goldenHistories);
      for (const [row, history] of goldenHistories.entries()) {
        const copy = { items: history.items.slice() };
        expect((await scorer.score([history])).data).toEqual(scoreRow(together, row));
        expect(history).toEqual(copy);
      }
    });

    it('takes no histories, an empty history, and training without users or events', async () => {
      expect((await scorer.score([])).data.length).toBe(0);
      const empty = await scorer.score([{ items: new Int32Array(0) }]);
      expect(empty.data.every(Number.isFinite)).toBe(true);
      for (const train of [sequencesFromLists([]), sequencesFromLists([[], []])]) {
        const { data } = await build(train, 3).score([
          { items: Int32Array.of(2) },
          { items: new Int32Array(0) },
        ]);
        expect([...data]).toEqual(new Array(8).fill(0));
      }
    });

    it('refuses items outside the catalogue, in training and in a history', async () => {
      expect(() => build(sequencesFromLists([[1, 9]]), 3)).toThrow(
        'training holds item 9, but items are 1..3',
      );
      expect(() => build(sequencesFromLists([[0]]), 3)).toThrow(BaselineError);
      expect(() => build(goldenTrain, 0)).toThrow('itemCount must be a whole number');
      await expect(
        scorer.score([{ items: Int32Array.of(1) }, { items: Int32Array.of(itemCount + 1) }]),
      ).rejects.toThrow(`history 1 holds item ${itemCount + 1}, but items are 1..${itemCount}`);
    });
  });
}

import { type Scorer, type Sequences, scoreRow, sequencesFromLists } from '@org/seqrec-data';
import { describe, expect, it } from 'vitest';
import golden from '../golden/baselines.json' with { type: 'json' };
import {
  BaselineError,
  type BaselineKind,
  baselineKinds,
  baselineTable,
  fitBaseline,
} from './index.js';
import { goldenHistories, goldenTrain } from './testing/golden-rows.js';

const { itemCount } = golden;
const timed = (train: Sequences): Sequences => ({
  ...train,
  timestamps: BigInt64Array.from(train.items, (_, event) => BigInt(event)),
});

const build = (kind: BaselineKind, train: Sequences, itemCount: number): Promise<Scorer> =>
  fitBaseline(kind, baselineTable[kind].needs.times ? timed(train) : train, { itemCount });

for (const kind of baselineKinds) {
  describe(kind, async () => {
    const scorer = await build(kind, goldenTrain, itemCount);

    it('has its name, and gives V + 1 finite scores per row, 0 for PAD', async () => {
      const scores = await scorer.score(goldenHistories);
      expect(scorer.name).toBe(kind);
      expect([scores.rows, scores.width]).toEqual([goldenHistories.length, itemCount + 1]);
      expect(scores.data.length).toBe(scores.rows * scores.width);
      expect(scores.data.every(Number.isFinite)).toBe(true);
      for (let row = 0; row < scores.rows; row += 1) expect(scoreRow(scores, row)[0]).toBe(0);
    });

    it('scores a history the same alone, in a batch and repeatedly, and does not change it', async () => {
      const together = await scorer.score(goldenHistories);
      for (const [row, history] of goldenHistories.entries()) {
        const copy = { items: history.items.slice() };
        expect((await scorer.score([history])).data).toEqual(scoreRow(together, row));
        expect(history).toEqual(copy);
      }
    });

    it('accepts no histories, an empty history, and training without users or events', async () => {
      expect((await scorer.score([])).data.length).toBe(0);
      const empty = await scorer.score([{ items: new Int32Array(0) }]);
      expect(empty.data.every(Number.isFinite)).toBe(true);
      for (const train of [sequencesFromLists([]), sequencesFromLists([[], []])]) {
        const { data } = await (await build(kind, train, 3)).score([
          { items: Int32Array.of(2) },
          { items: new Int32Array(0) },
        ]);
        expect([...data]).toEqual(new Array(8).fill(0));
      }
    });

    it('refuses items outside the catalogue, in training and in a history', async () => {
      await expect(build(kind, sequencesFromLists([[1, 9]]), 3)).rejects.toThrow(
        'training holds item 9, but items are 1..3',
      );
      await expect(build(kind, sequencesFromLists([[0]]), 3)).rejects.toThrow(BaselineError);
      await expect(build(kind, goldenTrain, 0)).rejects.toThrow('itemCount must be a whole number');
      await expect(
        scorer.score([{ items: Int32Array.of(1) }, { items: Int32Array.of(itemCount + 1) }]),
      ).rejects.toThrow(`history 1 holds item ${itemCount + 1}, but items are 1..${itemCount}`);
    });
  });
}

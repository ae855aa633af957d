import { sequencesFromLists } from '@org/seqrec-data';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import golden from '../golden/baselines.json' with { type: 'json' };
import { fitBaseline } from './fit-baseline.js';
import { expectRows, goldenHistories, goldenTrain } from './testing/golden-rows.js';

it('gives the numbers of the worked example', async () => {
  const train = sequencesFromLists([
    [1, 2],
    [1, 2],
    [1, 3],
  ]);
  const scores = await (await fitBaseline('markov', train, { itemCount: 3 })).score([
    { items: Int32Array.of(1) },
    { items: Int32Array.of(1, 2) },
    { items: new Int32Array(0) },
  ]);
  expectRows(scores, [
    [3 / 6 / 4, (2 + 2 / 6) / 4, (1 + 1 / 6) / 4],
    [3 / 6, 2 / 6, 1 / 6], // nothing ever followed item 2
    [3 / 6, 2 / 6, 1 / 6],
  ]);
});

for (const { options, scores } of golden.markov) {
  it(`agrees with numpy for a prior of ${options.prior}`, async () => {
    const scorer = await fitBaseline('markov', goldenTrain, {
      itemCount: golden.itemCount,
      ...options,
    });
    expectRows(await scorer.score(goldenHistories), scores);
  });
}

it('counts no pair across two users', async () => {
  const train = sequencesFromLists([[1], [2], [], [3, 1]]);
  const scores = await (await fitBaseline('markov', train, { itemCount: 3, prior: 1e-9 })).score([
    { items: Int32Array.of(3) },
  ]);
  expectRows(scores, [[1, 0, 0]]);
});

it('gives each history probabilities that sum to 1', async () => {
  const lists = fc.array(fc.array(fc.integer({ min: 1, max: 6 }), { maxLength: 8 }));
  await fc.assert(
    fc.asyncProperty(lists, fc.integer({ min: 1, max: 6 }), async (sequences, last) => {
      fc.pre(sequences.some((items) => items.length > 0));
      const scorer = await fitBaseline('markov', sequencesFromLists(sequences), {
        itemCount: 6,
        prior: 0.3,
      });
      const { data } = await scorer.score([{ items: Int32Array.of(last) }]);
      expect(data.reduce((sum, chance) => sum + chance, 0)).toBeCloseTo(1, 5);
    }),
  );
});

import { sequencesFromLists } from '@org/seqrec-data';
import { expect, it } from 'vitest';
import golden from '../golden/baselines.json' with { type: 'json' };
import { fitBaseline } from './fit-baseline.js';
import { expectRows, goldenHistories, goldenTrain } from './testing/golden-rows.js';

it('is, for two items, the ridge regression of each on the other', async () => {
  // Two users have item 1, one of them has item 2: weights 1 / (2 + λ) and 1 / (1 + λ).
  const train = sequencesFromLists([[1, 2, 2], [1]]);
  const scores = await (
    await fitBaseline('ease', train, { itemCount: 2, regularization: 1 })
  ).score([
    { items: Int32Array.of(1) },
    { items: Int32Array.of(2, 2) },
    { items: Int32Array.of(2, 1) },
  ]);
  expectRows(scores, [
    [0, 1 / 3],
    [1 / 2, 0],
    [1 / 2, 1 / 3],
  ]);
});

for (const { options, scores } of golden.ease) {
  it(`agrees with numpy for a regularization of ${options.regularization}`, async () => {
    const scorer = await fitBaseline('ease', goldenTrain, {
      itemCount: golden.itemCount,
      ...options,
    });
    expectRows(await scorer.score(goldenHistories), scores);
  });
}

it('refuses a regularization of 0 and a catalogue that is too large', async () => {
  const train = sequencesFromLists([[1]]);
  await expect(fitBaseline('ease', train, { itemCount: 1, regularization: 0 })).rejects.toThrow(
    'regularization of ease: expected a number above 0, got 0',
  );
  await expect(fitBaseline('ease', train, { itemCount: 20_001 })).rejects.toThrow(
    'EASE is limited to 20000 items, got 20001',
  );
});

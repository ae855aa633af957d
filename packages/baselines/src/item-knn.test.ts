import { sequencesFromLists } from '@org/seqrec-data';
import { expect, it } from 'vitest';
import golden from '../golden/baselines.json' with { type: 'json' };
import { fitBaseline } from './fit-baseline.js';
import { expectRows, goldenHistories, goldenTrain } from './testing/golden-rows.js';

const train = sequencesFromLists([[1, 2], [2, 1, 3, 1], [1]]);

it('sums the cosines to the items of the history, halved with age', async () => {
  // Users of 1: three, of 2: two, of 3: one.
  const [s12, s13, s23] = [2 / Math.sqrt(6), 1 / Math.sqrt(3), 1 / Math.sqrt(2)];
  const options = { itemCount: 3, shrinkage: 0, halfLife: 1 };
  const scores = await (await fitBaseline('item-knn', train, options)).score([
    { items: Int32Array.of(1) },
    { items: Int32Array.of(1, 2) },
    { items: Int32Array.of(3, 1, 2) },
  ]);
  expectRows(scores, [
    [0, s12, s13],
    [s12, s12 / 2, s13 / 2 + s23],
    [s12 + s13 / 4, s12 / 2 + s23 / 4, s23 + s13 / 2],
  ]);
});

it('keeps only the nearest neighbours, and shrinks pairs of few users', async () => {
  const nearest = await (
    await fitBaseline('item-knn', train, { itemCount: 3, shrinkage: 0, neighbours: 1 })
  ).score([{ items: Int32Array.of(1) }]);
  expectRows(nearest, [[0, 2 / Math.sqrt(6), 0]]);
  const shrunk = await (await fitBaseline('item-knn', train, { itemCount: 3, shrinkage: 5 })).score(
    [{ items: Int32Array.of(3) }],
  );
  expectRows(shrunk, [[1 / (Math.sqrt(3) + 5), 1 / (Math.sqrt(2) + 5), 0]]);
});

for (const { options, scores } of golden.itemKnn) {
  it(`agrees with numpy for ${JSON.stringify(options)}`, async () => {
    const scorer = await fitBaseline('item-knn', goldenTrain, {
      itemCount: golden.itemCount,
      ...options,
    });
    expectRows(await scorer.score(goldenHistories), scores);
  });
}

it('refuses options out of range', async () => {
  const of = (wrong: object) =>
    expect(fitBaseline('item-knn', train, { itemCount: 3, ...wrong })).rejects;
  await of({ neighbours: 0 }).toThrow(
    'neighbours of item-knn: expected a whole number of at least 1',
  );
  await of({ halfLife: 0 }).toThrow('halfLife of item-knn: expected a number above 0, got 0');
  await of({ shrinkage: -1 }).toThrow('shrinkage of item-knn: expected a number of at least 0');
  await of({ neighbors: 5 }).toThrow(
    'item-knn has no option neighbors; it has neighbours, shrinkage, halfLife',
  );
});

import { sequencesFromLists } from '@org/seqrec-data';
import { expect, it } from 'vitest';
import golden from '../golden/baselines.json' with { type: 'json' };
import { fitBaseline } from './fit-baseline.js';
import { type ImplicitAlsOptions, itemFactors } from './implicit-als.js';
import { interactionMatrix, rowOf } from './interaction-matrix.js';
import { finish } from './testing/finish.js';
import { expectRows, goldenHistories, goldenTrain } from './testing/golden-rows.js';
import { dot, type Factors, solveRows } from './weighted-ridge.js';

const { itemCount, implicitAls: expected } = golden;
const options: ImplicitAlsOptions = {
  ...expected.options,
  iterations: 600,
  seed: 0,
};

/** The objective of the paper, computed pair by pair. */
function loss(items: Factors): number {
  const { byUser } = interactionMatrix(goldenTrain, itemCount);
  const { confidence, regularization } = options;
  const data = new Float64Array(byUser.rows * items.width);
  const users = { rows: byUser.rows, width: items.width, data };
  finish(solveRows(byUser, items, users, { confidence, regularization, steps: items.width }));

  const squares = [...users.data, ...items.data].reduce((sum, value) => sum + value * value, 0);
  let total = regularization * squares;
  for (let user = 0; user < byUser.rows; user += 1) {
    const met = new Set(rowOf(byUser, user));
    const factors = data.subarray(user * items.width, (user + 1) * items.width);
    for (let item = 1; item <= itemCount; item += 1) {
      const score = dot(factors, items.data, item * items.width);
      total += met.has(item) ? (1 + confidence) * (1 - score) ** 2 : score ** 2;
    }
  }
  return total;
}

it('finds the known minimum for one user and one item', async () => {
  // (1 + α)(1 - xy)² + λ(x² + y²) is least at x = y = √(1 - λ / (1 + α)): a score of 0.75.
  const one = { itemCount: 1, factors: 1, confidence: 3, regularization: 1, iterations: 200 };
  const scores = await (await fitBaseline('implicit-als', sequencesFromLists([[1]]), one)).score([
    { items: Int32Array.of(1) },
  ]);
  expectRows(scores, [[0.75]]);
});

it('reaches the loss and the scores that exact alternation in numpy finds', async () => {
  const items = finish(itemFactors(interactionMatrix(goldenTrain, itemCount), options));
  expect(loss(items)).toBeCloseTo(expected.loss, 6);
  expectRows(
    await (await fitBaseline('implicit-als', goldenTrain, { itemCount, ...options })).score(
      goldenHistories,
    ),
    expected.scores,
  );
});

it('lowers its loss in every round', () => {
  const losses = [1, 2, 3, 4, 5, 6].map((iterations) =>
    loss(
      finish(itemFactors(interactionMatrix(goldenTrain, itemCount), { ...options, iterations })),
    ),
  );
  expect(losses).toEqual([...losses].sort((a, b) => b - a));
});

it('gives the same bytes for the same seed, and different ones for another seed', async () => {
  const scores = async (seed: number) =>
    (
      await (
        await fitBaseline('implicit-als', goldenTrain, { itemCount, iterations: 2, seed })
      ).score(goldenHistories)
    ).data;
  expect(await scores(1)).toEqual(await scores(1));
  expect(await scores(1)).not.toEqual(await scores(2));
});

it('refuses options out of range', async () => {
  const of = (wrong: Partial<ImplicitAlsOptions>) =>
    expect(fitBaseline('implicit-als', goldenTrain, { itemCount, ...wrong })).rejects;
  await of({ factors: 0 }).toThrow(
    'factors of implicit-als: expected a whole number of at least 1',
  );
  await of({ iterations: 1.5 }).toThrow('expected a whole number, got 1.5');
  await of({ confidence: 0 }).toThrow('confidence of implicit-als: expected a number above 0');
  await of({ regularization: Number.NaN }).toThrow('expected number, received NaN, got NaN');
});

import { sequencesFromLists } from '@org/seqrec-data';
import { expect, it } from 'vitest';
import golden from '../golden/baselines.json' with { type: 'json' };
import { type ImplicitAlsOptions, implicitAls, itemFactors } from './implicit-als.js';
import { interactionMatrix, rowOf } from './interaction-matrix.js';
import { expectRows, goldenHistories, goldenTrain } from './testing/golden-rows.js';
import { dot, type Factors, solveRows } from './weighted-ridge.js';

const { itemCount, implicitAls: expected } = golden;
const options: Required<ImplicitAlsOptions> = {
  itemCount,
  ...expected.options,
  iterations: 600,
  seed: 0,
};

/** The objective of the paper, over all pairs one by one. */
function loss(items: Factors): number {
  const { byUser } = interactionMatrix(goldenTrain, itemCount);
  const { confidence, regularization } = options;
  const data = new Float64Array(byUser.rows * items.width);
  const users = { rows: byUser.rows, width: items.width, data };
  solveRows(byUser, items, users, { confidence, regularization, steps: items.width });

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

it('finds the minimum that can be worked out for one user and one item', async () => {
  // (1 + α)(1 - xy)² + λ(x² + y²) is least at x = y = √(1 - λ / (1 + α)): a score of 0.75.
  const one = { itemCount: 1, factors: 1, confidence: 3, regularization: 1, iterations: 200 };
  const scores = await implicitAls(sequencesFromLists([[1]]), one).score([
    { items: Int32Array.of(1) },
  ]);
  expectRows(scores, [[0.75]]);
});

it('reaches the loss and the scores that exact alternation in numpy finds', async () => {
  const items = itemFactors(interactionMatrix(goldenTrain, itemCount), options);
  expect(loss(items)).toBeCloseTo(expected.loss, 6);
  expectRows(await implicitAls(goldenTrain, options).score(goldenHistories), expected.scores);
});

it('lowers its loss in every round', () => {
  const losses = [1, 2, 3, 4, 5, 6].map((iterations) =>
    loss(itemFactors(interactionMatrix(goldenTrain, itemCount), { ...options, iterations })),
  );
  expect(losses).toEqual([...losses].sort((a, b) => b - a));
});

it('gives the same bytes for the same seed and others for another', async () => {
  const scores = async (seed: number) =>
    (await implicitAls(goldenTrain, { itemCount, iterations: 2, seed }).score(goldenHistories))
      .data;
  expect(await scores(1)).toEqual(await scores(1));
  expect(await scores(1)).not.toEqual(await scores(2));
});

it('refuses options out of range', () => {
  const of = (wrong: Partial<ImplicitAlsOptions>) => () =>
    implicitAls(goldenTrain, { itemCount, ...wrong });
  expect(of({ factors: 0 })).toThrow('factors must be a whole number');
  expect(of({ iterations: 1.5 })).toThrow('iterations must be a whole number');
  expect(of({ confidence: 0 })).toThrow('confidence must be above 0');
  expect(of({ regularization: Number.NaN })).toThrow('regularization must be above 0, got NaN');
});

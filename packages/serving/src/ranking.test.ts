import { rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { modelKinds, models } from '@org/models';
import { Random } from '@org/random';
import { Catalogue, type ExternalId, maskId, PAD, recommend, tableRows } from '@org/seqrec-data';
import { modelScorer, type SequenceModel } from '@org/sequence-model';
import '@org/tfjs-onnx';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type GraphRanker, graphRanker } from './graph-ranker.js';
import type { ItemBias, Ranked, RankQuery } from './messages.js';
import { rankingGraph } from './ranking-graph.js';
import type { RankingModel } from './ranking-model.js';
import { type ScoreRanker, scoreRanker } from './score-ranker.js';
import { WeightsFile } from './weights-file.js';

const V = 60;
const MAX_LENGTH = 20;
const catalogue = new Catalogue(
  Array.from({ length: V }, (_, place) => ({ index: place + 1, id: place + 1 })),
);

const history = (...items: number[]) => ({ items: Int32Array.from(items) });
const ints = (...items: number[]) => Int32Array.from(items);
const ask = (items: number[], rest: Partial<RankQuery> = {}): RankQuery => ({
  ...{ history: history(...items), k: 10, excludeSeen: true },
  ...rest,
});

function graphsOf(model: SequenceModel): RankingModel {
  const { query, maxLength, itemCount, times } = model;
  const plain = rankingGraph(model, { bias: false });
  const biased = rankingGraph(model, { bias: true });
  return { query, maxLength, itemCount, times, plain, biased };
}

/** Equal items in equal order, and scores that differ by no more than rounding. */
function expectEqual(found: Ranked | undefined, expected: Ranked): void {
  expect([...(found?.indices ?? [])]).toEqual([...expected.indices]);
  expected.scores.forEach((score, place) => {
    expect(Math.abs((found?.scores[place] ?? Number.NaN) - score)).toBeLessThan(1e-5);
  });
}

/** The list of the command line's `recommend`, to which biases are added by hand. */
async function reference(model: SequenceModel, query: RankQuery): Promise<Ranked> {
  const { k, excludeSeen, exclude = ints(), allow, bias } = query;
  const { timestamps } = query.history;
  const { recommendations } = await recommend(
    modelScorer(model),
    catalogue,
    {
      items: [...query.history.items] as ExternalId[],
      ...(timestamps && { timestamps: Array.from(timestamps, Number) }),
    },
    { k: V, excludeSeen, exclude: [...exclude], ...(allow && { allow: [...allow] }) },
  );
  const list = recommendations
    .map(({ index, score }) => ({ index, score: Math.fround(score + (bias?.values[index] ?? 0)) }))
    .filter(({ score }) => score > Number.NEGATIVE_INFINITY)
    .sort((a, b) => b.score - a.score || a.index - b.index)
    .slice(0, k);
  return {
    indices: Int32Array.from(list, ({ index }) => index),
    scores: Float32Array.from(list, ({ score }) => score),
  };
}

function boost(key: string, values: Readonly<Record<number, number>>): ItemBias {
  const shared = new Float32Array(new SharedArrayBuffer(4 * tableRows(V)));
  for (const [item, value] of Object.entries(values)) shared[Number(item)] = value;
  return { key, values: shared };
}

const forbidding = boost('forbid', { 3: -Infinity, 9: -Infinity, 12: 2, 30: -1 });
const boosting = boost('boost', { 5: 3, [PAD]: 99, [maskId(V)]: 99 });
const everyOther = boost(
  'odd',
  Object.fromEntries(Array.from({ length: V / 2 }, (_, i) => [2 * i + 1, -Infinity])),
);

const random = Random.of(3, 'ranking-test');
const items = (count: number) => Array.from({ length: count }, () => 1 + random.integer(V));

/** Each in a batch with all others. */
const queries: readonly (readonly [string, RankQuery])[] = [
  ['a short history', ask([7, 3])],
  ['a history of one item', ask([59])],
  ['a full history', ask(items(MAX_LENGTH))],
  ['a history longer than the model takes', ask(items(3 * MAX_LENGTH))],
  ['repeated items', ask([4, 4, 4, 9, 4])],
  ['seen items', ask([7, 3, 40, 41], { excludeSeen: false })],
  ['excluded items', ask([7, 3], { exclude: ints(1, 2, 5, 5, 60) })],
  ['excluded items, seen ones too', ask([7, 3], { exclude: ints(1, 7), excludeSeen: false })],
  ['allowed items', ask([7, 3], { allow: ints(1, 3, 11, 12, 12, 60) })],
  ['other allowed items', ask([7, 3], { allow: ints(20, 21) })],
  ['no allowed items', ask([7, 3], { allow: ints() })],
  ['allowed items that are excluded', ask([7, 3], { allow: ints(7, 8), exclude: ints(8) })],
  ['one best item', ask([7, 3], { k: 1 })],
  ['more than are left', ask([7, 3], { k: 1000 })],
  ['as many as the catalogue has', ask([7, 3], { k: V, excludeSeen: false })],
  ['a bias', ask([7, 3], { bias: boosting })],
  ['a bias that forbids', ask([7, 12], { bias: forbidding })],
  ['the same bias', ask([50, 51, 52], { bias: forbidding, k: 30 })],
  ['a bias with more than are left', ask([7, 12], { bias: everyOther, k: 1000 })],
  [
    'a bias with allowed and excluded items',
    ask([7], { bias: forbidding, allow: ints(3, 12, 13, 14), exclude: ints(13) }),
  ],
  [
    'times',
    ask([], {
      history: { items: ints(8, 2, 9), timestamps: BigInt64Array.of(1n, 2n, 90_000n) },
    }),
  ],
];

const featured = { featureColumns: 3, itemFusion: 'concat' };
const kinds = [
  ...modelKinds.map((kind) => [kind, {}] as const),
  ['sasrec', featured] as const,
  ['bert4rec', { ...featured, itemFusion: 'sum' }] as const,
];

describe.each(kinds)('a %s %j', (kind, own) => {
  let model: SequenceModel;
  let graph: GraphRanker;
  let scores: ScoreRanker;
  beforeAll(async () => {
    await tf.setBackend('onnx');
    // Weights of this deviation spread the scores, so that rounding cannot change an order.
    const options = { itemCount: V, maxLength: MAX_LENGTH, hiddenSize: 16, heads: 2, stddev: 0.3 };
    model = await models[kind].build({ ...options, ...own, seed: 5 });
    if ('featureColumns' in own) {
      const features = Float32Array.from({ length: 3 * V }, (_, i) => Math.sin(i * i));
      model.setItemContent?.({ features });
    }
    graph = await graphRanker(graphsOf(model));
    scores = await scoreRanker(model);
  });
  afterAll(() => model.network.dispose());

  it.each(queries)(
    'ranks %s as the command line does, by graph and by scores',
    async (_, query) => {
      const expected = await reference(model, query);
      const [byGraph] = await graph.rank([query]);
      const [byScores] = await scores.rank([query]);
      expectEqual(byGraph, expected);
      expectEqual(byScores, expected);
    },
  );

  it('ranks a query the same beside all others', async () => {
    const all = queries.map(([, query]) => query);
    const [byGraph, byScores] = [await graph.rank(all), await scores.rank(all)];
    for (const [place, query] of all.entries()) {
      const expected = await reference(model, query);
      expectEqual(byGraph[place], expected);
      expectEqual(byScores[place], expected);
    }
  });

  it('ranks more queries than one run takes', async () => {
    const many = Array.from({ length: 70 }, (_, i) => ask(items(1 + (i % 19)), { k: 3 }));
    const ranked = await graph.rank(many);
    for (const [place, query] of many.entries()) {
      expectEqual(ranked[place], await reference(model, query));
    }
  });
});

describe('equal scores', () => {
  it('go to the lower item, for every number of items that are wanted', async () => {
    await tf.setBackend('onnx');
    const model = await models.sasrec.build({ itemCount: V, maxLength: 8, hiddenSize: 8 });
    // All rows of the table are one row.
    const weights = model.network.getWeights();
    const flat = weights.map((weight) =>
      weight.shape[0] === tableRows(V) ? tf.fill(weight.shape, 0.5) : weight,
    );
    model.network.setWeights(flat);
    const graph = await graphRanker(graphsOf(model));
    for (const k of [1, 2, 3, 5, 16, 17, 40, V]) {
      const [best] = await graph.rank([ask([1], { k, excludeSeen: false })]);
      expect([...(best?.indices ?? [])]).toEqual(Array.from({ length: k }, (_, i) => i + 1));
    }
    model.network.dispose();
  });
});

it.each(modelKinds)('the large table of a %s lies in one file for all graphs', async (kind) => {
  await tf.setBackend('onnx');
  const itemCount = 140_000;
  const model = await models[kind].build(
    { itemCount, maxLength: 8, hiddenSize: 64, layers: 1, heads: 1 },
    { draw: false },
  );
  const random = Random.of(15, 'large-table');
  const weights = model.network.weights.map((weight) => {
    const { shape, size } = weight.read();
    return tf.tensor(
      Float32Array.from({ length: size }, () => random.float() - 0.5),
      shape,
    );
  });
  model.network.setWeights(weights);
  const external = new WeightsFile();
  const plain = rankingGraph(model, { bias: false, external });
  const biased = rankingGraph(model, { bias: true, external });
  external.close();
  const { query, maxLength, times } = model;
  const directory = external.directory ?? '';
  expect(statSync(join(directory, external.location)).size).toBe(4 * 64 * tableRows(itemCount));
  const graph = await graphRanker({
    ...{ query, maxLength, itemCount, times, plain, biased },
    weights: directory,
  });
  // A session that has mapped the file needs its name no more.
  const values = new Float32Array(tableRows(itemCount));
  values[139_999] = 1000;
  const bias = { key: 'last', values };
  const queries = [ask([7, 3]), ask([140_000]), ask([7, 3], { bias })];
  const ranked = await graph.rank(queries);
  rmSync(directory, { recursive: true });
  const scores = await scoreRanker(model);
  const expected = await scores.rank(queries);
  expected.forEach((list, place) => {
    expectEqual(ranked[place], list);
  });
  expect(ranked[2]?.indices[0]).toBe(139_999);
  expectEqual((await graph.rank([ask([7, 3])]))[0], expected[0] as Ranked);
  model.network.dispose();
});

describe('the smallest models', () => {
  it.each([
    [1, 2],
    [1, 5],
    [2, 6],
    [3, 7],
  ])('of %d items and %d slots have a graph', async (itemCount, maxLength) => {
    await tf.setBackend('onnx');
    const model = await models.bert4rec.build({ itemCount, maxLength, hiddenSize: 8 });
    const [graph, scores] = [await graphRanker(graphsOf(model)), await scoreRanker(model)];
    const query = ask([1], { k: 5, excludeSeen: false });
    const [expected] = await scores.rank([query]);
    expect(expected?.indices).toHaveLength(itemCount);
    expectEqual((await graph.rank([query]))[0], expected as Ranked);
    expect((await graph.rank([ask([1], { k: 5, exclude: ints(1) })]))[0]?.indices).toHaveLength(
      itemCount - 1,
    );
    model.network.dispose();
  });
});

it('a model whose scores are not finite is refused before it serves, unless it was checked before', async () => {
  await tf.setBackend('onnx');
  const model = await models.sasrec.build({ itemCount: V, maxLength: 8, hiddenSize: 8, seed: 5 });
  const [table, ...rest] = model.network.getWeights();
  for (const value of [3e38, Number.NaN]) {
    const rows = tf.reshape(tf.range(0, tableRows(V)), [-1, 1]);
    model.network.setWeights([tf.where(tf.equal(rows, 7), value, table as tf.Tensor), ...rest]);
    const graphs = graphsOf(model);
    await expect(graphRanker(graphs)).rejects.toThrow('which is not a finite number');
    await expect(graphRanker(graphs, { checked: true })).resolves.toBeDefined();
  }
  model.network.dispose();
});

it('a bias that has not one value for each row of the table is an error', async () => {
  await tf.setBackend('onnx');
  const model = await models.sasrec.build({ itemCount: V, maxLength: 8, hiddenSize: 8 });
  const graph = await graphRanker(graphsOf(model));
  const bias = { key: 'short', values: new Float32Array(V) };
  await expect(graph.rank([ask([1], { bias })])).rejects.toThrow(
    "the bias 'short' has 60 values, expected one for each of the 62 rows of the item table",
  );
  model.network.dispose();
});

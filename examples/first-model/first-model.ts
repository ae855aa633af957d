// %% [markdown]
// # A first model, step by step
//
// From a TFRecord to recommendations with titles: read sessions, make sequences, mask items, build BERT4Rec by the
// functional API of TensorFlow.js, train it, look at its curve, measure it, and ask it. Everything runs on the sample that ships with
// the repository, in about a minute on two cores.
//
// First an engine: the fastest backend of TensorFlow.js that is installed.

// %%
import { readFileSync } from 'node:fs';
import {
  Dropout,
  ItemEmbedding,
  LayerNormalization,
  Linear,
  PaddingMask,
  PositionEmbedding,
  TiedItemScores,
  TransformerBlock,
} from '@org/attention';
import { fitBaseline } from '@org/baselines';
import { bert4recDefinition } from '@org/bert4rec/definition';
import { startEngine } from '@org/engine';
import { evaluate } from '@org/evaluation';
import {
  Catalogue,
  PAD,
  sequencesFromLists,
  splitSequences,
  tableRows,
  trainingBatches,
} from '@org/seqrec-data';
import { defineModel, encodeWith, layerSeeds } from '@org/sequence-model';
import { fixedLen, ragged, readExamples } from '@org/tfrecord';
import { train } from '@org/training';
import * as tfl from '@tensorflow/tfjs-layers';
import { plot } from './plot.js';

const engine = await startEngine();
console.log(`engine: ${engine.name}`);

// %% [markdown]
// ## TFRecord
//
// Each record is a `tf.Example`: a user, the films in the order in which the user rated them, and when. The spec names the
// features and their types, and the type of `row` follows from it.

// %%
const sample = '../../datasets/movielens-small';
const spec = {
  userIndex: fixedLen([], 'int64'),
  movieIndices: ragged('int64'),
  timestamps: ragged('int64'),
};
const rows = [];
for await (const row of readExamples(`${sample}/*.tfrecord`, spec)) rows.push(row);
console.log(`${rows.length} sessions; the first has ${rows[0]?.movieIndices.length} films`);

// %% [markdown]
// ## Sequences
//
// A model learns little about a film that hardly anybody rated, so films with fewer than ten ratings are left out. Inside the
// toolkit items are 1 to V: 0 is padding, and V + 1 is the mask. The catalogue keeps ids and titles.

// %%
const titles: Record<string, string> = JSON.parse(
  readFileSync(`${sample}/movie_title_by_index.json`, 'utf8'),
);
const counts = new Map<number, number>();
for (const movie of rows.flatMap(({ movieIndices }) => movieIndices)) {
  counts.set(movie, (counts.get(movie) ?? 0) + 1);
}
const kept = [...counts.keys()]
  .filter((movie) => (counts.get(movie) ?? 0) >= 10)
  .sort((a, b) => a - b);
const catalogue = new Catalogue(
  kept.map((movie, i) => ({ index: i + 1, id: movie, title: titles[movie] ?? String(movie) })),
);
const { itemCount } = catalogue;
const indexOf = new Map(kept.map((movie, i) => [movie, i + 1]));
const sequences = sequencesFromLists(
  rows.map(({ movieIndices }) => movieIndices.flatMap((movie) => indexOf.get(movie) ?? [])),
  rows.map(({ userIndex }) => userIndex),
);
const split = splitSequences(sequences, { kind: 'leave-one-out' });
console.log(`${itemCount} films; ${split.train.items.length} events to train on`);
console.log(`${split.test.size} users have a last film to predict`);

// %% [markdown]
// How long are the histories?

// %%
await plot('first-model-lengths', {
  title: 'Length of the histories',
  width: 480,
  height: 200,
  data: { values: rows.map(({ movieIndices }) => ({ films: movieIndices.length })) },
  mark: 'bar',
  encoding: {
    x: { field: 'films', type: 'quantitative', bin: { step: 50, extent: [0, 1000] } },
    y: { aggregate: 'count', title: 'users' },
  },
});

// %% [markdown]
// ## Masks
//
// BERT4Rec fills gaps. Each epoch masks other films of each history; the labels are the films that were there. A batch has
// rows of one length, padded on the left.

// %%
const maxLength = 50;
const batches = trainingBatches(split.train, {
  objective: { kind: 'cloze', maskProbability: 0.3, maxPredictions: 15, lastItemShare: 0.2 },
  itemCount,
  maxLength,
  batchSize: 16,
  seed: 1,
});
const batch = batches.batch(0, 0);
console.log(
  `${batches.batchesPerEpoch} batches an epoch; the first is [${batch.rows}, ${batch.length}]`,
);

const titleOf = (id: number) => (id === PAD ? 'PAD' : catalogue.item(id).title);
const firstRow = [...batch.ids.subarray(0, batch.length)].map((id, slot) => {
  if (id <= itemCount) return titleOf(id);
  const label = batch.labels[batch.positions?.indexOf(slot) ?? slot] ?? PAD;
  return `MASK, whose label is ${titleOf(label)}`;
});
console.log(firstRow.slice(-6).join('\n'));

// %% [markdown]
// ## The model, by the functional API
//
// Layers are applied to symbolic tensors, as in Keras. The table of item vectors is used twice: to read items, and to
// score them. The last block computes only the slots that are scored.

// %%
const firstModel = defineModel(bert4recDefinition, (config) => {
  const { hiddenSize, heads, innerSize, dropout, attentionDropout } = config;
  const { seeded, drawn } = layerSeeds(config);
  const ids = tfl.input({ name: 'ids', shape: [null], dtype: 'int32' }); // [B, T]
  const positions = tfl.input({ name: 'positions', shape: [null], dtype: 'int32' }); // [B, M]

  const mask = new PaddingMask({ name: 'mask', pad: PAD }).apply(ids); // [B, 1, 1, T]
  const items = new ItemEmbedding({
    ...drawn('items'),
    rows: tableRows(itemCount),
    size: hiddenSize,
  });
  const [vectors, table] = items.apply(ids); // [B, T, D] and [V + 2, D]
  let x = new PositionEmbedding({ ...drawn('places'), maxLength: config.maxLength }).apply(vectors);
  x = new LayerNormalization({ name: 'norm' }).apply(x);
  x = new Dropout({ ...seeded('dropout'), rate: dropout }).apply(x); // [B, T, D]

  const sizes = { heads, innerSize, dropout, attentionDropout, norm: 'post' } as const;
  x = new TransformerBlock({ ...drawn('block_0'), ...sizes, activation: 'gelu' }).apply([x, mask]);
  x = new TransformerBlock({ ...drawn('block_1'), ...sizes, activation: 'gelu' }).apply([
    x,
    mask,
    positions,
  ]); // [B, M, D]
  x = new Linear({ ...drawn('transform'), units: hiddenSize, activation: 'gelu' }).apply(x);
  x = new LayerNormalization({ name: 'head_norm' }).apply(x);
  const output = new TiedItemScores({ name: 'scores' });
  const scores = output.apply([x, table]); // [B, M, V + 2]

  const inputs = [ids, positions];
  return {
    network: tfl.model({ name: 'first_model', inputs, outputs: scores }),
    encode: encodeWith(tfl.model({ inputs, outputs: [x, table] })),
    items,
    output,
  };
});

const model = firstModel({ itemCount, maxLength, hiddenSize: 32, dropout: 0.2, seed: 1 });
const lines: string[] = [];
model.network.summary(90, undefined, (line) => lines.push(line));
console.log(lines.join('\n'));

// %% [markdown]
// ## Training
//
// `train` is a stream of events. Each epoch ends with a validation: every user's last film but one, ranked in the whole
// catalogue. The best weights are kept.

// %%
const epochs = 8;
const curve: { epoch: number; loss: number; ndcg: number }[] = [];
let loss = 0;
const run = train({
  model,
  batches,
  epochs,
  seed: 1,
  optimizer: { kind: 'adamw' },
  learningRate: { kind: 'linear', rate: 0.004, warmupSteps: 100 },
  stepRunner: engine.stepRunner,
  validation: { set: split.validation, ks: [10] },
});
for await (const event of run) {
  if (event.type === 'epoch') loss = event.loss;
  if (event.type === 'evaluation') {
    curve.push({ epoch: curve.length + 1, loss, ndcg: event.value });
  }
}
console.log(`loss ${curve[0]?.loss.toFixed(2)} → ${curve.at(-1)?.loss.toFixed(2)}`);

// %%
await plot('first-model-curve', {
  title: 'Training',
  data: { values: curve },
  hconcat: [
    {
      width: 260,
      height: 180,
      mark: { type: 'line', point: true },
      encoding: {
        x: { field: 'epoch', type: 'quantitative' },
        y: { field: 'loss', type: 'quantitative', scale: { zero: false } },
      },
    },
    {
      width: 260,
      height: 180,
      mark: { type: 'line', point: true, color: '#0e8673' },
      encoding: {
        x: { field: 'epoch', type: 'quantitative' },
        y: { field: 'ndcg', type: 'quantitative', title: 'validation NDCG@10' },
      },
    },
  ],
});

// %% [markdown]
// ## Hit@k
//
// The test: each user's last film, ranked among all films that the user has not seen. Popularity shows what a model without
// histories reaches.

// %%
const ks = [1, 5, 10, 20, 50];
const popularity = await fitBaseline('popularity', split.train, { itemCount });
const hits: { recommender: string; k: number; hitRate: number }[] = [];
for (const scorer of [model.scorer(), popularity]) {
  const { metrics } = await evaluate(scorer, split.test, { itemCount, ks });
  const recommender = scorer === popularity ? 'popularity' : 'BERT4Rec';
  for (const k of ks) hits.push({ recommender, k, hitRate: metrics[`hitRate@${k}`] ?? 0 });
}
for (const { recommender, k, hitRate } of hits) {
  if (k === 10) console.log(`${recommender}: Hit@10 ${hitRate.toFixed(4)}`);
}
await plot('first-model-hits', {
  title: 'Hit@k',
  width: 420,
  height: 220,
  data: { values: hits },
  mark: 'bar',
  encoding: {
    x: { field: 'k', type: 'ordinal', axis: { labelAngle: 0 } },
    xOffset: { field: 'recommender' },
    y: { field: 'hitRate', type: 'quantitative', title: 'Hit@k' },
    color: { field: 'recommender', type: 'nominal' },
  },
});

// %% [markdown]
// ## Recommendations
//
// A query puts MASK after the history. `recommend` takes and returns ids of the catalogue, with titles.

// %%
const history = ['Toy Story (1995)', "Bug's Life, A (1998)", 'Toy Story 2 (1999)'];
const ids = history.map((title) => {
  const found = catalogue.resolve(title);
  if (found.kind !== 'found') throw new Error(`no film is called ${title}`);
  return found.item.id;
});
const { recommendations } = await model.recommend(ids, { catalogue, k: 5 });
console.log(recommendations.map(({ title }) => title).join('\n'));

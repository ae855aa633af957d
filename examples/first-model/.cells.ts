
globalThis.startCell(1);
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

const engine = await startEngine({ resolveFrom: import.meta.url });
console.log(`engine: ${engine.name}`);


globalThis.startCell(3);
const sample = new URL('../../datasets/movielens-small/', import.meta.url);
const spec = {
  userIndex: fixedLen([], 'int64'),
  movieIndices: ragged('int64'),
  timestamps: ragged('int64'),
};
const rows = [];
for await (const row of readExamples(new URL('*.tfrecord', sample).pathname, spec)) rows.push(row);
console.log(`${rows.length} sessions; the first has ${rows[0]?.movieIndices.length} films`);


globalThis.startCell(5);
const titles: Record<string, string> = JSON.parse(
  readFileSync(new URL('movie_title_by_index.json', sample), 'utf8'),
);
const counts = new Map<number, number>();
for (const movie of rows.flatMap(({ movieIndices }) => movieIndices)) {
  counts.set(movie, (counts.get(movie) ?? 0) + 1);
}
const kept = [...counts.keys()].filter((movie) => (counts.get(movie) ?? 0) >= 10).sort((a, b) => a - b);
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


globalThis.startCell(7);
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


globalThis.startCell(9);
const maxLength = 50;
const batches = trainingBatches(split.train, {
  objective: { kind: 'cloze', maskProbability: 0.3, maxPredictions: 15, lastItemShare: 0.2 },
  itemCount,
  maxLength,
  batchSize: 16,
  seed: 1,
});
const batch = batches.batch(0, 0);
console.log(`${batches.batchesPerEpoch} batches an epoch; the first is [${batch.rows}, ${batch.length}]`);

const nameOf = (id: number) =>
  id === PAD ? 'PAD' : id > itemCount ? 'MASK' : catalogue.item(id).title;
console.log([...batch.ids.subarray(batch.length - 6, batch.length)].map(nameOf));
console.log('labels:', [...batch.labels.subarray(0, 3)].map(nameOf));


globalThis.startCell(11);
const firstModel = defineModel(bert4recDefinition, (config) => {
  const { hiddenSize, heads, innerSize, dropout, attentionDropout } = config;
  const { seeded, drawn } = layerSeeds(config);
  const ids = tfl.input({ name: 'ids', shape: [null], dtype: 'int32' }); // [B, T]
  const positions = tfl.input({ name: 'positions', shape: [null], dtype: 'int32' }); // [B, M]

  const mask = new PaddingMask({ name: 'mask', pad: PAD }).apply(ids); // [B, 1, 1, T]
  const items = new ItemEmbedding({ ...drawn('items'), rows: tableRows(itemCount), size: hiddenSize });
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
model.network.summary(90);


globalThis.startCell(13);
const epochs = 12;
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

globalThis.startCell(14);
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


globalThis.startCell(16);
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


globalThis.startCell(18);
const history = ['Toy Story (1995)', "Bug's Life, A (1998)", 'Toy Story 2 (1999)'];
const ids = history.map((title) => {
  const found = catalogue.resolve(title);
  if (found.kind !== 'found') throw new Error(`no film is called ${title}`);
  return found.item.id;
});
const { recommendations } = await model.recommend(ids, { catalogue, k: 5 });
console.log(recommendations.map(({ title }) => title).join('\n'));

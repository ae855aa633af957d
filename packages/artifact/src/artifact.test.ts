import '@tensorflow/tfjs-backend-cpu';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bert4rec } from '@org/bert4rec';
import { Catalogue } from '@org/seqrec-data';
import { modelScorer, type SequenceModel } from '@org/sequence-model';
import * as tf from '@tensorflow/tfjs-core';
import { loadLayersModel } from '@tensorflow/tfjs-layers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type ArtifactConfig,
  formatConfig,
  readArtifactConfig,
  sealed,
} from './artifact-config.js';
import { layersModelDirectory } from './layers-model-files.js';
import { loadArtifact } from './load-artifact.js';
import { type ArtifactContent, saveArtifact } from './save-artifact.js';

let root = '';
let directory = '';
let model: SequenceModel;
let tensors = 0;
beforeEach(() => {
  tensors = tf.memory().numTensors;
  root = mkdtempSync(join(tmpdir(), 'artifact-test-'));
  directory = join(root, 'runs', 'model');
  model = bert4rec(options);
});
afterEach(() => {
  model.network.dispose();
  expect(tf.memory().numTensors).toBe(tensors);
  rmSync(root, { recursive: true });
});

const options = { itemCount: 8, maxLength: 6, hiddenSize: 4, layers: 1, heads: 2, seed: 1 };
const kinds = { bert4rec: bert4rec.fromConfig };

const catalogue = new Catalogue([
  {
    index: 1,
    id: 'b',
    title: 'Title, with "quotes"',
    attributes: { year: 1999, genres: ['x', 'y'] },
  },
  ...[2, 3, 4, 5, 6, 7, 8].map((index) => ({ index, id: index === 2 ? '2' : index })),
]);
const popularity = Int32Array.of(0, 9, 8, 7, 6, 5, 4, 3, 2);

const content = (): ArtifactContent => ({
  model,
  catalogue,
  popularity,
  data: { source: { format: 'sessions', sha256: 'abc' }, split: { kind: 'leave-one-out' } },
  training: { seed: 1, learningRate: 0.001234567 },
  metrics: { test: { 'ndcg@10': 0.1234567, users: 3 }, 'a|b': 'c\nd' },
  versions: { '@org/bert4rec': '1.2.3' },
  name: 'films',
});

describe('an artifact', () => {
  it('is read as it was written, with a model that gives the same scores', async () => {
    const config = await saveArtifact(directory, content());
    const artifact = await loadArtifact(directory, { kinds });
    expect(artifact.config).toEqual(config);
    expect(artifact.config).toMatchObject({
      formatVersion: 1,
      name: 'films',
      kind: 'bert4rec',
      model: options,
      itemCount: 8,
      data: content().data,
      training: content().training,
      versions: { '@org/bert4rec': '1.2.3', node: process.versions.node, tfjs: '4.22.0' },
    });
    expect(artifact.config.version).toMatch(/^[0-9a-f]{12}$/);
    expect(Object.keys(artifact.config.sha256).sort()).toEqual(readdirSync(directory).sort());
    expect(artifact.catalogue.items).toEqual(catalogue.items);
    expect(artifact.popularity).toEqual(Float64Array.from(popularity));
    expect(artifact.metrics).toEqual(content().metrics);
    const histories = [{ items: Int32Array.of(1, 2, 3) }, { items: Int32Array.of(8) }];
    expect(await modelScorer(artifact.model).score(histories)).toEqual(
      await modelScorer(model).score(histories),
    );
    artifact.model.network.dispose();
  });

  it('loads with tf.loadLayersModel', async () => {
    await saveArtifact(directory, content());
    const network = await loadLayersModel(layersModelDirectory(directory));
    tf.tidy(() => {
      const inputs = () => [
        tf.tensor2d([[0, 1, 2, 9]], undefined, 'int32'),
        tf.tensor2d([[3]], undefined, 'int32'),
      ];
      const scores = network.predict(inputs()) as tf.Tensor;
      expect(scores.shape).toEqual([1, 1, 10]);
      expect(scores.arraySync()).toEqual(
        (model.network.predict(inputs()) as tf.Tensor).arraySync(),
      );
    });
    network.dispose();
  });

  it('is the same bytes for the same content, and names its version by them', async () => {
    const first = await saveArtifact(directory, content());
    const copy = join(root, 'copy');
    await saveArtifact(copy, content());
    for (const name of readdirSync(directory)) {
      expect(readFileSync(join(copy, name), 'latin1')).toBe(
        readFileSync(join(directory, name), 'latin1'),
      );
    }
    const weight = model.network.weights[0]?.read() as tf.Variable;
    tf.tidy(() => weight.assign(tf.add(weight, 1)));
    const second = await saveArtifact(copy, { ...content(), createdAt: '2026-01-02T03:04:05Z' });
    expect(second.version).not.toBe(first.version);
    expect((await readArtifactConfig(copy)).createdAt).toBe('2026-01-02T03:04:05Z');
  });

  it('has a card for people', async () => {
    const { version } = await saveArtifact(directory, content());
    const card = readFileSync(join(directory, 'MODEL_CARD.md'), 'utf8');
    expect(card).toContain(`# films\n\nA bert4rec model, version ${version}. `);
    expect(card).toContain('| test.ndcg@10 | 0.1235 |\n| test.users | 3 |\n| a\\|b | c d |');
    expect(card).toContain('| split.kind | leave-one-out |');
  });

  it('leaves what else is in its directory alone', async () => {
    mkdirSync(join(directory, 'checkpoints'), { recursive: true });
    await saveArtifact(directory, content());
    await saveArtifact(directory, content());
    expect(readdirSync(directory).sort()).toEqual([
      'MODEL_CARD.md',
      'checkpoints',
      'config.json',
      'items.jsonl',
      'metrics.json',
      'model.json',
      'popularity.json',
      'weights.bin',
    ]);
  });

  it('keeps the titles of items that the model was not trained on, and whether seen items stay', async () => {
    const { version } = await saveArtifact(directory, content());
    const { items } = content().catalogue;
    const catalogue = new Catalogue(items, [{ id: 's72', title: 'Solaris (1972)' }]);
    const config = await saveArtifact(directory, { ...content(), catalogue, excludeSeen: false });
    expect([config.version, config.excludeSeen]).toEqual([version, false]);
    const loaded = await loadArtifact(directory, { kinds });
    expect(loaded.catalogue.resolve('solaris (1972)').kind).toBe('untrained');
    expect(loaded.config.excludeSeen).toBe(false);
    loaded.model.network.dispose();
    writeFileSync(join(directory, 'untrained-items.jsonl'), '');
    await expect(loadArtifact(directory, { kinds })).rejects.toThrow(
      'untrained-items.jsonl is not what config.json names',
    );
  });

  it.each([
    ['weights.bin', 'corrupt', 'weights.bin is not what config.json names'],
    ['items.jsonl', 'corrupt', 'items.jsonl is not what config.json names'],
    ['model.json', 'corrupt', 'model.json is not what config.json names'],
    ['popularity.json', 'corrupt', 'popularity.json is not what config.json names'],
    ['config.json', 'not-json', 'config.json is not JSON'],
    ['metrics.json', 'corrupt', 'metrics.json is not what config.json names'],
  ])('with a damaged %s is refused', async (name, code, message) => {
    await saveArtifact(directory, content());
    writeFileSync(join(directory, name), '???');
    await expect(loadArtifact(directory, { kinds })).rejects.toMatchObject({
      code,
      message: expect.stringContaining(message),
    });
  });

  it('of another format, of an unknown kind, or that is none, is refused', async () => {
    await expect(loadArtifact(root, { kinds })).rejects.toMatchObject({
      code: 'missing',
      message: `${root} holds no model: there is no config.json`,
    });
    await saveArtifact(directory, content());
    await expect(
      loadArtifact(directory, { kinds: { sasrec: kinds.bert4rec } }),
    ).rejects.toMatchObject({
      code: 'unknown-kind',
      message: `${directory} holds a model of kind 'bert4rec', known here: sasrec`,
    });
    writeFileSync(join(directory, 'config.json'), '{"formatVersion": 2}');
    await expect(loadArtifact(directory, { kinds })).rejects.toMatchObject({
      code: 'version',
      message: `${directory}/config.json: it has format version 2, this version reads 1: update @org/artifact`,
    });
    writeFileSync(join(directory, 'config.json'), '{"formatVersion": 1}');
    await expect(loadArtifact(directory, { kinds })).rejects.toMatchObject({
      code: 'corrupt',
      message: expect.stringContaining('config.json does not describe a model: name:'),
    });
  });

  it.each<[string, (config: Record<string, Record<string, unknown>>) => void]>([
    ['the heads', ({ model }) => Object.assign(model ?? {}, { heads: 1 })],
    ['the dropout', ({ model }) => Object.assign(model ?? {}, { dropout: 0.5 })],
    ['the seed of the training', ({ training }) => Object.assign(training ?? {}, { seed: 2 })],
    ['the split', ({ data }) => Object.assign(data ?? {}, { split: { kind: 'all-in-test' } })],
    ['a hash', ({ sha256 }) => Object.assign(sha256 ?? {}, { 'model.json': 'f'.repeat(64) })],
    ['a new field', (config) => Object.assign(config, { note: 'mine' })],
  ])('in whose config.json %s was changed is refused', async (_, change) => {
    await saveArtifact(directory, content());
    const file = join(directory, 'config.json');
    const config = JSON.parse(readFileSync(file, 'utf8'));
    change(config);
    writeFileSync(file, JSON.stringify(config));
    await expect(loadArtifact(directory, { kinds })).rejects.toMatchObject({
      code: 'corrupt',
      message: `${file} is not what was written: its content does not have its hash; undo the change, or train the model again`,
    });
  });

  it('whose config.json says the same in other bytes is refused', async () => {
    await saveArtifact(directory, content());
    const file = join(directory, 'config.json');
    for (const text of [
      readFileSync(file, 'utf8').trimEnd(),
      JSON.stringify(JSON.parse(readFileSync(file, 'utf8'))),
    ]) {
      writeFileSync(file, text);
      await expect(loadArtifact(directory, { kinds })).rejects.toMatchObject({ code: 'corrupt' });
    }
  });

  it('whose config.json names no hash of itself, of a file that is needed, or a file elsewhere, is refused', async () => {
    await saveArtifact(directory, content());
    const file = join(directory, 'config.json');
    const whole: ArtifactConfig = JSON.parse(readFileSync(file, 'utf8'));
    const { 'config.json': _, ...hashes } = whole.sha256;
    const refusal = async (config: ArtifactConfig) => {
      writeFileSync(file, formatConfig(config));
      return loadArtifact(directory, { kinds }).catch(({ message }) => message);
    };
    expect(await refusal({ ...whole, sha256: hashes })).toContain('has no hash of itself');
    const { 'popularity.json': popularity, ...others } = hashes;
    expect(await refusal(sealed({ ...whole, sha256: others }))).toContain(
      'popularity.json is not what config.json names',
    );
    const outside = { ...hashes, '../popularity.json': popularity ?? '' };
    expect(await refusal(sealed({ ...whole, sha256: outside }))).toContain('Invalid key in record');
  });

  it('that an earlier release wrote, without a hash of its results, is read without them', async () => {
    const { version } = await saveArtifact(directory, content());
    const file = join(directory, 'config.json');
    const config: ArtifactConfig = JSON.parse(readFileSync(file, 'utf8'));
    const { 'metrics.json': _, 'MODEL_CARD.md': __, ...hashes } = config.sha256;
    writeFileSync(file, formatConfig(sealed({ ...config, sha256: hashes })));
    const artifact = await loadArtifact(directory, { kinds });
    expect([artifact.config.version, artifact.metrics]).toEqual([version, {}]);
    artifact.model.network.dispose();
  });

  it('keeps the version that earlier releases gave to the same content', async () => {
    const { version, sha256: hashes } = await saveArtifact(directory, content());
    const parts = ['bert4rec', model.config, hashes['weights.bin'], hashes['items.jsonl']];
    const hash = createHash('sha256').update(JSON.stringify(parts)).digest('hex');
    expect(version).toBe(hash.slice(0, 12));
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
    'with a weight %s is refused',
    async (value) => {
      const weight = model.network.weights[3]?.read() as tf.Variable;
      tf.tidy(() => {
        const values = weight.dataSync().slice();
        values[1] = value;
        weight.assign(tf.tensor(values, weight.shape));
      });
      await saveArtifact(directory, content());
      const name = model.network.weights[3]?.originalName;
      await expect(loadArtifact(directory, { kinds })).rejects.toMatchObject({
        code: 'not-finite',
        message: `the model in ${directory} is of no use: its weight '${name}' holds ${value}, so its training diverged; train it again with a lower learning rate`,
      });
    },
  );

  it('whose weights do not fit its configuration is refused', async () => {
    await saveArtifact(directory, content());
    const wide = () => bert4rec({ ...options, hiddenSize: 6 });
    await expect(loadArtifact(directory, { kinds: { bert4rec: wide } })).rejects.toMatchObject({
      code: 'corrupt',
      message: expect.stringContaining('do not fit the model its configuration builds'),
    });
  });

  it('is not written for a model and items that do not fit', async () => {
    await expect(saveArtifact(directory, { ...content(), popularity: [1, 2] })).rejects.toThrow(
      'a model of 8 items needs a catalogue of as many and 9 popularity counts, got 8 and 2',
    );
    expect(readdirSync(root)).toEqual([]);
  });
});

describe('layersModelDirectory', () => {
  it('saves any LayersModel too, and reads no weights from elsewhere', async () => {
    await model.network.save(layersModelDirectory(directory));
    const network = await loadLayersModel(layersModelDirectory(directory));
    expect(network.weights.map(({ originalName }) => originalName)).toEqual(
      model.network.weights.map(({ originalName }) => originalName),
    );
    network.dispose();
    const file = join(directory, 'model.json');
    writeFileSync(file, readFileSync(file, 'utf8').replace('weights.bin', '../weights.bin'));
    await expect(loadLayersModel(layersModelDirectory(directory))).rejects.toThrow(
      'names weights outside of',
    );
  });
});

import '@tensorflow/tfjs-backend-cpu';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { verifyArtifact } from '@org/artifact';
import { Random } from '@org/random';
import { type RatingQuestions, ratingQuestions } from '@org/ratings';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { temporaryDirectory } from '../../../testing/temporary-directory.js';
import { Bst } from './bst.js';
import { BstFeatures } from './features.js';
import { bstPredictor } from './predictor.js';
import { loadRatingArtifact, saveRatingArtifact } from './rating-artifact.js';
import { predictRatings, type RatingRequest } from './rating-requests.js';
import { toyRatings } from './testing/toy-ratings.js';

const directory = join(temporaryDirectory(), 'model');

let toy: Awaited<ReturnType<typeof toyRatings>>;
let trained: { readonly model: Bst; readonly features: BstFeatures };
beforeAll(async () => {
  await tf.setBackend('cpu');
  toy = await toyRatings();
  const { data, dataset } = toy;
  const events = Int32Array.from(data.items.keys()).filter((event) => event % 6 !== 5);
  const texts = { size: 2, vectors: Float32Array.from({ length: 14 }, (_, i) => Math.sin(i)) };
  const features = BstFeatures.fit({ data, events }, dataset, {
    ...{ maxLength: 4, numbers: 'both', texts, firstStage: true },
  });
  const model = new Bst({
    ...features.sizes,
    ...{ maxLength: 4, hiddenSize: 8, heads: 2, innerSize: 8, dense: [16, 8, 4], seed: 3 },
    stddev: 0.5,
  });
  trained = { model, features };
  await saveRatingArtifact(directory, {
    ...trained,
    catalogue: dataset.catalogue,
    // Only what orders candidates is kept.
    reranking: { ...{ candidates: 6, firstStageWeight: 0.25 }, ...{ validation: {} } },
    data: { source: { timestampUnit: 'seconds' } },
  });
});

/** What a client would send of the first events of a user. */
function requestOf(user: number, events: number): RatingRequest {
  const { data, dataset } = toy;
  const from = data.offsets[user] as number;
  const own = <Value>(column: ArrayLike<Value>) =>
    Array.from(column).slice(from, from + events) as Value[];
  return {
    user: data.userIds[user] ?? 0,
    attributes: dataset.users?.[user]?.attributes,
    history: own(data.items).map((index) => dataset.catalogue.item(index).id),
    ratings: own(data.values),
    timestamps: own(data.times ?? []),
    items: [],
  };
}

describe('an artifact of a rating model', () => {
  it('predicts for each user of the data what the model predicted before it was saved', async () => {
    const { data, dataset } = toy;
    const held = Int32Array.from(data.items.keys()).filter((event) => event % 6 === 5);
    const questions: RatingQuestions = ratingQuestions(data, held);
    const expected = await bstPredictor(trained).predict(questions);
    const artifact = await loadRatingArtifact(directory);
    const answers = await predictRatings(
      artifact,
      [...held].map((event, user) => ({
        ...requestOf(user, 5),
        timestamp: data.times?.[event],
        items: [dataset.catalogue.item(data.items[event] as number).id],
      })),
    );
    expect(answers.map(({ ratings }) => ratings[0]?.rating)).toEqual([...expected]);
    expect(new Set(expected).size).toBeGreaterThan(6);
  });

  it('predicts for people who are not in its data, by their history and attributes', async () => {
    const artifact = await loadRatingArtifact(directory);
    const items = [1, 4];
    const [likesFirst, likesLast, older, nobody] = await predictRatings(artifact, [
      { history: [2, 3], ratings: [5, 5], items },
      { history: [2, 3], ratings: [1, 1], items },
      { history: [2, 3], ratings: [5, 5], items, attributes: { age: 80, gender: 'X' } },
      { history: [], ratings: [], items },
    ]);
    for (const answer of [likesFirst, likesLast, older, nobody]) {
      expect(answer?.ratings.map(({ id }) => id)).toEqual(items);
      for (const { rating } of answer?.ratings ?? []) {
        expect(rating).toBeGreaterThanOrEqual(1);
        expect(rating).toBeLessThanOrEqual(5);
      }
    }
    expect(likesLast).not.toEqual(likesFirst);
    expect(older).not.toEqual(likesFirst);
  });

  it('sorts a history by its times, which may be in any order', async () => {
    const artifact = await loadRatingArtifact(directory);
    const inOrder = { ...requestOf(2, 3), items: [6] };
    const reversed = {
      ...inOrder,
      history: inOrder.history.toReversed(),
      ratings: inOrder.ratings.toReversed(),
      timestamps: inOrder.timestamps?.toReversed(),
    };
    const [first, second] = await predictRatings(artifact, [inOrder, reversed]);
    expect(second).toEqual(first);
  });

  it('leaves out ids that it does not know, and reports them', async () => {
    const artifact = await loadRatingArtifact(directory);
    const known = { history: [2], ratings: [5], items: [1] };
    const [plain, more] = await predictRatings(artifact, [
      known,
      { history: [99, 2], ratings: [1, 5], items: ['x', 1] },
    ]);
    expect(more?.ratings).toEqual(plain?.ratings);
    expect(more?.unusable.map(({ id, part }) => [id, part])).toEqual([
      [99, 'history'],
      ['x', 'items'],
    ]);
  });

  it.each([
    [{ history: [1], ratings: [] }, 'a history of 1 items needs as many ratings, got 0'],
    [
      { history: [1], ratings: [5], timestamps: [1, 2] },
      'a history of 1 items needs as many timestamps, got 2',
    ],
    [{ history: [1], ratings: [Number.NaN] }, 'ratings are finite numbers, got NaN'],
    [
      { history: [], ratings: [], attributes: { age: '25' } },
      'the attribute "age" is a number in the data, got "25"',
    ],
    [
      { history: [], ratings: [], attributes: { gender: ['F'] } },
      'the attribute "gender" is a text in the data, got ["F"]',
    ],
  ])('refuses %j', async (request, sentence) => {
    const artifact = await loadRatingArtifact(directory);
    const answer = predictRatings(artifact, [{ items: [1], ...request }]);
    await expect(answer).rejects.toMatchObject({ code: 'invalid-option', message: sentence });
  });

  it('says how it orders the candidates of its first stage', async () => {
    const { reranking } = await loadRatingArtifact(directory);
    expect(reranking).toEqual({ candidates: 6, firstStageWeight: 0.25 });
  });

  it('has a version that names its features too', async () => {
    const { config } = await loadRatingArtifact(directory);
    const { data, dataset } = toy;
    const events = Int32Array.from(data.items.keys()).filter((event) => event % 6 !== 4);
    const features = BstFeatures.fit({ data, events }, dataset, trained.features.learned.options);
    const other = await saveRatingArtifact(join(temporaryDirectory(), 'other'), {
      ...{ model: trained.model, features, catalogue: dataset.catalogue },
    });
    expect(other.sha256['weights.bin']).toBe(config.sha256['weights.bin']);
    expect(other.version).not.toBe(config.version);
  });
});

describe.each([
  'MODEL_CARD.md',
  'config.json',
  'features.json',
  'item-texts.safetensors',
  'items.jsonl',
  'metrics.json',
  'model.json',
  'popularity.json',
  'reranking.json',
  'weights.bin',
])('a rating model with a damaged %s', (file) => {
  it('is refused in one sentence, wherever the file is changed or cut off', async () => {
    expect(readdirSync(directory)).toContain(file);
    const path = join(directory, file);
    const bytes = readFileSync(path);
    const random = Random.of(16, 'damage', file);
    const damaged = Array.from({ length: 20 }, () => {
      const place = random.integer(bytes.length);
      const mask = 1 + random.integer(255);
      return [
        Uint8Array.from(bytes, (byte, i) => (i === place ? byte ^ mask : byte)),
        bytes.subarray(0, place),
      ];
    }).flat();
    try {
      for (const content of damaged) {
        writeFileSync(path, content);
        const opened = file === 'MODEL_CARD.md' ? verifyArtifact : loadRatingArtifact;
        const message = await opened(directory).then(
          () => 'accepted',
          (error: Error) => error.message,
        );
        expect(message).toContain(path);
        expect(message).toMatch(/^[^\n]{20,400}[^.\n]$/);
      }
    } finally {
      writeFileSync(path, bytes);
    }
    (await loadRatingArtifact(directory)).model.dispose();
  });
});

import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AssignedModel, ServedModel } from '@org/serving';
import { openStore } from '@org/store';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Models } from './models.js';
import { RecommendationLog } from './recommendation-log.js';
import { Recorder } from './recorder.js';
import { createTelemetry } from './telemetry.js';
import { nextModel, testApp } from './testing/next-model.js';

let directory = '';
let log: RecommendationLog;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'server-experiment-'));
  log = new RecommendationLog({
    ...{ directory, maxBytes: 1e6 },
    onDrop: () => {},
    onError: (error) => {
      throw error;
    },
  });
});
afterEach(async () => {
  await log.close();
  rmSync(directory, { recursive: true });
});

const candidate: ServedModel = { ...nextModel, version: 'def456' };
const failing: ServedModel = { ...nextModel, rank: () => Promise.reject(new Error('no luck')) };

/** Ann is in the arm `candidate`; beside bob's answers a shadow computes, beside Dan's one that fails. */
const models: Models = {
  model: () => nextModel,
  assign(_, user): AssignedModel {
    if (user === undefined) return { model: nextModel };
    const arm = user === 'ann' ? 'candidate' : 'current';
    const shadow = user === 'bob' ? candidate : user === 'dan' ? failing : undefined;
    return {
      model: user === 'ann' ? candidate : nextModel,
      experiment: { name: 'wider', arm },
      ...(shadow && { shadow: { model: shadow, experiment: 'wider', arm: 'next' } }),
    };
  },
  unready: () => undefined,
  list: () => [],
  stop: async () => true,
};

const recorder = () => new Recorder({ log, requestTimeout: 1000, telemetry: createTelemetry() });

async function post(path: string, body: unknown, options: Parameters<typeof testApp>[0] = {}) {
  const app = testApp({ models: () => models, recorder: recorder(), ...options });
  const response = await app.request(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: JSON.parse(await response.text()) };
}

function logged() {
  return readdirSync(directory)
    .flatMap((name) => readFileSync(join(directory, name), 'utf8').split('\n'))
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}

it('a user gets the version of their arm, and the answer is logged with it', async () => {
  const ann = await post('/v1/recommendations', { history: [318], user: 'ann', k: 2 });
  expect([ann.body.model, ann.body.experiment]).toEqual([
    { name: 'next', version: 'def456' },
    { name: 'wider', arm: 'candidate' },
  ]);
  const nobody = await post('/v1/recommendations', { history: [318], k: 2 });
  expect([nobody.body.model.version, nobody.body.experiment]).toEqual(['abc123', undefined]);
  await log.close();
  const [first, second] = logged();
  expect(first).toEqual({
    ...{ kind: 'recommended', id: ann.body.recommendationId, time: expect.any(Number) },
    ...{ user: 'ann', model: 'next', version: 'def456', experiment: 'wider', arm: 'candidate' },
    items: ann.body.recommendations.map(({ id }: { id: unknown }) => id),
    ms: expect.any(Number),
  });
  expect(second).not.toHaveProperty('user');
  expect(second).not.toHaveProperty('experiment');
});

it('each row of a batch gets the version of its user, and those of users are logged', async () => {
  const { status, body } = await post('/v1/recommendations/batch', {
    requests: [
      { history: [318], user: 'ann', k: 1 },
      { history: [318], k: 1 },
      { history: [296], user: 'bob', k: 1, unknown: 'error' },
    ],
  });
  expect([status, body.model.version]).toEqual([200, 'abc123']);
  const [ann, nobody, bob] = body.results;
  expect([ann.model.version, ann.experiment.arm]).toEqual(['def456', 'candidate']);
  expect(nobody).not.toHaveProperty('experiment');
  expect(bob.experiment).toEqual({ name: 'wider', arm: 'current' });
  expect(bob.recommendations[0].id).toBe(593);
  await new Promise((resolve) => setTimeout(resolve, 50));
  await log.close();
  const lists = logged().filter(({ kind }) => kind === 'recommended');
  expect(lists.map(({ id, user, version, arm }) => [id, user, version, arm])).toEqual([
    [ann.recommendationId, 'ann', 'def456', 'candidate'],
    [bob.recommendationId, 'bob', 'abc123', 'current'],
  ]);
});

it('the kept user of a path is the one that counts', async () => {
  const kept = await openStore('memory:');
  const event = { id: 'e', item: 318, time: 1, type: 'view' };
  await kept.append([{ ...event, user: 'ann' }]);
  const store = () => ({ store: kept });
  const ann = await post('/v1/users/ann/recommendations', { k: 1 }, { store });
  expect([ann.body.model.version, ann.body.experiment.arm]).toEqual(['def456', 'candidate']);
  const other = await post('/v1/users/ann/recommendations', { user: 'bob' }, { store });
  expect(other.status).toBe(400);
  await kept.close();
});

it('a shadow computes after the answer, and one that fails changes nothing', async () => {
  const bob = await post('/v1/recommendations', { history: [318], user: 'bob', k: 2 });
  const dan = await post('/v1/recommendations', { history: [318], user: 'dan', k: 2 });
  expect([bob.status, dan.status, bob.body.model.version]).toEqual([200, 200, 'abc123']);
  await new Promise((resolve) => setTimeout(resolve, 50));
  await log.close();
  const records = logged();
  expect(records.map(({ kind }) => kind)).toEqual(['recommended', 'recommended', 'shadow']);
  expect(records[2]).toMatchObject({
    ...{ id: bob.body.recommendationId, experiment: 'wider', arm: 'next', version: 'def456' },
    items: bob.body.recommendations.map(({ id }: { id: unknown }) => id),
  });
});

it('a shadow computes its list alone, and no explanations of it', async () => {
  const ranked: number[] = [];
  const model: ServedModel = {
    ...candidate,
    rank(queries, caller) {
      ranked.push(queries.length);
      return candidate.rank(queries, caller);
    },
  };
  const assign = (): AssignedModel => ({
    model: nextModel,
    shadow: { model, experiment: 'wider', arm: 'next' },
  });
  const body = { history: [318, 296], user: 'bob', k: 2, explain: 2 };
  const bob = await post('/v1/recommendations', body, { models: () => ({ ...models, assign }) });
  expect(bob.body.recommendations[0].because).toHaveLength(2);
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(ranked).toEqual([1]);
});

it('reports of what was shown are on the disk once they are answered', async () => {
  const impressions = [
    { recommendationId: 'r-1', items: [318, 'x-4'], time: 1_714_564_800_000 },
    { recommendationId: 'r-2' },
  ];
  const answer = await post('/v1/impressions', { impressions });
  expect([answer.status, answer.body]).toEqual([200, { kept: 2 }]);
  expect(logged()).toEqual([
    { kind: 'shown', id: 'r-1', items: [318, 'x-4'], time: 1_714_564_800_000 },
    { kind: 'shown', id: 'r-2', time: expect.any(Number) },
  ]);
  expect((await post('/v1/impressions', { impressions: [] })).status).toBe(400);
  const none = await post('/v1/impressions', { impressions }, { recorder: undefined });
  expect([none.status, none.body.detail]).toEqual([
    501,
    'this server logs no recommendations: start it with RECOMMENDATION_LOG=recommendations',
  ]);
});

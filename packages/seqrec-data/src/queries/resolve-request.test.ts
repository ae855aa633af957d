import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { RequestCases } from '../../../../testing/request-case.js';
import { Catalogue } from '../dataset/catalogue.js';
import { recommend } from './recommend.js';
import {
  refuseUnusableInTurns,
  resolveHistory,
  resolveHistoryInTurns,
  resolveLimitsInTurns,
} from './resolve-request.js';
import type { Scorer } from './scorer.js';
import { describeUnusable, describeUnusableInTurns, UnusableIdsError } from './unusable-id.js';

/** The command line and the server are tested with the same cases. */
const { items, untrained, popularity, cases } = JSON.parse(
  readFileSync(new URL('../testing/requests.json', import.meta.url), 'utf8'),
) as RequestCases;

const catalogue = new Catalogue(
  items.map((item, place) => ({ ...item, index: place + 1 })),
  untrained,
);

function fixed(name: string, row: readonly number[]): Scorer {
  return {
    name,
    score: async ({ length }) => ({
      ...{ rows: length, width: row.length },
      data: Float32Array.from({ length: length * row.length }, (_, i) => row[i % row.length] ?? 0),
    }),
  };
}

const model = fixed('model', [0, 1, 5, 4, 3, 2, 0]);
const fallback = fixed('popularity', [...popularity, 0]);

describe('a request', () => {
  test.each(cases)('$name', async ({ request, refused, ...expected }) => {
    const { history, ...limits } = request;
    const answer = recommend(model, catalogue, history, { ...limits, k: 100, fallback });
    if (refused !== undefined) {
      const [part, sentence] = refused;
      await expect(answer).rejects.toBeInstanceOf(UnusableIdsError);
      await expect(answer).rejects.toMatchObject({
        code: 'unknown-item',
        message: `${part}: ${sentence.replace(/\{(\w+)\}/g, '$1: ')}`,
      });
      return;
    }
    const { recommendations, ignored, withoutHistory } = await answer;
    expect([...new Set(ignored.map(({ id }) => id))]).toEqual(expected.ignored ?? []);
    expect(describeUnusable(ignored)).toEqual(
      (expected.notices ?? []).map(([part, sentence]) => `${part}: ${sentence}`),
    );
    expect(withoutHistory).toBe(expected.fallback === 'popularity');
    expect(recommendations.map(({ item }) => item)).toEqual(expected.recommended);
  });
});

test('names the first ten of many ids that cannot be used', () => {
  const unusable = Array.from({ length: 12 }, (_, place) => ({
    ...{ id: place, part: 'history' as const, resolution: { kind: 'unknown' as const } },
  }));
  expect(describeUnusable(unusable)).toEqual([
    'history: the model does not know 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 and 2 more',
  ]);
});

describe('in turns', () => {
  const many = Array.from({ length: 20_000 }, (_, place) => `no-${place}`);

  test('a history of 5,000 ids is the same, and no turn looks up more than 1,024', async () => {
    const ids = Array.from({ length: 5000 }, (_, place) => items[place % 3]?.id ?? 'none');
    const timestamps = ids.map((_, place) => (place * 7919) % 5000);
    const lookUps = [0];
    const resolve = (id: string | number) => {
      lookUps[lookUps.length - 1] = (lookUps.at(-1) as number) + 1;
      return catalogue.resolve(id);
    };
    const pause = async () => {
      lookUps.push(0);
    };
    const history = { items: ids, timestamps };
    const inTurns = await resolveHistoryInTurns(resolve, history, pause);
    expect(inTurns).toEqual(resolveHistory((id) => catalogue.resolve(id), history));
    expect(lookUps.reduce((sum, count) => sum + count)).toBe(5000);
    expect(Math.max(...lookUps)).toBeLessThanOrEqual(1024);
  });

  test('20,000 unknown ids are described and refused with the same words, with pauses', async () => {
    const unusable = many.map((id) => ({
      ...{ id, part: 'exclude' as const, resolution: { kind: 'unknown' as const } },
    }));
    let pauses = 0;
    const pause = async () => {
      pauses += 1;
    };
    expect(await describeUnusableInTurns(unusable, pause)).toEqual(describeUnusable(unusable));
    expect(pauses).toBe(2);
    await expect(refuseUnusableInTurns(unusable, pause)).rejects.toMatchObject({
      ...{ code: 'unknown-item', unusable },
      message: describeUnusable(unusable).join('; '),
    });
    expect(pauses).toBe(4);
    await expect(refuseUnusableInTurns([], pause)).resolves.toBeUndefined();
  });

  test('an allow list of 20,000 unknown ids is refused with its consequence', async () => {
    const resolve = (id: string | number) => catalogue.resolve(id);
    await expect(resolveLimitsInTurns(resolve, { allow: many }, async () => {})).rejects.toThrow(
      /^allow: .* and 19990 more, so nothing can be recommended$/,
    );
  });
});

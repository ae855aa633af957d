import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { RequestCases } from '../../../../testing/request-case.js';
import { Catalogue } from '../dataset/catalogue.js';
import { recommend } from './recommend.js';
import type { Scorer } from './scorer.js';
import { describeUnusable, UnusableIdsError } from './unusable-id.js';

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

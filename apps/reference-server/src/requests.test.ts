import { readFileSync } from 'node:fs';
import { topK } from '@org/metrics';
import { Catalogue } from '@org/seqrec-data';
import type { ServedModel } from '@org/serving';
import { PopularityRanking } from '@org/serving';
import { describe, expect, it } from 'vitest';
import type { RequestCase } from '../../../testing/request-case.js';
import { nextModel, testApp } from './testing/next-model.js';

/** The cases that hold the server and the command line to the same answers. */
const { items, untrained, popularity, cases, filtered } = JSON.parse(
  readFileSync(
    new URL('../../../packages/seqrec-data/src/testing/requests.json', import.meta.url),
    'utf8',
  ),
);

const model: ServedModel = {
  ...nextModel,
  catalogue: new Catalogue(
    items.map((item: object, place: number) => ({ ...item, index: place + 1 })),
    untrained,
  ),
  popularity: new PopularityRanking(
    topK(Float32Array.from(popularity), items.length, { from: 1, to: items.length + 1 }),
  ),
};

async function answer(request: unknown, served = model): Promise<{ status: number; body: Answer }> {
  const response = await testApp({ model: served }).request('http://localhost/v1/recommendations', {
    method: 'POST',
    body: JSON.stringify(request),
    headers: { 'content-type': 'application/json' },
  });
  return { status: response.status, body: JSON.parse(await response.text()) };
}

interface Answer {
  readonly recommendations: readonly { readonly id: string | number }[];
  readonly ignored: readonly unknown[];
  readonly notices: readonly string[];
  readonly fallback: string | null;
  readonly detail: string;
  readonly errors: readonly { readonly path: string }[];
}

describe('a request to the server', () => {
  it.each([...cases, ...filtered] as readonly RequestCase[])(
    '$name',
    async ({ request, refused, ...expected }) => {
      const { filter, ...parts } = request;
      const { status, body } = await answer({
        ...parts,
        ...(filter && { rules: { filter } }),
        k: 100,
      });
      if (refused !== undefined) {
        const [where, sentence] = refused;
        const part = where === 'filter' ? 'rules' : where;
        expect([status, body.errors[0]?.path]).toEqual([422, part]);
        expect(body.detail).toBe(`${part}: ${sentence.replace(/\{(\w+)\}/g, '$1: ')}`);
        return;
      }
      const { ignored = [], notices = [], fallback = null, recommended } = expected;
      expect(status).toBe(200);
      expect(body.ignored).toEqual(ignored);
      expect(body.notices).toEqual(notices.map(([part, sentence]) => `${part}: ${sentence}`));
      expect(body.fallback).toBe(fallback);
      const ids = body.recommendations.map(({ id }) => id);
      if (fallback === null) expect(new Set(ids)).toEqual(new Set(recommended));
      else expect(ids).toEqual(recommended);
    },
  );
});

it('a model of data that repeat recommends items of the history, unless the request says otherwise', async () => {
  const repeats = { ...model, excludeSeen: false };
  const ids = async (request: object, served: ServedModel) =>
    (await answer(request, served)).body.recommendations.map(({ id }) => id);
  expect(await ids({ history: [5], k: 100 }, repeats)).toContain(5);
  expect(await ids({ history: [5], k: 100, excludeSeen: true }, repeats)).not.toContain(5);
  expect(await ids({ history: [5], k: 100 }, model)).not.toContain(5);
});

it('an item that is none is told apart: unknown, the title of several, or without events', async () => {
  const detail = async (id: string) => {
    const path = `http://localhost/v1/items/${encodeURIComponent(id)}/similar`;
    const response = await testApp({ model }).request(path);
    return [response.status, JSON.parse(await response.text()).detail];
  };
  expect(await detail('zzz')).toEqual([404, 'the model does not know "zzz"']);
  expect(await detail('heat (1995)')).toEqual([
    404,
    '"heat (1995)" is the title of 2 items: name the one you mean by its id, "h1", "h2"',
  ]);
  expect((await detail('s72'))[1]).toContain('"s72" is known but cannot be used');
});

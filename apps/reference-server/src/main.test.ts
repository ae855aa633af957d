import { existsSync, openSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { Agent, createServer, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { saveArtifact } from '@org/artifact';
import { modelKinds, models } from '@org/models';
import { Catalogue, recommend } from '@org/seqrec-data';
import { modelScorer } from '@org/sequence-model';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ending, run, startServer } from './testing/server-process.js';

const ITEMS = 40;
const catalogue = new Catalogue(
  Array.from({ length: ITEMS }, (_, place) => ({
    index: place + 1,
    id: 1000 + place,
    title: `Film ${place}`,
    attributes: { year: 1990 + (place % 20) },
  })),
);

let folder: string;
/** An artifact whose scores overflow. */
let damaged: string;
const expected: Record<string, readonly unknown[]> = {};
/** With half of the items left out, and others three times as probable. */
const expectedByRules: Record<string, readonly unknown[]> = {};
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'server-'));
  await tf.setBackend('cpu');
  // Weights of this deviation spread the scores, so that engines cannot disagree on the order by rounding.
  const size = { itemCount: ITEMS, maxLength: 12, hiddenSize: 16, stddev: 0.3, seed: 5 };
  const popularity = Array.from({ length: ITEMS + 1 }, (_, item) => item);
  for (const kind of modelKinds) {
    const model = await models[kind].build(size);
    const content = { model, catalogue, popularity, name: 'films', metrics: { 'ndcg@10': 0.25 } };
    await saveArtifact(join(folder, kind, 'films'), content);
    const { recommendations } = await recommend(modelScorer(model), catalogue, [1003, 1017, 1030]);
    expected[kind] = recommendations.map(({ item }) => item);
    const all = await recommend(modelScorer(model), catalogue, [1003, 1017, 1030], { k: ITEMS });
    expectedByRules[kind] = all.recommendations
      .map(({ item, index, score }) => ({ item, score, year: 1990 + ((index - 1) % 20) }))
      .filter(({ year }) => year >= 2000)
      .map(({ item, score, year }) => ({ item, score: score + (year > 2005 ? Math.log(3) : 0) }))
      .sort((a, b) => b.score - a.score)
      .slice(0, 10)
      .map(({ item }) => item);
    model.network.dispose();
  }
  damaged = join(folder, 'damaged');
  const model = await models.sasrec.build(size);
  const [table] = model.network.getWeights();
  const values = tf.tidy(() => {
    const rows = tf.reshape(tf.range(0, table?.shape[0] ?? 0), [-1, 1]);
    return tf.where(tf.equal(rows, 7), 3e38, table as tf.Tensor);
  });
  model.network.setWeights([values, ...model.network.getWeights().slice(1)]);
  await saveArtifact(damaged, { model, catalogue, popularity, name: 'damaged' });
  values.dispose();
  model.network.dispose();
});
afterAll(() => rm(folder, { recursive: true }));

const start = (env: Readonly<Record<string, string>> = {}) =>
  startServer({ RUNS: join(folder, 'bert4rec'), ...env });

/** The status of a GET on a connection of its own, or the error of the connection. */
function status(url: string): Promise<number | string> {
  return new Promise((resolve) => {
    request(url, { agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    })
      .on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
      .end();
  });
}

/** Posts histories on connections that are kept open until the server closes them. Gives what came of each request. */
async function post(url: string, connections: number): Promise<(number | string)[]> {
  const outcomes: (number | string)[] = [];
  const headers = { 'content-type': 'application/json' };
  const once = (agent: Agent) =>
    new Promise<boolean>((resolve) => {
      const failed = (error: NodeJS.ErrnoException) => {
        outcomes.push(error.code ?? error.message);
        resolve(false);
      };
      request(`${url}/v1/recommendations`, { agent, method: 'POST', headers }, (response) => {
        response.resume().on('error', failed);
        response.on('end', () => {
          outcomes.push(response.statusCode ?? 0);
          resolve(response.headers.connection !== 'close');
        });
      })
        .on('error', failed)
        .end('{"history":[1003,1017]}');
    });
  const client = async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    while (await once(agent));
  };
  await Promise.all(Array.from({ length: connections }, client));
  return outcomes;
}

describe('a server that keeps events', () => {
  const send = async (url: string, path: string, body: unknown) => {
    const response = await fetch(`${url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return JSON.parse(await response.text());
  };
  const event = (id: string, item: number) => ({ id, user: 'ann', item, type: 'view' });

  it('has them after it was killed and after it was stopped', async () => {
    const STORE = `sqlite:${join(folder, 'kept', 'events.db')}`;
    const first = await start({ STORE });
    const { stored } = await send(first.url, '/v1/events', { events: [event('a', 1003)] });
    first.child.kill('SIGKILL');
    await ending(first.child);
    const second = await start({ STORE });
    const again = await send(second.url, '/v1/events', {
      events: [event('a', 1003), event('b', 1017)],
    });
    expect([stored, again]).toEqual([1, { stored: 1, duplicates: 1, ids: ['a', 'b'] }]);
    second.child.kill('SIGTERM');
    expect((await ending(second.child)).code).toBe(0);
    const third = await start({ STORE });
    await send(third.url, '/v1/events', { events: [event('c', 1030)] });
    const kept = await send(third.url, '/v1/users/ann/recommendations', { k: 5 });
    const sent = await send(third.url, '/v1/recommendations', {
      ...{ history: [1003, 1017, 1030], k: 5 },
    });
    expect(kept.recommendations).toEqual(sent.recommendations);
    third.child.kill('SIGTERM');
    await ending(third.child);
  });

  it('says in one line what is wrong with its store, and exits with 1', async () => {
    const file = join(folder, 'text.db');
    await writeFile(file, 'a text, which is not a database'.repeat(99));
    const child = run({ PORT: '0', RUNS: join(folder, 'bert4rec'), STORE: `sqlite:${file}` });
    const { code, stderr } = await ending(child);
    expect([code, stderr]).toEqual([
      1,
      `reference-server: ${file}: the file is not a SQLite database\n`,
    ]);
  });
});

describe('the server as a process', () => {
  it.each(modelKinds)(
    'serves the newest artifact, a %s, with the ranking of the library, and stops',
    async (kind) => {
      const { child, url } = await start({ RUNS: join(folder, kind) });
      try {
        const response = await fetch(`${url}/v1/recommendations`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ history: ['1003', 1017, 1030] }),
        });
        const body = JSON.parse(await response.text());
        expect(body.recommendations.map(({ id }: { id: number }) => id)).toEqual(expected[kind]);
        expect(body.model.name).toBe('films');
        const rules = { filter: 'year >= 2000', boosts: [{ when: 'year > 2005', multiply: 3 }] };
        const ruled = await fetch(`${url}/v1/recommendations`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ history: ['1003', 1017, 1030], rules }),
        });
        const byRules = JSON.parse(await ruled.text()).recommendations;
        expect(byRules.map(({ id }: { id: number }) => id)).toEqual(expectedByRules[kind]);

        const models = JSON.parse(await (await fetch(`${url}/v1/models`)).text());
        expect(models.models[0]).toMatchObject({
          kind,
          itemCount: ITEMS,
          metrics: { 'ndcg@10': 0.25 },
        });

        const similar = await (await fetch(`${url}/v1/items/1003/similar?k=3`)).text();
        const [nearest] = JSON.parse(similar).similar;
        expect(nearest.id).not.toBe(1003);
        expect(Math.abs(nearest.similarity)).toBeLessThanOrEqual(1.000001);

        expect((await fetch(`${url}/readyz`)).status).toBe(200);
      } finally {
        child.kill('SIGTERM');
      }
      expect((await ending(child)).code).toBe(0);
    },
  );

  it('on SIGTERM says that it is not ready, answers all that it has, and ends with 0', async () => {
    const { child, url } = await start({ SHUTDOWN_DELAY_MS: '3000' });
    const ended = ending(child);
    const outcomes = post(url, 20);
    await sleep(300);
    child.kill('SIGTERM');
    const statuses: (number | string)[] = [];
    while (!statuses.some((one) => typeof one === 'string')) {
      statuses.push(await status(`${url}/readyz`));
      await sleep(50);
    }
    expect(statuses).toContain(503);
    expect(new Set(await outcomes)).toEqual(new Set([200]));
    expect((await ended).code).toBe(0);
  });

  it('ends with 0 while it loads, whenever the signal comes', async () => {
    for (const ms of [0, 100, 300, 600]) {
      const child = run({ PORT: '0', RUNS: join(folder, 'bert4rec') });
      const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream });
      const ended = ending(child);
      lines.once('line', async () => {
        await sleep(ms);
        child.kill('SIGTERM');
      });
      expect((await ended).code, `${ms} ms after it listens`).toBe(0);
    }
  });

  it('goes on answering while nobody reads its log, and stops', async () => {
    const { child, url } = await start();
    const ended = ending(child);
    child.stdout?.pause();
    for (let sent = 0; sent < 1000; sent += 100) {
      const some = Array.from({ length: 100 }, () => fetch(`${url}/livez`));
      for (const response of await Promise.all(some)) expect(response.status).toBe(200);
    }
    child.kill('SIGTERM');
    expect((await ended).code).toBe(0);
  });

  it.skipIf(!existsSync('/dev/full'))(
    'goes on answering while its log has no space, counts the lines lost, and stops',
    async () => {
      const other = createServer().listen(0, '127.0.0.1');
      await new Promise((resolve) => other.once('listening', resolve));
      const { port } = other.address() as { port: number };
      other.close();
      const env = { PORT: String(port), RUNS: join(folder, 'sasrec') };
      const child = run(env, openSync('/dev/full', 'w'));
      const ended = ending(child);
      const url = `http://127.0.0.1:${port}`;
      while ((await status(`${url}/readyz`)) !== 200) await sleep(50);
      for (let sent = 0; sent < 50; sent += 1) expect(await status(`${url}/livez`)).toBe(200);
      const metrics = await (await fetch(`${url}/metrics`)).text();
      expect(Number(metrics.match(/^log_lines_dropped_total (\d+)$/m)?.[1])).toBeGreaterThan(50);
      child.kill('SIGTERM');
      expect((await ended).code).toBe(0);
    },
  );

  it('refuses a model whose scores are not numbers', async () => {
    const { code, stderr } = await ending(run({ PORT: '0', ARTIFACT: damaged }));
    expect(code).toBe(1);
    expect(stderr).toMatch(/cannot be served: it scores item \d+ as -?(NaN|Infinity)/);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  it('says which command makes a model when there is none', async () => {
    const empty = join(folder, 'empty');
    await mkdir(empty);
    const { code, stderr } = await ending(run({ RUNS: empty }));
    expect(code).toBe(1);
    expect(stderr).toContain('pnpm --filter cli train');
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  it('says so when the port is in use', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as { port: number };
    const { code, stderr } = await ending(
      run({ PORT: String(port), RUNS: join(folder, 'bert4rec'), LOG_LEVEL: 'silent' }),
    );
    other.close();
    expect(code).toBe(1);
    expect(stderr).toContain(`port ${port} is in use`);
  });

  it('says so when the artifact is none', async () => {
    const { code, stderr } = await ending(
      run({ PORT: '0', ARTIFACT: folder, LOG_LEVEL: 'silent' }),
    );
    expect(code).toBe(1);
    expect(stderr).toContain('cannot be served');
    expect(stderr).not.toContain('    at ');
  });
});

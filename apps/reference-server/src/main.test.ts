import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { saveArtifact } from '@org/artifact';
import { bert4rec } from '@org/bert4rec';
import { sasrec } from '@org/sasrec';
import { Catalogue, recommend } from '@org/seqrec-data';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));
if (!existsSync(MAIN)) throw new Error('these tests run the built server: `pnpm build` first');

const ITEMS = 40;
const catalogue = new Catalogue(
  Array.from({ length: ITEMS }, (_, place) => ({
    index: place + 1,
    id: 1000 + place,
    title: `Film ${place}`,
  })),
);

let folder: string;
const expected: Record<string, readonly unknown[]> = {};
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'server-'));
  await tf.setBackend('cpu');
  // Weights of this deviation spread the scores, so that engines cannot disagree on the order by rounding.
  const size = { itemCount: ITEMS, maxLength: 12, hiddenSize: 16, stddev: 0.3, seed: 5 };
  const popularity = Array.from({ length: ITEMS + 1 }, (_, item) => item);
  for (const [kind, model] of Object.entries({ bert4rec: bert4rec(size), sasrec: sasrec(size) })) {
    const content = { model, catalogue, popularity, name: 'films', metrics: { 'ndcg@10': 0.25 } };
    await saveArtifact(join(folder, kind, 'films'), content);
    const { recommendations } = await recommend(model.scorer(), catalogue, [1003, 1017, 1030]);
    expected[kind] = recommendations.map(({ item }) => item);
    model.dispose();
  }
});
afterAll(() => rm(folder, { recursive: true }));

interface Running {
  readonly child: ChildProcess;
  readonly url: string;
}

/** Starts the server as a process of its own and waits until it is ready. */
async function start(env: Readonly<Record<string, string>> = {}): Promise<Running> {
  const child = run({ PORT: '0', RUNS: join(folder, 'bert4rec'), ...env });
  let url: string | undefined;
  for await (const line of createInterface({ input: child.stdout as NodeJS.ReadableStream })) {
    const entry = JSON.parse(line);
    if (entry.msg === 'listening') url = entry.url;
    if (entry.msg === 'ready' && url !== undefined) return { child, url };
  }
  throw new Error('the server ended before it was ready');
}

function run(env: Readonly<Record<string, string>>): ChildProcess {
  return spawn(process.execPath, [MAIN], { env: { PATH: process.env.PATH ?? '', ...env } });
}

async function ending(child: ChildProcess): Promise<{ code: number | null; stderr: string }> {
  let stderr = '';
  child.stderr?.on('data', (chunk) => {
    stderr += chunk;
  });
  const code = await new Promise<number | null>((resolve) => child.once('exit', resolve));
  return { code, stderr };
}

describe('the server as a process', () => {
  it.each(['bert4rec', 'sasrec'])(
    'serves the newest artifact, a %s, with the ranking of the library, and stops when told',
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

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { saveArtifact } from '@org/artifact';
import { models } from '@org/models';
import { Catalogue } from '@org/seqrec-data';
import { allEvents, openStore } from '@org/store';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { afterAll, beforeAll, expect, test } from 'vitest';

// The server is killed while clients send events and ask for recommendations. A long run by hand: `ORG_KILLS=200 pnpm vitest run src/kill.test.ts`.
const kills = Number(process.env.ORG_KILLS ?? 3);

const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));
if (!existsSync(MAIN)) throw new Error('these tests run the built server: `pnpm build` first');
const sqliteScript = new URL('../dist/sqlite-worker.js', import.meta.url);

const root = mkdtempSync(join(tmpdir(), 'server-kill-'));
const artifact = join(root, 'model');
beforeAll(async () => {
  await tf.setBackend('cpu');
  const model = await models.sasrec.build({ itemCount: 9, maxLength: 8, hiddenSize: 8, seed: 1 });
  const catalogue = new Catalogue(Array.from({ length: 9 }, (_, i) => ({ index: i + 1, id: i })));
  await saveArtifact(artifact, { model, catalogue, popularity: new Float64Array(10).fill(1) });
  model.network.dispose();
});
afterAll(() => rmSync(root, { recursive: true }));

interface Running {
  readonly child: ChildProcess;
  readonly url: string;
  /** From the start of the process to the first 200 of /readyz, in ms. */
  readonly readyAfter: number;
  /** The processor time until then, in ms; undefined where the system does not say it. */
  readonly processor: number | undefined;
}

async function start(store: string): Promise<Running> {
  const began = performance.now();
  const child = spawn(process.execPath, [MAIN], {
    env: {
      PATH: process.env.PATH ?? '',
      PORT: '0',
      ARTIFACT: artifact,
      STORE: store,
      LOG_LEVEL: 'info',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface({ input: child.stdout as NodeJS.ReadableStream })) {
    const { msg, url } = JSON.parse(line);
    if (msg !== 'listening') continue;
    child.stdout?.resume();
    while (
      !(await fetch(`${url}/readyz`).then(
        ({ ok }) => ok,
        () => false,
      ))
    )
      await sleep(20);
    return { child, url, readyAfter: performance.now() - began, processor: processorTime(child) };
  }
  throw new Error('the server ended before it was ready');
}

/** On Linux, which counts it in ticks of 10 ms. */
function processorTime({ pid }: ChildProcess): number | undefined {
  const file = `/proc/${pid}/stat`;
  if (!existsSync(file)) return undefined;
  // The name of the program, in parentheses, may hold spaces.
  const fields = readFileSync(file, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
  return 10 * (Number(fields[11]) + Number(fields[12]));
}

/** Sends events until the connection breaks; each request a second time, as a client does that got no answer. */
async function sendForEver(
  url: string,
  client: string,
  size: number,
  acknowledged: string[],
): Promise<void> {
  for (let n = 0; ; n += 1) {
    const ids = Array.from({ length: size }, (_, place) => `${client}-${n}-${place}`);
    const events = ids.map((id) => ({ id, user: client, item: n % 9, type: 'view' }));
    for (let times = 0; times < 2; times += 1) {
      const status = await post(`${url}/v1/events`, { events });
      if (status === undefined) return;
      expect(status).toBe(200);
      if (times === 0) acknowledged.push(...ids);
    }
  }
}

/** Asks for recommendations of a user whose events come in, until the connection breaks. */
async function askForEver(url: string, user: string): Promise<void> {
  for (;;) {
    const status = await post(`${url}/v1/users/${user}/recommendations`, { k: 5 });
    if (status === undefined) return;
    expect(status).toBe(200);
  }
}

/** Sends a request. Resolves with the status, or with undefined where the connection broke before the whole answer. */
async function post(url: string, body: object): Promise<number | undefined> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    await response.arrayBuffer();
    return response.status;
  } catch {
    return undefined;
  }
}

const stores = {
  SQLite: `sqlite:${join(root, 'events.db')}`,
  Redis: process.env.ORG_REDIS_URL,
  Postgres: process.env.ORG_POSTGRES_URL,
};

test.for(['SQLite', 'Redis', 'Postgres'] as const)(
  'killed while clients send events to %s, the server has lost none that it acknowledged and kept none twice',
  { timeout: 60_000 + kills * 20_000 },
  async (kind, { skip }) => {
    const store = stores[kind];
    if (store === undefined) return skip(`needs ORG_${kind.toUpperCase()}_URL`);
    const run = `${kind}-${process.pid}`;
    const acknowledged: string[] = [];
    const ready: number[] = [];
    const worked: number[] = [];
    for (let round = 0; round < kills; round += 1) {
      const { child, url, readyAfter, processor = Number.NaN } = await start(store);
      ready.push(readyAfter);
      worked.push(processor);
      const exit = once(child, 'exit');
      const clients = [1, 1, 1, 1, 10, 50].map((size, client) =>
        sendForEver(url, `${run}-${round}-${client}`, size, acknowledged),
      );
      const readers = [0, 5].map((client) => askForEver(url, `${run}-${round}-${client}`));
      const before = acknowledged.length;
      while (acknowledged.length === before) await sleep(5);
      await sleep((round * 37) % 301);
      child.kill('SIGKILL');
      await Promise.all([exit, ...clients, ...readers]);
    }
    const kept = await openStore(store, { sqliteScript });
    const times = new Map<string, number>();
    for await (const events of allEvents(kept)) {
      for (const { id } of events) if (id.startsWith(run)) times.set(id, (times.get(id) ?? 0) + 1);
    }
    for (const client of [0, 1, 2, 3, 4, 5]) {
      for (let round = 0; round < kills; round += 1) await kept.delete(`${run}-${round}-${client}`);
    }
    await kept.close();
    expect(acknowledged.filter((id) => !times.has(id))).toEqual([]);
    expect([...times.values()].every((count) => count === 1)).toBe(true);
    expect(acknowledged.length).toBeGreaterThanOrEqual(kills);
    ready.sort((a, b) => a - b);
    worked.sort((a, b) => a - b);
    console.info(
      `the server with ${kind}: ${kills} kills, ${acknowledged.length} acknowledged events kept, none twice; ready after ${ready[kills >> 1]?.toFixed(0)} ms, at most ${ready.at(-1)?.toFixed(0)} ms (processors ${worked[kills >> 1]?.toFixed(0)} ms)`,
    );
  },
);

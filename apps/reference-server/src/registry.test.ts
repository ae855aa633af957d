import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, truncateSync } from 'node:fs';
import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { Agent, createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { saveArtifact } from '@org/artifact';
import { models } from '@org/models';
import { packArtifact, publish, setAlias } from '@org/registry';
import { Catalogue } from '@org/seqrec-data';
import '@tensorflow/tfjs-backend-cpu';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';

const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));
if (!existsSync(MAIN)) throw new Error('these tests run the built server: `pnpm build` first');

const ITEMS = 40;
let folder: string;
const versions: string[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'server-registry-'));
  const catalogue = new Catalogue(
    Array.from({ length: ITEMS }, (_, place) => ({ index: place + 1, id: 1000 + place })),
  );
  const popularity = Array.from({ length: ITEMS + 1 }, (_, item) => item);
  for (const seed of [1, 2]) {
    const size = { itemCount: ITEMS, maxLength: 12, hiddenSize: 16, seed };
    const model = await models.sasrec.build(size);
    const directory = join(folder, `run-${seed}`);
    const content = { model, catalogue, popularity, name: 'films' };
    versions.push((await saveArtifact(directory, content)).version);
    model.network.dispose();
    await publish(join(folder, 'models'), directory);
  }
});
afterAll(() => rm(folder, { recursive: true }));

interface Running {
  readonly child: ChildProcess;
  readonly url: string;
  readonly log: Record<string, unknown>[];
}

const running: ChildProcess[] = [];
afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
});

/** Starts the server and waits until it listens and says more. */
async function start(env: Readonly<Record<string, string>>, until: string): Promise<Running> {
  const child = spawn(process.execPath, [MAIN], {
    env: {
      ...{ PATH: process.env.PATH ?? '', SHUTDOWN_DELAY_MS: '0', PORT: '0', ENGINE: 'cpu' },
      ...env,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  running.push(child);
  const log: Record<string, unknown>[] = [];
  let url = '';
  const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream });
  await new Promise<void>((resolve, reject) => {
    lines.on('line', (line) => {
      const entry = JSON.parse(line);
      if (entry.msg !== 'request') log.push(entry);
      if (entry.msg === 'listening') url = entry.url;
      if (entry.msg === until) resolve();
    });
    child.once('exit', () => reject(new Error('the server ended before it was ready')));
  });
  return { child, url, log };
}

async function get(url: string, path: string) {
  const response = await fetch(`${url}${path}`);
  return { status: response.status, body: JSON.parse(await response.text()) };
}

/** The version of the answers now. */
const served = async (url: string) => (await get(url, '/v1/models')).body.models[0]?.version;

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await sleep(20);
}

/** Posts histories on so many connections, a few at a time, until it is stopped. */
function load(url: string, connections: number) {
  const statuses = new Map<number | string, number>();
  const versions = new Set<string>();
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  let going = true;
  const once = () =>
    new Promise<void>((resolve) => {
      const count = (status: number | string) => {
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
        resolve();
      };
      const headers = { 'content-type': 'application/json' };
      request(`${url}/v1/recommendations`, { agent, method: 'POST', headers }, (response) => {
        let body = '';
        response.on('data', (chunk) => {
          body += chunk;
        });
        response.on('end', () => {
          if (response.statusCode === 200) versions.add(JSON.parse(body).model.version);
          count(response.statusCode ?? 0);
        });
        response.on('error', (error) => count(error.message));
      })
        .on('error', (error) => count(error.message))
        .end('{"history":[1003,1017],"k":5}');
    });
  const client = async () => {
    while (going) await once();
  };
  const ended = Promise.all(Array.from({ length: connections }, client));
  return {
    async stop() {
      going = false;
      await ended;
      agent.destroy();
      return { statuses: Object.fromEntries(statuses), versions: [...versions].sort() };
    },
  };
}

async function residentBytes(url: string): Promise<number> {
  const metrics = await (await fetch(`${url}/metrics`)).text();
  return Number(/^process_resident_memory_bytes (\S+)/m.exec(metrics)?.[1]);
}

// Twenty switches, four of which wait until the version before is freed.
it('no request fails while models are switched 20 times, and memory does not grow', async () => {
  const registry = join(folder, 'switched');
  await cp(join(folder, 'models'), registry, { recursive: true });
  const [first = '', second = ''] = versions;
  await setAlias(registry, 'films', 'current', first);
  const { child, url, log } = await start(
    { MODELS: registry, REQUEST_TIMEOUT_MS: '4000' },
    'ready',
  );
  const freed = () => log.filter(({ msg }) => msg === 'the version is freed').length;
  const clients = load(url, 60);
  let settled = 0;
  for (let swap = 1; swap <= 20; swap += 1) {
    const next = swap % 2 === 1 ? second : first;
    await setAlias(registry, 'films', 'current', next);
    await until(async () => (await served(url)) === next);
    expect((await get(url, '/readyz')).status).toBe(200);
    // Loads are paid for again where the version before was freed, which these wait for.
    if (swap % 5 === 3) {
      const before = freed();
      await until(async () => freed() > before);
    }
    if (swap === 9) settled = await residentBytes(url);
  }
  const { statuses, versions: seen } = await clients.stop();
  expect(statuses).toEqual({ 200: expect.any(Number) });
  expect(statuses[200]).toBeGreaterThan(200);
  expect(seen).toEqual([first, second].sort());
  // A thread that was not freed would hold 50 MB or more, and ten of them were started since.
  expect((await residentBytes(url)) - settled).toBeLessThan(150e6);
  child.kill('SIGTERM');
  expect(await new Promise((resolve) => child.once('exit', resolve))).toBe(0);
}, 180_000);

it('a broken version is refused, the old one stays, and a rollback makes the registry whole', async () => {
  const registry = join(folder, 'broken');
  await cp(join(folder, 'models'), registry, { recursive: true });
  const [first = '', second = ''] = versions;
  await setAlias(registry, 'films', 'current', first);
  const { url, log } = await start({ MODELS: registry }, 'ready');
  const weights = join(registry, 'films', second, 'weights.bin');
  truncateSync(weights, 100);
  await setAlias(registry, 'films', 'current', second);
  await until(async () => (await get(url, '/v1/models')).body.models[0].refused === second);
  // Others may follow it.
  expect(log.findLast(({ level }) => level === 50)).toMatchObject({
    ...{ level: 50, model: 'films', version: second },
    reason: `${weights} is not what config.json names: it was changed, or a write was interrupted; train or export again`,
  });
  expect(await served(url)).toBe(first);
  expect((await get(url, '/readyz')).status).toBe(200);
  const back = await fetch(`${url}/v1/models/films/rollback`, { method: 'POST' });
  expect([back.status, JSON.parse(await back.text())]).toEqual([
    200,
    expect.objectContaining({ name: 'films', alias: 'current', version: first, state: 'ready' }),
  ]);
  expect((await get(url, '/v1/models')).body.models[0].refused).toBeUndefined();
});

it('waits for a model where the registry has none, and says so', async () => {
  const registry = join(folder, 'late');
  const { url } = await start({ MODELS: registry }, 'not ready: the registry is watched');
  const before = await get(url, '/readyz');
  expect([before.status, before.body.detail]).toEqual([
    503,
    'the registry has no model with the alias current so far',
  ]);
  await setAlias(registry, 'films', 'current', await publish(registry, join(folder, 'run-1')));
  await until(async () => (await get(url, '/readyz')).status === 200);
  expect((await get(url, '/readyz')).body.model).toEqual({ name: 'films', version: versions[0] });
});

it('fetches its artifact from a URL, keeps it by its hash, and says what is wrong with one', async () => {
  const { file, sha256 } = await packArtifact(join(folder, 'run-1'), join(folder, 'films.tar.gz'));
  let fetched = 0;
  const web = createServer(async (_, response) => {
    fetched += 1;
    response.end(await readFile(file));
  });
  await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
  const artifact = `http://127.0.0.1:${(web.address() as AddressInfo).port}/films.tar.gz`;
  const cache = join(folder, 'cache');
  for (const _ of ['first', 'again']) {
    const env = { ARTIFACT: `${artifact}#sha256=${sha256}`, ARTIFACT_CACHE: cache };
    const { url } = await start(env, 'ready');
    expect(await served(url)).toBe(versions[0]);
  }
  expect([fetched, await readdir(cache)]).toEqual([1, [sha256]]);
  const wrong = spawn(process.execPath, [MAIN], {
    env: {
      PATH: process.env.PATH ?? '',
      PORT: '0',
      ARTIFACT: `${artifact}#sha256=${'f'.repeat(64)}`,
    },
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let stderr = '';
  wrong.stderr?.on('data', (chunk) => {
    stderr += chunk;
  });
  expect(await new Promise((resolve) => wrong.once('close', resolve))).toBe(1);
  expect(stderr).toBe(
    `reference-server: ${artifact} is not what was wanted: its SHA-256 is ${sha256}, expected ${'f'.repeat(64)}\n`,
  );
  web.close();
});

/**
 * Measures the processor time that the server spends on a request: of all its threads, and of the HTTP thread alone.
 *
 *   pnpm --filter benchmarks bench:http [--profile FOLDER] [--only NAME] [--server MAIN.JS]
 *
 * Runs the built server with an untrained model of 3,416 items, and sends the same requests over loopback. Reads the
 * server's processor time from the kernel, because other work on the machine disturbs it less than wall time.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { saveArtifact } from '@org/artifact';
import { bert4rec } from '@org/bert4rec';
import { Catalogue } from '@org/seqrec-data';
import * as tf from '@tensorflow/tfjs-core';
import autocannon from 'autocannon';
import { describeMachine } from '../machine.js';
import { markdownTable } from '../markdown-table.js';
import '@tensorflow/tfjs-backend-cpu';

const ITEMS = 3416;
const CONNECTIONS = 16;
/** Milliseconds per tick of the kernel's clocks. */
const TICK_MS = 10;
const main = fileURLToPath(new URL('../../apps/reference-server/dist/main.js', import.meta.url));

interface Scenario {
  readonly name: string;
  readonly path: string;
  readonly body?: object;
  readonly amount: number;
}

const ids = (from: number, count: number) => Array.from({ length: count }, (_, n) => from + n);
const scenarios: readonly Scenario[] = [
  { name: 'GET /livez', path: '/livez', amount: 20_000 },
  {
    name: 'popularity, empty history',
    path: '/v1/recommendations',
    body: { history: [], k: 10 },
    amount: 20_000,
  },
  {
    name: 'popularity, 50 unknown ids',
    path: '/v1/recommendations',
    body: { history: ids(900_000, 50), k: 10 },
    amount: 20_000,
  },
  {
    name: 'model, 50 known ids',
    path: '/v1/recommendations',
    body: { history: ids(1000, 50), k: 10 },
    amount: 5000,
  },
];

const { values: flags } = parseArgs({
  options: { profile: { type: 'string' }, only: { type: 'string' }, server: { type: 'string' } },
});
const folder = mkdtempSync(join(tmpdir(), 'bench-http-'));
await tf.setBackend('cpu');
await saveArtifact(join(folder, 'artifact'), {
  model: bert4rec({
    itemCount: ITEMS,
    maxLength: 200,
    hiddenSize: 64,
    layers: 2,
    heads: 2,
    seed: 1,
  }),
  catalogue: new Catalogue(
    ids(0, ITEMS).map((place) => ({
      index: place + 1,
      id: 1000 + place,
      title: `Film ${place} (1994)`,
    })),
  ),
  popularity: ids(0, ITEMS + 1),
});

const port = await freePort();
const url = `http://127.0.0.1:${port}`;
const profile =
  flags.profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${flags.profile}`];
const server = spawn(process.execPath, [...profile, flags.server ?? main], {
  stdio: ['ignore', 'pipe', 'inherit'],
  env: {
    ...process.env,
    ...{ PORT: String(port), ARTIFACT: join(folder, 'artifact'), SHUTDOWN_DELAY_MS: '0' },
  },
});
// Read the log, so that its pipe never fills.
server.stdout.resume();
const rows: string[][] = [];
try {
  await ready();
  for (const scenario of scenarios) {
    if (flags.only !== undefined && !scenario.name.includes(flags.only)) continue;
    await send(scenario, scenario.amount / 4);
    const before = clocks();
    const { perSecond } = await send(scenario, scenario.amount);
    const after = clocks();
    const cost = (clock: 'process' | 'thread') =>
      ((after[clock] - before[clock]) / scenario.amount).toFixed(3);
    rows.push([scenario.name, cost('process'), cost('thread'), perSecond.toFixed(0)]);
  }
} finally {
  server.kill('SIGINT');
  rmSync(folder, { recursive: true });
}
const head = ['request', 'process, ms', 'thread of HTTP, ms', 'requests/s (this machine, now)'];
console.log(markdownTable(head, rows));
console.log(JSON.stringify(describeMachine()));

async function send(
  { path, body }: Scenario,
  amount: number,
): Promise<{ readonly perSecond: number }> {
  const result = await autocannon({
    ...{ url: `${url}${path}`, amount, connections: CONNECTIONS },
    ...(body && {
      ...{ method: 'POST', body: JSON.stringify(body) },
      headers: { 'content-type': 'application/json' },
    }),
  });
  const failed = result.non2xx + result.errors + result.timeouts;
  if (failed > 0) throw new Error(`${failed} of ${amount} requests to ${path} failed`);
  return { perSecond: amount / result.duration };
}

/** Processor time of the server so far, in milliseconds. */
function clocks(): { readonly process: number; readonly thread: number } {
  const ms = (path: string) => {
    const fields = readFileSync(path, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
  };
  const { pid } = server;
  return { process: ms(`/proc/${pid}/stat`), thread: ms(`/proc/${pid}/task/${pid}/stat`) };
}

async function ready(): Promise<void> {
  for (let tries = 0; tries < 600 && server.exitCode === null; tries += 1) {
    const response = await fetch(`${url}/readyz`).catch(() => undefined);
    if (response?.status === 200) return;
    await sleep(100);
  }
  throw new Error('the server does not become ready');
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => probe.once('listening', resolve));
  const { port: free } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return free;
}

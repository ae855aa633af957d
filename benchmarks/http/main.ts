/**
 * Measures the processor time that the server spends on a request: of all its threads, and of the HTTP thread alone.
 *
 *   pnpm --filter benchmarks bench:http [--profile FOLDER] [--only NAME] [--server MAIN.JS]
 *
 * Runs the built server with an untrained model of 3,416 items, and sends the same requests over loopback. Reads the
 * server's processor time from the kernel, because other work on the machine disturbs it less than wall time.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { saveArtifact } from '@org/artifact';
import { bert4rec } from '@org/bert4rec';
import { Catalogue } from '@org/seqrec-data';
import * as tf from '@tensorflow/tfjs-core';
import autocannon from 'autocannon';
import { describeMachine } from '../machine.js';
import { markdownTable } from '../markdown-table.js';
import { startServer } from '../server-process.js';
import '@tensorflow/tfjs-backend-cpu';

const ITEMS = 3416;
const CONNECTIONS = 16;
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
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
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

const profile =
  flags.profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${flags.profile}`];
const server = await startServer((port) => ({
  file: process.execPath,
  args: [...profile, flags.server ?? main],
  environment: {
    ...{ PORT: String(port), ARTIFACT: join(folder, 'artifact'), SHUTDOWN_DELAY_MS: '0' },
  },
}));
const clocks = () => ({ process: server.cpuMs(), thread: server.mainThreadMs() });
const rows: string[][] = [];
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
await server.stop();
const head = ['request', 'process, ms', 'thread of HTTP, ms', 'requests/s (this machine, now)'];
console.log(markdownTable(head, rows));
console.log(JSON.stringify(describeMachine()));

async function send(
  { path, body }: Scenario,
  amount: number,
): Promise<{ readonly perSecond: number }> {
  const result = await autocannon({
    ...{ url: `${server.url}${path}`, amount, connections: CONNECTIONS },
    ...(body && {
      ...{ method: 'POST', body: JSON.stringify(body) },
      headers: { 'content-type': 'application/json' },
    }),
  });
  const failed = result.non2xx + result.errors + result.timeouts;
  if (failed > 0) throw new Error(`${failed} of ${amount} requests to ${path} failed`);
  return { perSecond: amount / result.duration };
}

/**
 * Sends mutated requests to the built server over raw sockets: documents that JSON.stringify never writes, targets,
 * headers, framings and connections of all kinds.
 *
 *   pnpm --filter tools torture:fuzz [--count 100000] [--seed 1] [--only NUMBER] [--connections 64]
 *     [--server MAIN.JS]
 *
 * Case NUMBER is the same for the same seed, whatever else runs. Exit code 1 if an answer is a 5xx other than a 503 or
 * 504 that says so, an error is no problem details, a connection does not end, the server logs an error or ends, its
 * memory grows, or a known request gets another answer than at the start.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Random } from '@org/random';
import { deliver } from './connection.js';
import { anyDelivery, type Step } from './deliveries.js';
import { judge } from './faults.js';
import { growthOf } from './growth.js';
import { TEXT_IDS } from './operations.js';
import { type Measures, startServer, type TestedServer } from './server.js';
import { saveSmallArtifact } from './small-artifact.js';

const { values: flags } = parseArgs({
  options: {
    count: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string' },
    connections: { type: 'string', default: '64' },
    server: { type: 'string' },
  },
});
const [count, seed, connections] = [flags.count, flags.seed, flags.connections].map(Number) as [
  number,
  number,
  number,
];
/** The limits of the server, in ms. */
const LIMITS = { headers: 2000, request: 2000, keepAlive: 300 };
/** When a connection counts as hung. Far above the limits, because other programs may have the cores for long. */
const HANG_MS = 60_000;
const MIB = 2 ** 20;
/** What memory may grow by during the run, plus for each thousand cases; about the noise of the collector. */
const GROWTH = { heap: [3 * MIB, 0.03 * MIB], rss: [24 * MIB, 0.1 * MIB] } as const;
const MAX_SHOWN = 20;

const folder = mkdtempSync(join(tmpdir(), 'torture-fuzz-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
await saveSmallArtifact(join(folder, 'artifact'), { count: 40, ids: TEXT_IDS });
writeFileSync(join(folder, 'rules.json'), JSON.stringify({ home: { filter: 'year >= 1985' } }));
mkdirSync(join(folder, 'recommendations'));
const environment = {
  ARTIFACT: join(folder, 'artifact'),
  RULES: join(folder, 'rules.json'),
  STORE: `sqlite:${join(folder, 'events.db')}`,
  RECOMMENDATION_LOG: join(folder, 'recommendations'),
  HEADERS_TIMEOUT_MS: String(LIMITS.headers),
  REQUEST_TIMEOUT_MS: String(LIMITS.request),
  KEEP_ALIVE_TIMEOUT_MS: String(LIMITS.keepAlive),
  CORS_ORIGINS: 'http://shop.example',
};
const server = await startServer(environment, { main: flags.server });

const faults: string[] = [];
const fault = (sentence: string) => {
  faults.push(sentence);
  if (faults.length <= MAX_SHOWN) console.error(sentence);
};
const statuses = new Map<number | 'none', number>();
const memory: Measures[] = [];

if (flags.only === undefined) await run();
else await show(Number(flags.only));
for (const line of server.errors) fault(`the server logged ${line.slice(0, 1000)}`);
if (server.child.exitCode === null && (await server.stop()) !== 0)
  fault('the server did not end well');
console.log(faults.length === 0 ? 'no fault' : `${faults.length} faults`);
process.exitCode = faults.length === 0 ? 0 : 1;

async function run(): Promise<void> {
  const start = performance.now();
  const known = await knownAnswers(server);
  const step = Math.min(1000, Math.ceil(count / 10));
  for (let first = 0; first < count; first += step) {
    await sendCases(first, Math.min(first + step, count));
    if (server.child.exitCode !== null || server.child.signalCode !== null) {
      fault(`the server ended during the cases ${first} to ${first + step}`);
      return;
    }
    if ((await knownAnswers(server)) !== known) {
      fault(`known requests get other answers after the cases ${first} to ${first + step}`);
    }
    const measures = await server.measure({ collect: true });
    memory.push(measures);
    const { heapUsed, external, rss } = measures;
    console.log(
      `${Math.min(first + step, count)} cases: heap ${mib(heapUsed + external)}, rss ${mib(rss)}, ${faults.length} faults`,
    );
  }
  const seconds = (performance.now() - start) / 1000;
  console.log(`${count} cases of seed ${seed} in ${seconds.toFixed(0)} s; answers by status:`);
  const sorted = [...statuses].sort(([a], [b]) => String(a).localeCompare(String(b)));
  console.log(sorted.map(([status, times]) => `${status}: ${times}`).join(', '));
  requireFlat('heap', ({ heapUsed, external }) => heapUsed + external);
  requireFlat('rss', ({ rss }) => rss);
}

async function sendCases(first: number, end: number): Promise<void> {
  let next = first;
  const send = async () => {
    while (next < end) {
      const number = next;
      next += 1;
      const delivery = anyDelivery(Random.of(seed, 'fuzz', number));
      let seen = await deliver(delivery.steps, { port: server.port, limitMs: HANG_MS });
      // A machine that is busy may keep both sides for so long that the server closes the connection as idle.
      for (
        let tries = 0;
        tries < 3 && seen.received.length === 0 && seen.ms > LIMITS.headers;
        tries += 1
      ) {
        seen = await deliver(delivery.steps, { port: server.port, limitMs: HANG_MS });
      }
      const verdict = judge(delivery, seen);
      for (const status of verdict.statuses.length > 0 ? verdict.statuses : (['none'] as const)) {
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
      }
      if (verdict.fault !== undefined)
        fault(`case ${number}: ${verdict.fault}, after ${seen.ms.toFixed(0)} ms`);
    }
  };
  await Promise.all(Array.from({ length: connections }, send));
}

/** What requests get that no case changes the answer of. */
async function knownAnswers({ url }: TestedServer): Promise<string> {
  const numbers = Array.from({ length: 20 }, (_, place) => 300 + place);
  const bodies = [
    { history: [300, 301, 305], k: 5, allow: numbers },
    { history: [], k: 5, allow: numbers, rules: { filter: 'year < 1990' } },
  ];
  const answers = bodies.map(async (body) => {
    const response = await fetch(`${url}/v1/recommendations`, {
      ...{ method: 'POST', headers: { 'content-type': 'application/json' } },
      body: JSON.stringify(body),
    });
    const answer = (await response.json()) as { readonly recommendations?: unknown };
    return JSON.stringify([response.status, answer.recommendations]);
  });
  return (await Promise.all(answers)).join('\n');
}

function mib(bytes: number): string {
  return `${(bytes / MIB).toFixed(1)} MiB`;
}

/** Fails where memory grows. The first third of the samples is left out: caches fill. */
function requireFlat(name: keyof typeof GROWTH, of: (measures: Measures) => number): void {
  const values = memory.map(of);
  const later = values.slice(Math.floor(values.length / 3));
  const grown = growthOf(later) * (later.length - 1);
  const [fixed, each] = GROWTH[name];
  console.log(
    `${name}: ${mib(values[0] ?? 0)} after the first cases, ${mib(values.at(-1) ?? 0)} at the end, ${mib(grown)} of growth`,
  );
  if (grown > fixed + (each * count) / 1000) fault(`${name} grows by ${mib(grown)}`);
}

/** One case, in full. */
async function show(number: number): Promise<void> {
  const delivery = anyDelivery(Random.of(seed, 'fuzz', number));
  for (const step of delivery.steps) console.log(describe(step));
  const seen = await deliver(delivery.steps, { port: server.port, limitMs: HANG_MS });
  console.log(`received after ${seen.ms.toFixed(0)} ms:`);
  console.log(seen.received.toString('latin1').slice(0, 4000));
  const verdict = judge(delivery, seen);
  if (verdict.fault !== undefined) fault(`case ${number}: ${verdict.fault}`);
}

function describe(step: Step): string {
  if (step.kind === 'send') return JSON.stringify(step.bytes.toString('latin1').slice(0, 4000));
  return step.kind === 'wait' ? `waits ${step.ms} ms` : `does a ${step.kind}`;
}

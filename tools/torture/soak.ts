/**
 * Soaks the built server: load at a share of the saturation that is measured first, while models are switched, threads
 * of the model end, the store is killed and comes back, slow clients hold connections and floods arrive. Every user has a
 * full history from the start, so that a request costs the same at the end.
 *
 *   pnpm --filter tools torture:soak [--minutes 30] [--period 60] [--share 0.8] [--store redis|postgres|sqlite]
 *     [--seed 1] [--max-turn 50] [--server MAIN.JS]
 *
 * Prints a line for each period of so many seconds. Exit code 1 if a request gets anything but an answer or a 503 that
 * says when to try again, an acknowledged event is lost or kept twice, a turn of the event loop before the flood takes more
 * than so many ms of processor time, memory grows, or in a run of ten periods and more the p99 of the last third is twice
 * that of the first. On a machine that others use too, a turn reads the many connections that waited: allow it more.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { publish, setAlias } from '@org/registry';
import { type OwnServer, ownPostgres, ownRedis } from '../../testing/own-server.js';
import { deliver } from './connection.js';
import { growthOf } from './growth.js';
import { type Answered, HttpClient } from './http-client.js';
import { startServer } from './server.js';
import { saveSmallArtifact } from './small-artifact.js';
import { SoakLoad } from './soak-load.js';

const { values: flags } = parseArgs({
  options: {
    minutes: { type: 'string', default: '30' },
    period: { type: 'string', default: '60' },
    share: { type: 'string', default: '0.8' },
    store: { type: 'string', default: 'redis' },
    seed: { type: 'string', default: '1' },
    'max-turn': { type: 'string', default: '50' },
    server: { type: 'string' },
  },
});
const [minutes, period, share] = [flags.minutes, flags.period, flags.share].map(Number) as [
  number,
  number,
  number,
];
const CONNECTIONS = 64;
const SATURATION_MS = Math.min(10_000, period * 200);
/** Requests that wait for an answer at the most; the load skips further ones, and says how many. */
const MAX_OPEN = 2000;
const FLOOD = 500;
/** The events of a user that the server reads. */
const HISTORY_EVENTS = 200;
const SLOW_CLIENTS = 20;
const MAX_TURN_MS = Number(flags['max-turn']);
const MIB = 2 ** 20;
/** What memory may grow by during the run, from a third of it on: about the noise of the collector. */
const GROWTH = { heap: 8 * MIB, rss: 48 * MIB };
const JUDGED_PERIODS = 10;

interface Period {
  readonly answered: number;
  readonly refused: number;
  readonly skipped: number;
  readonly p50: number;
  readonly p99: number;
  /** The longest turn of the event loop before the flood, and in it, in ms of processor time. */
  readonly longestTurn: number;
  readonly floodTurn: number;
  readonly heap: number;
  readonly rss: number;
  readonly load: number;
}

const folder = mkdtempSync(join(tmpdir(), 'torture-soak-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
const registry = join(folder, 'models');
const versions: string[] = [];
for (const seed of [1, 2]) {
  const artifact = join(folder, `artifact-${seed}`);
  await saveSmallArtifact(artifact, { count: 1000, seed });
  versions.push(await publish(registry, artifact, { name: 'films' }));
}
const useVersion = (number: number) =>
  setAlias(registry, 'films', 'current', versions[number % versions.length] ?? '');
await useVersion(0);
const own = await ownStore();
mkdirSync(join(folder, 'recommendations'));
const server = await startServer(
  {
    MODELS: registry,
    HISTORY_EVENTS: String(HISTORY_EVENTS),
    STORE: own?.url ?? `sqlite:${join(folder, 'events.db')}`,
    RECOMMENDATION_LOG: join(folder, 'recommendations'),
    RECOMMENDATION_LOG_BYTES: '20000000',
  },
  { main: flags.server },
);
const client = new HttpClient({ port: server.port, connections: 4 * CONNECTIONS });
const traffic = new SoakLoad(client, Number(flags.seed));
const faults = new Map<string, number>();
const fault = (sentence: string) => faults.set(sentence, (faults.get(sentence) ?? 0) + 1);
let stopping = false;

await traffic.fill(HISTORY_EVENTS);
const saturation = await saturate();
const rate = share * saturation;
console.log(
  `${saturation.toFixed(0)} requests/s at saturation with ${CONNECTIONS} connections; soaked at ${rate.toFixed(0)}/s for ${minutes} minutes, with ${flags.store}${own === undefined && flags.store !== 'sqlite' ? ', which is not installed: SQLite instead, without restarts' : ''}`,
);
await server.measure({ collect: true });
const periods: Period[] = [];
const slow = Promise.all(Array.from({ length: SLOW_CLIENTS }, slowClient));
const count = Math.max(1, Math.round((minutes * 60) / period));
for (let number = 0; number < count && server.child.exitCode === null; number += 1) {
  periods.push(await soakPeriod(number));
  show(number);
}
stopping = true;
await slow;
await judgeRun();
await own?.remove();
for (const [sentence, times] of faults)
  console.log(`FAULT ${sentence}${times > 1 ? ` (${times} times)` : ''}`);
console.log(faults.size === 0 ? 'no fault' : `${faults.size} kinds of faults`);
process.exitCode = faults.size === 0 ? 0 : 1;

async function ownStore(): Promise<OwnServer | undefined> {
  const made =
    flags.store === 'redis'
      ? await ownRedis()
      : flags.store === 'postgres'
        ? await ownPostgres()
        : undefined;
  await made?.start();
  return made;
}

/** Requests per second that the server answers where each connection sends the next at once. */
async function saturate(): Promise<number> {
  const sendFor = async (ms: number) => {
    const start = performance.now();
    let answered = 0;
    const connection = async () => {
      while (performance.now() - start < ms) {
        if (note(await traffic.sendOne())) answered += 1;
      }
    };
    await Promise.all(Array.from({ length: CONNECTIONS }, connection));
    return (answered * 1000) / (performance.now() - start);
  };
  // The first requests warm up caches and compilers.
  await sendFor(SATURATION_MS / 4);
  return sendFor(SATURATION_MS);
}

/** Whether a request was answered; false where it was refused as it may be. */
function note({ status, code, body, retryAfter }: Answered): boolean {
  if (status === 200) return true;
  if (status === 503 && retryAfter) return false;
  fault(
    status === undefined
      ? `a connection broke: ${code}`
      : `an answer is ${status}: ${body.replace(/"requestId":"[^"]*"/, '').slice(0, 200)}`,
  );
  return false;
}

/** A period of even load, with one event of each kind. */
async function soakPeriod(number: number): Promise<Period> {
  const start = performance.now();
  const waits: number[] = [];
  const sending = new Set<Promise<void>>();
  let [answered, refused, skipped, sent] = [0, 0, 0, 0];
  const send = (due: number) => {
    const one = traffic.sendOne().then((answer) => {
      if (note(answer)) {
        answered += 1;
        // From the time when it was due: a server that is late does not hide it.
        waits.push(performance.now() - due);
      } else refused += 1;
      sending.delete(one);
    });
    sending.add(one);
  };
  const events = eventsOf(number);
  while (performance.now() - start < period * 1000) {
    const due = Math.floor(((performance.now() - start) * rate) / 1000);
    for (; sent < due; sent += 1) {
      if (sending.size < MAX_OPEN) send(start + (sent * 1000) / rate);
      else skipped += 1;
    }
    await sleep(2);
  }
  await Promise.all(sending);
  const longestTurn = await events;
  const {
    longestTurn: floodTurn,
    heapUsed,
    external,
    rss,
  } = await server.measure({
    collect: true,
  });
  if (longestTurn > MAX_TURN_MS)
    fault(`a turn of the event loop takes more than ${MAX_TURN_MS} ms`);
  waits.sort((a, b) => a - b);
  const quantile = (q: number) => waits[Math.floor(q * (waits.length - 1))] ?? Number.NaN;
  return {
    ...{ answered, refused, skipped, longestTurn, floodTurn, rss, heap: heapUsed + external },
    ...{ p50: quantile(0.5), p99: quantile(0.99), load: loadavg()[0] ?? 0 },
  };
}

/** What goes wrong in a period, spread over it. Resolves with the longest turn before the flood, which comes last. */
async function eventsOf(number: number): Promise<number> {
  const part = (period * 1000) / 5;
  await sleep(part);
  await useVersion(number + 1);
  await sleep(part);
  await server.measure({ endModelThread: true });
  await sleep(part);
  await own?.kill();
  await sleep(Math.min(500, part / 4));
  await own?.start();
  await sleep(part / 2);
  const { longestTurn } = await server.measure({ reset: true });
  const flood = Array.from({ length: FLOOD }, () => traffic.sendOne());
  for (const answer of await Promise.all(flood)) note(answer);
  return longestTurn;
}

/** Sends the body of a request a character at a time, again and again. */
async function slowClient(): Promise<void> {
  const body = '{"history":[300,301,302],"k":3}';
  const head = `POST /v1/recommendations HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: ${body.length}\r\n\r\n`;
  const steps = [head, ...body].flatMap((text) => [
    { kind: 'send' as const, bytes: Buffer.from(text) },
    { kind: 'wait' as const, ms: 100 },
  ]);
  while (!stopping) {
    const { received } = await deliver(steps, { port: server.port, limitMs: 60_000 });
    const [, status] = /^HTTP\/1\.1 (\d+)/.exec(received.toString('latin1')) ?? [];
    // One that is slower than the server's limit is told so.
    if (!['200', '408', '503'].includes(status ?? ''))
      fault(`a slow client gets ${status ?? 'no answer'}`);
  }
}

function show(number: number): void {
  const { answered, refused, skipped, p50, p99, longestTurn, floodTurn, heap, rss, load } = periods[
    number
  ] as Period;
  const mib = (bytes: number) => (bytes / MIB).toFixed(0);
  console.log(
    `period ${number + 1}: ${answered} answered, ${refused} refused by 503, ${skipped} skipped; p50 ${p50.toFixed(0)} ms, p99 ${p99.toFixed(0)} ms; longest turn ${longestTurn.toFixed(0)} ms, ${floodTurn.toFixed(0)} ms in the flood; heap ${mib(heap)} MiB, rss ${mib(rss)} MiB; load ${load.toFixed(1)}`,
  );
}

async function judgeRun(): Promise<void> {
  if (server.child.exitCode !== null || server.child.signalCode !== null) {
    fault('the server ended');
    return;
  }
  const { lost, doubled, kept } = await traffic.lost();
  console.log(`${kept} acknowledged events: ${lost} lost, ${doubled} kept twice`);
  if (lost + doubled > 0) fault(`${lost} acknowledged events are lost, ${doubled} are kept twice`);
  for (const name of ['heap', 'rss'] as const) {
    const later = periods.slice(Math.floor(periods.length / 3)).map((one) => one[name]);
    const grown = growthOf(later) * (later.length - 1);
    console.log(`${name}: ${(grown / MIB).toFixed(1)} MiB of growth`);
    if (grown > GROWTH[name]) fault(`${name} grows by ${(grown / MIB).toFixed(1)} MiB`);
  }
  if (periods.length >= JUDGED_PERIODS) {
    const third = Math.floor(periods.length / 3);
    const middle = (some: readonly Period[]) =>
      some.map(({ p99 }) => p99).sort((a, b) => a - b)[some.length >> 1] ?? Number.NaN;
    const [early, late] = [middle(periods.slice(0, third)), middle(periods.slice(-third))];
    console.log(
      `p99: ${early.toFixed(0)} ms in the first third, ${late.toFixed(0)} ms in the last`,
    );
    if (late > 2 * early) fault(`the p99 rises from ${early.toFixed(0)} to ${late.toFixed(0)} ms`);
  }
  client.close();
  if ((await server.stop()) !== 0) fault('the server did not end well');
}

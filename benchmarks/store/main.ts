/**
 * Measures how many events a store keeps durably, and how many histories it reads, per second.
 *
 *   tools/with-postgres tools/with-redis pnpm bench:store
 *
 * Uses SQLite in a temporary directory, and the servers of ORG_POSTGRES_URL and ORG_REDIS_URL if these are set. It
 * removes its users from the servers afterwards.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EventStore, openStore, type StoreEvent } from '@org/store';
import { describeMachine, warnIfBusy } from '../machine.js';
import { markdownTable } from '../markdown-table.js';

const SECONDS = 3;
const USERS = 100;
const HISTORY = 100;
const sqliteScript = new URL('../../packages/store/dist/sqlite-worker.js', import.meta.url);

/** Repeats `work` in `lanes` concurrent loops; returns the number of calls per second. */
async function perSecond(lanes: number, work: (n: number) => Promise<unknown>): Promise<number> {
  const start = performance.now();
  let done = 0;
  let next = 0;
  const lane = async () => {
    while (performance.now() - start < SECONDS * 1000) {
      next += 1;
      await work(next);
      done += 1;
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return Math.round((done / (performance.now() - start)) * 1000);
}

async function measure(store: EventStore): Promise<readonly number[]> {
  let events = 0;
  const run = `bench-${process.pid}`;
  const event = (): StoreEvent => {
    events += 1;
    const user = `${run}-${events % USERS}`;
    return { id: `${run}-${events}`, user, item: events % 5000, time: events, type: 'view' };
  };
  const batch = (size: number) => Array.from({ length: size }, event);
  const read = (n: number) => store.history(`${run}-${n % USERS}`, { limit: HISTORY });
  const figures = [
    await perSecond(1, () => store.append(batch(1))),
    await perSecond(64, () => store.append(batch(1))),
    1000 * (await perSecond(4, () => store.append(batch(1000)))),
    await perSecond(1, read),
    await perSecond(16, read),
  ];
  for (let user = 0; user < USERS; user += 1) await store.delete(`${run}-${user}`);
  return figures;
}

const machine = describeMachine();
warnIfBusy(machine);
const root = mkdtempSync(join(tmpdir(), 'bench-store-'));
const urls = [
  `sqlite:${join(root, 'events.db')}`,
  process.env.ORG_REDIS_URL,
  process.env.ORG_POSTGRES_URL,
];
const rows: string[][] = [];
for (const url of urls) {
  if (url === undefined) continue;
  const store = await openStore(url, { sqliteScript });
  const figures = await measure(store);
  await store.close();
  rows.push([
    store.name.split(' ')[0] ?? '',
    ...figures.map((figure) => figure.toLocaleString('en')),
  ]);
}
rmSync(root, { recursive: true });
const head = [
  'store',
  '1 at a time',
  '64 at once',
  'by 1,000',
  'reads, 1 at a time',
  'reads, 16 at once',
];
console.log(markdownTable(head, rows));
console.log(`histories of ${HISTORY} events; ${JSON.stringify(machine)}`);

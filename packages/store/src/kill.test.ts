import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { startScript } from '../../../testing/kill.js';
import { type OwnServer, ownPostgres, ownRedis } from '../../../testing/own-server.js';
import { temporaryDirectory } from '../../../testing/temporary-directory.js';
import { allEvents } from './all-events.js';
import { openNamedStore } from './testing/named-store.js';

// A process that appends is killed, or the database server is. A long run by hand: `ORG_KILLS=200 pnpm vitest run src/kill.test.ts`.
const killsOf = (usual: number) => Number(process.env.ORG_KILLS ?? usual);
const timeout = 60_000 + killsOf(20) * 20_000;

const script = new URL('./testing/endless-appender.ts', import.meta.url);

interface Appender {
  /** Resolves once the first event is acknowledged. */
  readonly started: Promise<unknown>;
  /** Kills the process. Resolves with the signal that ended it; null if it had ended by itself. */
  kill(): Promise<NodeJS.Signals | null>;
  /** Ids of the events that were acknowledged. */
  acknowledged(): readonly string[];
}

function startAppender(url: string, name: string, round: number): Appender {
  const child = startScript(script, url, name, `${round}`);
  const exit = once(child, 'exit');
  let printed = '';
  const started = new Promise<void>((resolve) => {
    child.stdout?.on('data', (text: Buffer) => {
      printed += text;
      resolve();
    });
  });
  return {
    started: Promise.race([started, exit]),
    kill: async () => {
      child.kill('SIGKILL');
      const [, signal] = await exit;
      return signal;
    },
    // The last line may be half a number.
    acknowledged: () =>
      printed
        .slice(0, printed.lastIndexOf('\n') + 1)
        .split('\n')
        .filter((line) => line !== '')
        .map((n) => `${round}-${n}`),
  };
}

/** How long a store takes to open after a kill, in ms: on the clock, and of processors. */
interface Opening {
  readonly wall: number;
  readonly processor: number;
}

/** Kills after kill; after each, all that was acknowledged is there once. */
async function survive(
  url: string,
  kills: number,
  killOne: (appender: Appender) => Promise<void>,
): Promise<{ readonly acknowledged: number; readonly openings: readonly Opening[] }> {
  const name = `seqrec_kill_${randomUUID().slice(0, 8)}`;
  let acknowledged = 0;
  const openings: Opening[] = [];
  for (let round = 0; round < kills; round += 1) {
    const appender = startAppender(url, name, round);
    await appender.started;
    await sleep((round * 37) % 301);
    await killOne(appender);
    const events = appender.acknowledged();
    const [start, work] = [performance.now(), process.cpuUsage()];
    const store = await openNamedStore(url, name);
    const { user, system } = process.cpuUsage(work);
    openings.push({ wall: performance.now() - start, processor: (user + system) / 1000 });
    const kept = new Map<string, number>();
    for await (const block of allEvents(store)) {
      for (const { id } of block) kept.set(id, (kept.get(id) ?? 0) + 1);
    }
    if (round === kills - 1) await store.prune(Number.MAX_SAFE_INTEGER);
    await store.close();
    expect(events.filter((id) => !kept.has(id))).toEqual([]);
    expect([...kept.values()].every((times) => times === 1)).toBe(true);
    acknowledged += events.length;
  }
  return { acknowledged, openings };
}

function report(what: string, acknowledged: number, openings: readonly Opening[]): void {
  const kills = openings.length;
  expect(acknowledged).toBeGreaterThan(kills * 10);
  const [wall, processor] = [
    openings.map((one) => one.wall).sort((a, b) => a - b),
    openings.map((one) => one.processor).sort((a, b) => a - b),
  ];
  const median = wall[kills >> 1] ?? Number.NaN;
  // The median, as other processes may hold up a single one.
  expect(median).toBeLessThan(2000);
  const ms = (value = Number.NaN) => `${value.toFixed(0)} ms`;
  console.info(
    `${what}: ${kills} kills, ${acknowledged} acknowledged events kept, none twice; opened in ${ms(median)}, at most ${ms(wall.at(-1))} (processors ${ms(processor[kills >> 1])}, at most ${ms(processor.at(-1))})`,
  );
}

const root = temporaryDirectory();
const servers = { Redis: process.env.ORG_REDIS_URL, Postgres: process.env.ORG_POSTGRES_URL };

test.for([
  ['SQLite', killsOf(20)],
  ['Redis', killsOf(3)],
  ['Postgres', killsOf(3)],
] as const)(
  'a process that appends to %s can be killed at any moment: every acknowledged event is there, none twice',
  { timeout },
  async ([kind, kills], { skip }) => {
    const url = kind === 'SQLite' ? join(root, 'events.db') : servers[kind];
    if (url === undefined) return skip(`needs ORG_${kind.toUpperCase()}_URL`);
    const { acknowledged, openings } = await survive(url, kills, async (appender) => {
      expect(await appender.kill()).toBe('SIGKILL');
    });
    report(`a process with ${kind}`, acknowledged, openings);
  },
);

const ownServers = [
  ['Redis', ownRedis],
  ['Postgres', ownPostgres],
] as const;

test.for(ownServers)(
  'the server %s can be killed at any moment: every acknowledged event is there, none twice',
  { timeout },
  async ([kind, own], { skip }) => {
    const server: OwnServer | undefined = await own();
    if (server === undefined) return skip(`${kind} is not installed`);
    try {
      await server.start();
      const { acknowledged, openings } = await survive(server.url, killsOf(3), async (appender) => {
        await server.kill();
        await appender.kill();
        await server.start();
      });
      report(`the server ${kind}`, acknowledged, openings);
    } finally {
      await server.remove();
    }
  },
);

test.for(ownServers)(
  'a store whose server %s was killed goes on by itself once the server is there again',
  { timeout: 60_000 },
  async ([kind, own], { skip }) => {
    const server: OwnServer | undefined = await own();
    if (server === undefined) return skip(`${kind} is not installed`);
    try {
      await server.start();
      const store = await openNamedStore(server.url, 'seqrec');
      const event = { user: 'ann', item: 1, time: 1, type: 'view' };
      await store.append([{ ...event, id: 'before' }]);
      await server.kill();
      await expect(store.append([{ ...event, id: 'meanwhile' }])).rejects.toMatchObject({
        code: 'unavailable',
      });
      await server.start();
      const answers = () =>
        store.check().then(
          () => true,
          () => false,
        );
      while (!(await answers())) await sleep(50);
      await store.append([{ ...event, id: 'after' }]);
      const ids = (await store.history('ann', { limit: 9 })).map(({ id }) => id);
      expect(ids.filter((id) => id !== 'meanwhile')).toEqual(['before', 'after']);
      await store.close();
    } finally {
      await server.remove();
    }
  },
);

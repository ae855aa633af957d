import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { startScript } from '../../../testing/kill.js';
import { allEvents } from './all-events.js';
import { openSqliteStore } from './sqlite-store.js';
import { sqliteScript } from './testing/sqlite-script.js';

/** A long run by hand: `ORG_KILLS=200 pnpm vitest run src/kill.test.ts`. */
const kills = Number(process.env.ORG_KILLS ?? 20);

const script = new URL('./testing/endless-appender.ts', import.meta.url);

/** Appends until it is killed so many milliseconds after the first event; returns what was acknowledged. */
async function killed(path: string, round: number, moment: number): Promise<readonly string[]> {
  const child = startScript(script, path, `${round}`);
  const exit = once(child, 'exit');
  let printed = '';
  const started = new Promise<void>((resolve) => {
    child.stdout?.on('data', (text: Buffer) => {
      printed += text;
      resolve();
    });
  });
  await Promise.race([started, exit]);
  await sleep(moment);
  child.kill('SIGKILL');
  expect((await exit)[1]).toBe('SIGKILL');
  // The last line may be half a number.
  return printed
    .slice(0, printed.lastIndexOf('\n'))
    .split('\n')
    .map((n) => `${round}-${n}`);
}

test(
  `after each of ${kills} kills every acknowledged event is there, none twice, and the store opens in less than 2 s`,
  async () => {
    const root = mkdtempSync(join(tmpdir(), 'store-kill-'));
    const path = join(root, 'events.db');
    let acknowledged = 0;
    const openings: number[] = [];
    for (let round = 0; round < kills; round += 1) {
      const events = await killed(path, round, (round * 37) % 301);
      const start = performance.now();
      const store = await openSqliteStore(path, { sqliteScript });
      openings.push(performance.now() - start);
      const kept = new Map<string, number>();
      for await (const block of allEvents(store)) {
        for (const { id } of block) kept.set(id, (kept.get(id) ?? 0) + 1);
      }
      await store.close();
      expect(events.filter((id) => !kept.has(id))).toEqual([]);
      expect([...kept.values()].every((times) => times === 1)).toBe(true);
      acknowledged += events.length;
    }
    rmSync(root, { recursive: true });
    expect(acknowledged).toBeGreaterThan(kills * 10);
    // The median, as other processes may hold up a single one.
    openings.sort((a, b) => a - b);
    const [median = Number.NaN, slowest = Number.NaN] = [openings[kills >> 1], openings.at(-1)];
    expect(median).toBeLessThan(2000);
    console.info(
      `${kills} kills: ${acknowledged} acknowledged events kept; opened in ${median.toFixed(0)} ms, at most ${slowest.toFixed(0)} ms`,
    );
  },
  60_000 + kills * 10_000,
);

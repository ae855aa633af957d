import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Random } from '@org/random';
import { openStore, type StoreEvent } from '@org/store';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runApp } from './testing/run-app.js';

let cwd = '';
beforeAll(async () => {
  cwd = mkdtempSync(join(tmpdir(), 'seqrec-experiment-'));
  mkdirSync(join(cwd, 'recommendations'));
  const random = Random.of(15, 'experiment');
  const start = Date.parse('2026-11-01T00:00:00Z');
  const lines: string[] = [];
  const events: StoreEvent[] = [];
  for (let user = 0; user < 600; user += 1) {
    const arm = user % 2 === 0 ? 'current' : 'candidate';
    for (let place = 0; place < 4; place += 1) {
      const [id, time] = [`r-${user}-${place}`, start + place * 3_600_000];
      const about = { id, time, experiment: 'wider' };
      const answered = { user, model: 'films', version: `v-${arm}`, arm, items: [1, 2], ms: 1 };
      lines.push(JSON.stringify({ kind: 'recommended', ...about, ...answered }));
      lines.push(
        JSON.stringify({
          kind: 'shadow',
          ...about,
          arm: 'next',
          version: 'v',
          items: [2, 3],
          ms: 4,
        }),
      );
      const chance = arm === 'current' ? 0.1 : 0.3;
      if (random.float() < chance) {
        events.push({
          id: `e-${id}`,
          user,
          item: 1,
          time: time + 1000,
          type: 'click',
          recommendationId: id,
        });
      }
    }
  }
  writeFileSync(join(cwd, 'recommendations/a.jsonl'), `${lines.join('\n')}\n{"kind": "recomm`);
  const sqliteScript = new URL('../dist/sqlite-worker.js', import.meta.url);
  const store = await openStore(`sqlite:${join(cwd, 'events.db')}`, { sqliteScript });
  await store.append(events);
  await store.close();
});
afterAll(() => rmSync(cwd, { recursive: true }));

test('an experiment is measured from the log and the events', async () => {
  const result = await runApp(['experiment', '--data', 'sqlite:events.db'], { cwd });
  expect(result.exitCode).toBe(0);
  expect(result.stdout).toMatch(
    /^Experiment {2}wider, 2026-11-01 00:00 to 2026-11-01 03:00: all lists/,
  );
  expect(result.stdout).toMatch(/current +v-current +300 +1,?200 +(8|9|1[012])\.\d\d %/);
  expect(result.stdout).toMatch(/candidate − current +click-through +\+(1[5-9]|2[0-5])\.\d\d/);
  expect(result.stdout).toContain('Shadow next  2,400 lists: 50.00 % of the items are the same');
  expect(result.stderr).toContain('1 line of the log cannot be read: left out');
  expect(result.stderr).toContain('Who looks again and again');
});

test.each([
  [['--data', 'events.csv'], '--data is the store of the server’s events'],
  [['--data', 'sqlite:events.db', '--log', 'none'], 'none holds no log: a server writes one'],
  [
    ['--data', 'sqlite:events.db', '--experiment', 'x'],
    'no list of the experiment x: it has those of wider',
  ],
])('experiment %j is refused in one sentence', async (args, sentence) => {
  const result = await runApp(['experiment', ...args], { cwd });
  expect(result.stderr.trim().split('\n').at(-1)).toContain(sentence);
  expect([result.exitCode === 0, result.stdout]).toEqual([false, '']);
});

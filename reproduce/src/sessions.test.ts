import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { describeMachine } from './machine.js';
import { Sessions } from './sessions.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'reproduce-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('a run that was killed and resumed keeps the use of both sessions', async () => {
  const run = join(folder, 'row-seed1');
  const settings = { model: { kind: 'sasrec' } };
  const use = await Sessions.open(run, settings).begin(describeMachine(1));
  await use({
    seconds: 30.4,
    cpuSeconds: 50,
    peakRssMib: 900,
  });
  const second = Sessions.open(run, settings);
  const secondUse = await second.begin(describeMachine(2));
  await secondUse({ seconds: 12, cpuSeconds: undefined, peakRssMib: undefined });
  const kept = Sessions.open(run, settings).all;
  expect(kept.map(({ seconds, peakRssMib }) => [seconds, peakRssMib])).toEqual([
    [30, 900],
    [12, undefined],
  ]);
  expect(kept[0]?.machine.cores).toBe(1);
});

test('a run is not resumed with other settings', async () => {
  const run = join(folder, 'row-seed1');
  await Sessions.open(run, { seed: 1 }).begin(describeMachine(1));
  expect(() => Sessions.open(run, { seed: 2 })).toThrow(
    `${run} has other settings: start again with --fresh, which removes it`,
  );
  Sessions.forget(run);
  expect(Sessions.open(run, { seed: 2 }).all).toEqual([]);
});

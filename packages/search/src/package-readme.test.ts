import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type JobResult, nextJob, randomTrials, rungEpochs, type TrialJob } from './index.js';

test('the example of the README finds the rate nearest to 0.001', () => {
  const space = {
    rate: { min: 1e-4, max: 1e-2, scale: 'log' },
    layers: { values: [1, 2] },
  } as const;
  const trials = randomTrials(space, { trials: 9, seed: 1 });
  const rungs = rungEpochs({ minEpochs: 1, maxEpochs: 9, reduction: 3 });
  const schedule = { trials: trials.length, rungs: rungs.length, reduction: 3 };
  const begun: TrialJob[] = [];
  const results: JobResult[] = [];
  for (let job = nextJob(begun, results, schedule); job; job = nextJob(begun, results, schedule)) {
    begun.push(job);
    const rate = Number(trials[job.trial]?.rate);
    results.push({ ...job, value: -Math.abs(Math.log10(rate) + 3) });
  }
  const distance = (trial: number | undefined) =>
    Math.abs(Math.log10(Number(trials[trial ?? 0]?.rate)) + 3);
  const winner = results.find(({ rung }) => rung === 2)?.trial;
  const nearest = trials.map((_, trial) => trial).sort((a, b) => distance(a) - distance(b))[0];
  expect(winner).toBe(nearest);
});

test('the README lists every public name', async () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const names = Object.keys(await import('./index.js'));
  expect(names.filter((name) => !readme.includes(`\`${name}`))).toEqual([]);
});

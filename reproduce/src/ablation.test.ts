import { expect, it } from 'vitest';
import { ablationRuns } from './ablation.js';

const extent = { seeds: [1, 2], epochs: 3 };

it('trains every variant with the same seeds, each run in a directory of its own', () => {
  const runs = ablationRuns('ml-1m-times', extent);
  const variants = new Set(runs.map(({ variant }) => variant));
  for (const variant of variants) {
    const own = runs.filter((run) => run.variant === variant);
    expect(own.map(({ seed, settings }) => [seed, settings.training.seed])).toEqual([
      [1, 1],
      [2, 2],
    ]);
  }
  expect(new Set(runs.map(({ directory }) => directory)).size).toBe(runs.length);
});

it('changes nothing but settings of the model from one variant to the next', () => {
  const runs = ablationRuns('ml-1m-times', { ...extent, seeds: [1] });
  const [base, ...others] = runs.map(({ settings }) => settings);
  expect(runs[0]?.variant).toBe('SASRec');
  for (const { model, ...rest } of others) {
    expect(rest).toEqual({ training: base?.training, evaluation: base?.evaluation });
    expect(model).not.toEqual(base?.model);
  }
  const models = runs.map(({ settings }) => JSON.stringify(settings.model));
  expect(new Set(models).size).toBe(models.length);
});

it('leaves out the variants that read times where the data has none', () => {
  const nameOf = ({ variant }: { readonly variant: string }) => variant;
  const [beauty, timed] = (['beauty', 'ml-1m-times'] as const).map((name) =>
    ablationRuns(name, { ...extent, seeds: [1] }).map(nameOf),
  );
  const missing = timed?.filter((variant) => !beauty?.includes(variant));
  expect(missing).toEqual(['bias by time', 'HSTU', 'HSTU with the target’s time']);
  for (const { settings } of ablationRuns('beauty', extent)) {
    expect([0, undefined]).toContain(settings.model.timeBuckets);
  }
});

import { Random } from '@org/random';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextJob, rungEpochs, type Schedule } from './asha.js';
import { type JobResult, rankedTrials, resultsOfRung, type TrialJob } from './trial-job.js';

describe('rungEpochs', () => {
  it.each([
    [{ minEpochs: 1, maxEpochs: 9, reduction: 3 }, [1, 3, 9]],
    [{ minEpochs: 2, maxEpochs: 20, reduction: 3 }, [2, 6, 18, 20]],
    [{ minEpochs: 5, maxEpochs: 5, reduction: 2 }, [5]],
  ])('%j gives %j', (options, rungs) => {
    expect(rungEpochs(options)).toEqual(rungs);
  });

  it('refuses rungs that never rise', () => {
    expect(() => rungEpochs({ minEpochs: 1, maxEpochs: 9, reduction: 1 })).toThrow(
      'reduction is a whole number of at least 2, got 1',
    );
    expect(() => rungEpochs({ minEpochs: 9, maxEpochs: 3, reduction: 2 })).toThrow(
      'minEpochs is at most maxEpochs, got 9 and 3',
    );
  });
});

interface Simulation {
  readonly begun: readonly TrialJob[];
  readonly results: readonly JobResult[];
}

interface Workers {
  readonly schedule: Schedule;
  readonly workers: number;
  /** The seed of the order in which running jobs end. */
  readonly seed: number;
  /** The value of a trial; undefined fails. */
  readonly value: (trial: number) => number | undefined;
}

/** Runs a search with jobs that end in a random order. */
function simulate({ schedule, workers, seed, value }: Workers): Simulation {
  const random = Random.of(seed);
  const begun: TrialJob[] = [];
  const results: JobResult[] = [];
  const running: TrialJob[] = [];
  for (;;) {
    while (running.length < workers) {
      const job = nextJob(begun, results, schedule);
      if (job === undefined) break;
      begun.push(job);
      running.push(job);
    }
    if (running.length === 0) return { begun, results };
    const [ended] = running.splice(random.integer(running.length), 1);
    if (ended !== undefined) results.push({ ...ended, value: value(ended.trial) });
  }
}

const cases = fc.record({
  trials: fc.integer({ min: 1, max: 40 }),
  rungs: fc.integer({ min: 1, max: 4 }),
  reduction: fc.integer({ min: 2, max: 4 }),
  workers: fc.integer({ min: 1, max: 5 }),
  seed: fc.nat(),
});

describe('nextJob', () => {
  it('one worker, η = 2: promotes as soon as two results are there', () => {
    const values = [0.1, 0.4, 0.3, 0.2];
    const { begun } = simulate({
      schedule: { trials: 4, rungs: 3, reduction: 2 },
      workers: 1,
      seed: 1,
      value: (trial) => values[trial],
    });
    expect(begun.map(({ trial, rung }) => [trial, rung])).toEqual([
      [0, 0],
      [1, 0],
      [1, 1], // the better of two
      [2, 0],
      [3, 0],
      [2, 1], // two of four
      [1, 2], // the better of two on rung 1
    ]);
  });

  it('gives every trial one first job, in order, and no job twice', () => {
    fc.assert(
      fc.property(cases, ({ workers, seed, ...schedule }) => {
        const value = (trial: number) => Random.of(seed, trial).float();
        const { begun } = simulate({ schedule, workers, seed, value });
        const first = begun.filter(({ rung }) => rung === 0).map(({ trial }) => trial);
        expect(first).toEqual(Array.from({ length: schedule.trials }, (_, trial) => trial));
        expect(new Set(begun.map((job) => JSON.stringify(job))).size).toBe(begun.length);
      }),
    );
  });

  it('a promoted trial is among the best 1/η of its rung when it is promoted', () => {
    fc.assert(
      fc.property(cases, ({ workers, seed, ...schedule }) => {
        const value = (trial: number) => Random.of(seed, trial).float();
        const { begun, results } = simulate({ schedule, workers, seed, value });
        const before: JobResult[] = [];
        const started: TrialJob[] = [];
        // Replays the results that were known at each start: one per job that had left its worker.
        let at = 0;
        for (const job of begun) {
          while (nextJobIsOther(started, before, schedule, job)) {
            const result = results[at];
            if (result === undefined) throw new Error('the replay has no result left');
            before.push(result);
            at += 1;
          }
          if (job.rung > 0) {
            const below = resultsOfRung(before, job.rung - 1);
            const place = below.findIndex(({ trial }) => trial === job.trial);
            expect(place).toBeGreaterThanOrEqual(0);
            expect(place).toBeLessThan(Math.floor(below.length / schedule.reduction));
          }
          started.push(job);
        }
      }),
    );
  });

  it('at the end each rung has promoted all of its best 1/η', () => {
    fc.assert(
      fc.property(cases, ({ workers, seed, ...schedule }) => {
        const value = (trial: number) => Random.of(seed, trial).float();
        const { begun, results } = simulate({ schedule, workers, seed, value });
        for (let rung = 0; rung < schedule.rungs - 1; rung += 1) {
          const ranked = resultsOfRung(results, rung);
          const promoted = begun.filter((job) => job.rung === rung + 1).map(({ trial }) => trial);
          for (const { trial } of ranked.slice(0, Math.floor(ranked.length / schedule.reduction))) {
            expect(promoted).toContain(trial);
          }
        }
      }),
    );
  });

  it('a failed trial counts as the worst and is never promoted', () => {
    fc.assert(
      fc.property(cases, ({ workers, seed, ...schedule }) => {
        const value = (trial: number) => (trial % 2 === 0 ? undefined : trial);
        const { begun, results } = simulate({ schedule, workers, seed, value });
        expect(begun.filter(({ trial, rung }) => rung > 0 && trial % 2 === 0)).toEqual([]);
        const ranked = rankedTrials(results).map((result) => result.value !== undefined);
        expect(ranked).toEqual([...ranked].sort((a, b) => Number(b) - Number(a)));
      }),
    );
  });

  it('one rung runs every trial to its end, in order', () => {
    const schedule = { trials: 5, rungs: 1, reduction: 2 };
    const { begun } = simulate({ schedule, workers: 2, seed: 1, value: (trial) => trial });
    expect(begun.map(({ trial }) => trial)).toEqual([0, 1, 2, 3, 4]);
  });
});

function nextJobIsOther(
  begun: readonly TrialJob[],
  results: readonly JobResult[],
  schedule: Schedule,
  job: TrialJob,
): boolean {
  const next = nextJob(begun, results, schedule);
  return next?.trial !== job.trial || next.rung !== job.rung;
}

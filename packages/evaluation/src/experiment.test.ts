import { Random } from '@org/random';
import { describe, expect, it } from 'vitest';
import { type ExperimentOptions, measureExperiment } from './experiment.js';
import type { OutcomeEvent } from './list-outcomes.js';
import type { LoggedRecord } from './logged-record.js';

const options: ExperimentOptions = {
  clicks: ['click'],
  conversions: ['purchase'],
  window: 1000,
  tau: 0.02,
  seed: 1,
};

const list = (id: string, user: string | number, arm: string, more: object = {}): LoggedRecord => ({
  ...{ kind: 'recommended', id, time: 0, user, model: 'films', version: `v-${arm}` },
  ...{ experiment: 'wider', arm, items: ['a', 'b'], ms: 2 },
  ...more,
});
const event = (user: string | number, item: string, more: object = {}): OutcomeEvent => ({
  ...{ user, item, time: 10, type: 'click' },
  ...more,
});

/** Lists of users of two arms, with clicks by these chances; each user has a rate of their own about them. */
function simulate(seed: number, users: number, rates: Readonly<Record<string, number>>) {
  const random = Random.of(seed, 'clicks');
  const records: LoggedRecord[] = [];
  const events: OutcomeEvent[] = [];
  for (const [arm, rate] of Object.entries(rates)) {
    for (let user = 0; user < users; user += 1) {
      const own = rate * (0.5 + random.float());
      const lists = 1 + random.integer(6);
      for (let place = 0; place < lists; place += 1) {
        const id = `${arm}-${user}-${place}`;
        records.push(list(id, `${arm}-${user}`, arm));
        if (random.float() < own)
          events.push(event(`${arm}-${user}`, 'a', { recommendationId: id }));
      }
    }
  }
  return { records, events };
}

describe('measureExperiment', () => {
  it('finds a known difference of simulated clicks', () => {
    const { records, events } = simulate(15, 2000, { current: 0.1, candidate: 0.14 });
    const { arms, comparisons } = measureExperiment(records, events, options);
    expect(arms.map(({ arm, users }) => [arm, users])).toEqual([
      ['current', 2000],
      ['candidate', 2000],
    ]);
    const [current, candidate] = arms;
    for (const [rate, truth] of [
      [current?.clickRate, 0.1],
      [candidate?.clickRate, 0.14],
      [comparisons[0]?.clickRate && { ...comparisons[0].clickRate }, 0.04],
    ] as const) {
      expect(rate?.low).toBeLessThan(truth);
      expect(rate?.high).toBeGreaterThan(truth);
    }
    expect(comparisons[0]?.clickRate.pValue).toBeLessThan(0.001);
    expect(comparisons[0]?.clickRate.anytime.pValue).toBeLessThan(0.001);
    expect(comparisons[0]?.clickRate.anytime.low).toBeGreaterThan(0);
    expect(comparisons[0]?.clickRate.anytime.low).toBeLessThan(comparisons[0]?.clickRate.low ?? 0);
  });

  it('finds a difference between equal arms as seldom as it says', () => {
    const trials = 200;
    let [once, always] = [0, 0];
    for (let trial = 0; trial < trials; trial += 1) {
      const { records, events } = simulate(trial, 80, { current: 0.2, candidate: 0.2 });
      const result = measureExperiment(records, events, { ...options, resamples: 200 });
      once += Number((result.comparisons[0]?.clickRate.pValue ?? 0) <= 0.05);
      always += Number((result.comparisons[0]?.clickRate.anytime.pValue ?? 0) <= 0.05);
    }
    // Three standard deviations of 200 draws are 0.046.
    expect(Math.abs(once / trials - 0.05)).toBeLessThan(0.046);
    expect(always / trials).toBeLessThan(0.05);
  });

  it('counts an event for the list that it names, else for the newest of the user that holds its item', () => {
    const records = [
      list('1', 'ann', 'current'),
      list('2', 'ann', 'current', { time: 5, items: ['b', 'c'] }),
      list('3', 'bob', 'current', { time: 5 }),
    ];
    const clicked = (...events: OutcomeEvent[]) => {
      const [arm] = measureExperiment(records, events, options).arms;
      return [arm?.clickRate.count, arm?.conversionRate.count];
    };
    expect(clicked()).toEqual([0, 0]);
    expect(clicked(event('ann', 'a'), event('ann', 'c'))).toEqual([2, 0]);
    expect(clicked(event('ann', 'b'), event('ann', 'b'))).toEqual([1, 0]);
    expect(clicked(event('ann', 'x', { recommendationId: '1' }))).toEqual([1, 0]);
    // Another item, before the list, too late, of another kind, by another user, whose id is a number.
    expect(
      clicked(
        event('ann', 'x'),
        event('bob', 'a', { time: 4 }),
        event('ann', 'a', { time: 1006 }),
        event('ann', 'a', { type: 'view' }),
        event(5, 'a'),
      ),
    ).toEqual([0, 0]);
    expect(clicked(event('bob', 'a', { type: 'purchase' }))).toEqual([0, 1]);
  });

  it('counts only what was shown, where that is reported, and only its items', () => {
    const records: LoggedRecord[] = [
      list('1', 'ann', 'current'),
      list('2', 'bob', 'current'),
      { kind: 'shown', id: '1', time: 1, items: ['a'] },
    ];
    const result = measureExperiment(records, [event('ann', 'b'), event('bob', 'a')], options);
    expect([result.counted, result.arms[0]?.lists, result.arms[0]?.clickRate.count]).toEqual([
      'shown',
      1,
      0,
    ]);
  });

  it('leaves out users of several arms, lists without a user, and other experiments', () => {
    const records = [
      list('1', 'ann', 'current'),
      list('2', 'ann', 'candidate'),
      list('3', 'bob', 'candidate'),
      list('4', 'cleo', 'current', { user: undefined }),
      list('5', 'dan', 'current', { experiment: 'older', time: -5 }),
    ];
    const result = measureExperiment(records, [], options);
    expect(result.usersOfSeveralArms).toBe(1);
    expect(result.arms.map(({ arm, users }) => [arm, users])).toEqual([
      ['current', 0],
      ['candidate', 1],
    ]);
    const older = measureExperiment(records, [], { ...options, experiment: 'older' });
    expect([older.experiment, older.arms[0]?.users]).toEqual(['older', 1]);
    expect(() => measureExperiment(records, [], { ...options, experiment: 'x' })).toThrow(
      'the log has no list of the experiment x: it has those of wider, older',
    );
    expect(() => measureExperiment(records, [], { ...options, base: 'x' })).toThrow(
      'the experiment wider has no arm x: it has current, candidate',
    );
    expect(() => measureExperiment([], [], options)).toThrow('no list of an experiment for a user');
  });

  it('compares a shadow on the same requests: overlap, time and what users took next', () => {
    const shadow = (id: string, items: readonly string[]): LoggedRecord => ({
      ...{
        kind: 'shadow',
        id,
        time: 1,
        experiment: 'wider',
        arm: 'next',
        version: 'v',
        items,
        ms: 6,
      },
    });
    const records = [
      list('1', 'ann', 'current'),
      shadow('1', ['a', 'b']),
      list('2', 'bob', 'current'),
      shadow('2', ['b', 'c']),
      list('3', 'cleo', 'current'),
      shadow('3', ['c', 'd']),
    ];
    const events = [event('ann', 'a'), event('bob', 'c'), event('cleo', 'b')];
    const { shadows } = measureExperiment(records, events, options);
    expect(shadows).toMatchObject([
      { arm: 'next', lists: 3, overlap: 0.5, ms: { answered: 2, shadow: 6 } },
    ]);
    // Ann's next item is in both lists, Bob's in the shadow's alone, Cleo's in the answered one alone.
    expect(shadows[0]?.hits?.difference).toBeCloseTo(0, 12);
  });
});

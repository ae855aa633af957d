import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { armOf, type Experiment, isShadowed, readExperiment } from './experiment-file.js';

const experiment = (...weights: readonly number[]): Experiment => ({
  ...{ formatVersion: 1, name: 'wider' },
  arms: ['current', 'candidate', 'third'].flatMap((alias, place) =>
    weights[place] === undefined ? [] : [{ alias, weight: weights[place] }],
  ),
});
const users = Array.from({ length: 20_000 }, (_, user) => `user-${user}`);
const armsOf = (one: Experiment) => users.map((user) => armOf(one, user).alias);
const share = (arms: readonly string[], alias: string) =>
  arms.filter((arm) => arm === alias).length / arms.length;

describe('armOf', () => {
  it('gives these users these arms, on every machine and in every release', () => {
    const even = experiment(1, 1);
    expect(
      ['ann', 'bob', 'cleo', 'dan', 5, '5', 'Zoë'].map((user) => armOf(even, user).alias),
    ).toEqual([
      'candidate',
      'current',
      'current',
      'candidate',
      'candidate',
      'current',
      'candidate',
    ]);
  });

  it('gives arms users in proportion to their weights', () => {
    const arms = armsOf(experiment(7, 2, 1));
    // Three standard deviations of 20,000 draws are 0.01.
    for (const [alias, part] of [
      ['current', 0.7],
      ['candidate', 0.2],
      ['third', 0.1],
    ] as const) {
      expect(Math.abs(share(arms, alias) - part)).toBeLessThan(0.01);
    }
    expect(share(armsOf(experiment(1, 0)), 'candidate')).toBe(0);
  });

  it('moves only users to the arm that gains, and no more than must move', () => {
    const before = armsOf(experiment(0.9, 0.1));
    const after = armsOf(experiment(0.7, 0.3));
    const moved = before.map((arm, place) => `${arm} ${after[place]}`);
    expect(moved).not.toContain('candidate current');
    expect(Math.abs(share(moved, 'current candidate') - 0.2)).toBeLessThan(0.01);
    const third = armsOf(experiment(0.9, 0.1, 0.25)).map((arm, place) => [before[place], arm]);
    for (const [old, now] of third) expect([old, 'third']).toContain(now);
  });

  it('of one experiment says nothing of another', () => {
    const arms = armsOf(experiment(1, 1));
    const others = armsOf({ ...experiment(1, 1), name: 'deeper' });
    const same = arms.filter((arm, place) => arm === others[place]).length / arms.length;
    expect(Math.abs(same - 0.5)).toBeLessThan(0.02);
  });
});

it('a shadow computes beside its share of the users, whatever their arm', () => {
  const one = { ...experiment(1, 1), shadow: { alias: 'next', share: 0.25 } };
  const shadowed = users.filter((user) => isShadowed(one, user));
  expect(Math.abs(shadowed.length / users.length - 0.25)).toBeLessThan(0.01);
  const current = shadowed.filter((user) => armOf(one, user).alias === 'current');
  expect(Math.abs(current.length / shadowed.length - 0.5)).toBeLessThan(0.03);
  expect(isShadowed(experiment(1), 'ann')).toBe(false);
});

describe('readExperiment', () => {
  const registry = mkdtempSync(join(tmpdir(), 'experiment-test-'));
  mkdirSync(join(registry, 'films'));
  afterAll(() => rmSync(registry, { recursive: true }));
  const write = (text: string) => writeFileSync(join(registry, 'films', 'experiment.json'), text);

  it('reads the file of a model, and finds none where there is none', async () => {
    expect(await readExperiment(registry, 'shop')).toBeUndefined();
    write(JSON.stringify(experiment(0.9, 0.1)));
    expect(await readExperiment(registry, 'films')).toEqual(experiment(0.9, 0.1));
  });

  it.each([
    ['{', 'it is not JSON'],
    [
      '{"formatVersion": 1, "name": "a b", "arms": [{"alias": "current", "weight": 1}]}',
      'name: expected up to 64 letters',
    ],
    [
      '{"formatVersion": 1, "name": "a", "arms": [{"alias": "current", "weight": -1}]}',
      'arms.0.weight: ',
    ],
    [
      '{"formatVersion": 1, "name": "a", "arms": [{"alias": "current", "weight": 0}]}',
      'no arm has a weight above 0',
    ],
    [
      '{"formatVersion": 1, "name": "a", "arms": [{"alias": "x", "weight": 1}, {"alias": "x", "weight": 1}]}',
      'an alias is in two arms',
    ],
    ['{"formatVersion": 1, "name": "a", "arms": [{"alias": "x", "wieght": 1}]}', 'arms.0'],
  ])('refuses %s in one sentence', async (text, reason) => {
    write(text);
    await expect(readExperiment(registry, 'films')).rejects.toMatchObject({
      code: 'corrupt',
      message: expect.stringContaining(
        `films/experiment.json is not a valid experiment: ${reason}`,
      ),
    });
  });
});

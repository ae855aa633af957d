import { bootstrapInterval } from '@org/metrics';
import { Catalogue, type EvaluationSet, type Scorer } from '@org/seqrec-data';
import { describe, expect, it } from 'vitest';
import { type MeasureOptions, measure } from './measure.js';

const catalogue = new Catalogue(
  ['ash', 'beech', 'cedar', 'elm'].map((id, i) => ({
    index: i + 1,
    id,
    attributes: { genres: i < 2 ? ['broad'] : ['narrow'] },
  })),
);

/** The ranking is 1, 2, 3, 4 for all users. */
const inOrder: Scorer = {
  name: 'in-order',
  async score(histories) {
    const data = Float32Array.from(histories.flatMap(() => [0, 40, 30, 20, 10, 0]));
    return { rows: histories.length, width: 6, data };
  },
};

function setOf(users: readonly (readonly [readonly number[], readonly number[]])[]): EvaluationSet {
  return {
    size: users.length,
    user: (i) => i + 1,
    history: (i) => ({ items: Int32Array.from(users[i]?.[0] ?? []) }),
    targets: (i) => Int32Array.from(users[i]?.[1] ?? []),
  };
}

const options: MeasureOptions = {
  protocol: { ranking: 'full' },
  catalogue,
  popularity: [0, 8, 4, 2, 2],
  userIds: ['nobody', 'ann', 'bob', 'cid'],
  ks: [1, 2],
  intervals: { level: 0.95, resamples: 500, seed: 1 },
  debiasPower: 1,
};

const model = [{ scorer: inOrder, role: 'model' as const }];

describe('measure', () => {
  const set = setOf([
    [[1], [2]], // 2, 3, 4: rank 1
    [[2, 3], [4]], // 1, 4: rank 2
    [[4, 1, 3], [2]], // rank 1
  ]);

  it('gives the same for a set in parts, one of which is empty', async () => {
    const users = Array.from({ length: 40 }, (_, user): [number[], number[]] => [
      [1 + (user % 4), ...(user % 3 === 0 ? [1 + ((user + 1) % 4)] : [])],
      user % 5 === 0 ? [1 + ((user + 2) % 4), 1 + ((user + 3) % 4)] : [1 + ((user + 2) % 4)],
    ]);
    const userIds = users.map((_, user) => `u${user}`);
    const wholeSet = { ...setOf(users), user: (i: number) => i };
    const parts = async function* () {
      for (const [from, to] of [
        [0, 7],
        [7, 7],
        [7, 38],
        [38, 40],
      ])
        yield setOf(users.slice(from, to));
    };
    const given = { ...options, userIds, batchRows: 4 };
    const whole = await measure(model, wholeSet, given);
    const inParts = { size: 40, hasSeveralTargets: true, parts };
    const { record, perUser } = await measure(model, inParts, given);
    const timeless = ({ scorers, ...facts }: typeof record) => ({
      ...facts,
      scorers: scorers.map((scorer) => ({ ...scorer, seconds: 0 })),
    });
    expect(timeless(record)).toEqual(timeless(whole.record));
    expect(perUser).toEqual(whole.perUser);
    await expect(measure(model, { ...inParts, size: 41 }, given)).rejects.toThrow(
      'the parts of the evaluation set have 40 users, and its size is 41',
    );
  });

  it('gives the same negatives to a set in parts', async () => {
    const users = Array.from({ length: 12 }, (_, user): [number[], number[]] => [
      [1 + (user % 4)],
      [1 + ((user + 1) % 4)],
    ]);
    const userIds = users.map((_, user) => user);
    const protocol = { ranking: 'uniform-sampled', negatives: 1, seed: 3 } as const;
    const given = { ...options, userIds, protocol };
    const whole = await measure(model, { ...setOf(users), user: (i: number) => i }, given);
    const parts = async function* () {
      yield setOf(users.slice(0, 5));
      yield setOf(users.slice(5));
    };
    const inParts = { size: 12, hasSeveralTargets: false, parts };
    expect((await measure(model, inParts, given)).perUser).toEqual(whole.perUser);
  });

  it('gives means with intervals, slices, the debiased view and the catalogue metrics worked out by hand', async () => {
    const { record } = await measure(model, set, options);
    expect(record).toMatchObject({
      ...{ name: 'full', ranking: 'full', itemCount: 4, excludeSeen: true, ties: 'index' },
      ...{ users: 3, targets: 3, seenTargets: 0 },
    });
    const [scorer] = record.scorers;
    expect(scorer).toMatchObject({ scorer: 'in-order', role: 'model' });
    expect(scorer?.metrics['hitRate@1']).toEqual(
      bootstrapInterval([1, 0, 1], { resamples: 500, seed: 1 }),
    );
    expect(
      scorer?.slices?.map(({ by, name, users, metrics }) => [
        ...[by, name, users],
        metrics['hitRate@1']?.mean,
      ]),
    ).toEqual([
      ['history-length', '1', 1, 1],
      ['history-length', '2', 1, 0],
      ['history-length', '3', 1, 1],
      ['popularity', 'torso', 2, 1], // item 2 begins at 8 of 16
      ['popularity', 'tail', 1, 0], // item 4 begins at 14 of 16
      ['category', 'broad', 2, 1],
      ['category', 'narrow', 1, 0],
    ]);
    // Weights 1/4, 1/2, 1/4.
    expect(scorer?.debiased).toMatchObject({ method: 'snips', power: 1, targets: 3 });
    expect(scorer?.debiased?.metrics['hitRate@1']?.mean).toBeCloseTo(0.5, 12);
    expect(scorer?.debiased?.effectiveTargets).toBeCloseTo(1 / (1 / 16 + 1 / 4 + 1 / 16), 12);
    expect(scorer?.catalogue?.coverage).toBe(1);
  });

  it('keeps the targets and the ranks of every user', async () => {
    const { perUser } = await measure(model, set, options);
    expect(perUser).toMatchObject({
      userIds: ['ann', 'bob', 'cid'],
      historyLengths: Int32Array.of(1, 2, 3),
      offsets: Int32Array.of(0, 1, 2, 3),
      targets: Int32Array.of(2, 4, 2),
    });
    const [scorer] = perUser.scorers;
    expect(scorer?.ranks).toEqual(Float64Array.of(1, 2, 1));
    expect(scorer?.values['hitRate@1']).toEqual(Float64Array.of(1, 0, 1));
    expect(Object.keys(scorer?.values ?? {})).toHaveLength(6);
  });

  it('gives a sampled protocol its own name and settings, and no numbers of the full ranking', async () => {
    const two = setOf([
      [[1], [2]],
      [[2, 3], [4]],
    ]);
    const { record } = await measure(model, two, {
      ...options,
      protocol: { ranking: 'popularity-sampled', negatives: 1, seed: 5 },
    });
    expect(record).toMatchObject({
      ...{ name: 'popularity-1', ranking: 'popularity-sampled', negatives: 1, seed: 5 },
      ...{ users: 2, targets: 2, excludeSeen: true },
    });
    expect(Object.keys(record.scorers[0] ?? {})).toEqual(['scorer', 'role', 'seconds', 'metrics']);
  });

  it('adds recall and precision if users have several targets', async () => {
    const several = setOf([[[1], [2, 4]]]); // ranks 1 and 3
    const { record } = await measure(model, several, options);
    const { metrics, slices, debiased } = record.scorers[0] ?? {};
    expect(metrics?.['recall@2']?.mean).toBe(0.5);
    expect(metrics?.['precision@2']?.mean).toBe(0.5);
    // Only item 2 has rank 1.
    expect(slices?.find(({ name }) => name === 'torso')?.metrics['recall@2']?.mean).toBe(1);
    expect(slices?.find(({ name }) => name === 'narrow')?.metrics['recall@2']?.mean).toBe(0);
    expect(Object.keys(debiased?.metrics ?? {})).toContain('hitRate@2');
    expect(Object.keys(debiased?.metrics ?? {})).not.toContain('recall@2');
  });
});

import { holm, pairedBootstrap, wilcoxonSignedRank } from '@org/metrics';
import { describe, expect, it } from 'vitest';
import { type Contestant, compare, incomparable, type Measured } from './compare.js';
import type { EvaluationFile, ProtocolRecord } from './evaluation-schema.js';

const options = { metrics: ['ndcg@10', 'hitRate@10'] as const, seed: 1 };

function contestant(
  label: string,
  userIds: readonly (string | number)[],
  ndcg: readonly number[],
  targets: readonly number[] = userIds.map(() => 1),
): Contestant {
  return {
    label,
    scorer: 'model',
    results: {
      userIds,
      historyLengths: Int32Array.from(userIds, () => 3),
      offsets: Int32Array.from({ length: userIds.length + 1 }, (_, i) => i),
      targets: Int32Array.from(targets),
      scorers: [
        {
          scorer: 'model',
          ranks: Float64Array.from(userIds, () => 1),
          values: {
            'ndcg@10': Float64Array.from(ndcg),
            'hitRate@10': Float64Array.from(ndcg, (value) => (value > 0 ? 1 : 0)),
          },
        },
      ],
    },
  };
}

describe('compare', () => {
  const a = contestant('a', ['u', 'v', 'w', 'x'], [1, 0.5, 0, 0.63]);
  const b = contestant('b', ['x', 'w', 'v', 'u'], [0.63, 0.5, 0, 0]);

  it('joins by user, and gives the difference, both tests and the wins', () => {
    const [ndcg, hitRate] = compare(a, [b], options);
    const paired = [
      [1, 0.5, 0, 0.63],
      [0, 0, 0.5, 0.63],
    ] as const;
    const { pValue, ...interval } = pairedBootstrap(...paired, { seed: 1 });
    expect(ndcg).toMatchObject({
      ...{ metric: 'ndcg@10', first: 'a', other: 'b', users: 4 },
      ...interval,
      bootstrap: { pValue },
      wilcoxon: { pValue: wilcoxonSignedRank(...paired).pValue },
      ...{ wins: 2, ties: 1, losses: 1 },
    });
    expect(ndcg?.difference).toBeCloseTo(0.25, 12);
    expect(ndcg?.means[0]).toBeCloseTo(2.13 / 4, 12);
    expect(ndcg?.means[1]).toBeCloseTo(1.13 / 4, 12);
    expect(hitRate).toMatchObject({ metric: 'hitRate@10', wins: 2, ties: 1, losses: 1 });
  });

  it('corrects the p-values over all metrics and pairs', () => {
    const all = compare(a, [b, a], options);
    expect(all.map(({ other, metric }) => [other, metric])).toEqual([
      ['b', 'ndcg@10'],
      ['b', 'hitRate@10'],
      ['a', 'ndcg@10'],
      ['a', 'hitRate@10'],
    ]);
    expect(all.map(({ bootstrap }) => bootstrap.adjusted)).toEqual([
      ...holm(all.map(({ bootstrap }) => bootstrap.pValue)),
    ]);
    expect(all.map(({ wilcoxon }) => wilcoxon.adjusted)).toEqual([
      ...holm(all.map(({ wilcoxon }) => wilcoxon.pValue)),
    ]);
    expect(all[2]).toMatchObject({ difference: 0, wins: 0, ties: 4, losses: 0 });
  });

  it('uses the users that both have, and distinguishes 5 from "5"', () => {
    const one = contestant('one', [5, '5', 7], [1, 0, 1]);
    const two = contestant('two', ['5', 5], [0.5, 0.25]);
    const [ndcg] = compare(one, [two], options);
    expect(ndcg).toMatchObject({ users: 2, means: [0.5, 0.375] });
  });

  it('refuses different targets, no common users, and metrics that were not measured', () => {
    expect(() => compare(a, [contestant('c', ['u'], [1], [2])], options)).toThrow(
      'a and c have different targets for user "u"',
    );
    expect(() => compare(a, [contestant('c', ['z'], [1])], options)).toThrow('no user in common');
    expect(() => compare(a, [b], { metrics: ['mrr@3'], seed: 1 })).toThrow(
      'a has no mrr@3; it has ndcg@10, hitRate@10',
    );
  });
});

describe('incomparable', () => {
  const protocol = { ranking: 'full', itemCount: 9, excludeSeen: true, ties: 'index' };
  const measured = (label: string, dataset = {}, other = {}, split = {}): Measured => ({
    label,
    file: {
      dataset: { contentHash: 'abc', filters: { a: 1, b: 2 }, ...dataset },
      split: { kind: 'leave-one-out', ...split },
    } as unknown as EvaluationFile,
    protocol: { ...protocol, ...other } as ProtocolRecord,
  });

  it('finds no reason if data, split and ranking are the same', () => {
    expect(incomparable(measured('a'), measured('b', { filters: { b: 2, a: 1 } }))).toBeUndefined();
  });

  it.each([
    [measured('b', { contentHash: 'abd' }), 'the data, by its hash differs, "abc" and "abd"'],
    [measured('b', { filters: {} }), 'the filtering of the data differs, {"a":1,"b":2} and {}'],
    [measured('b', {}, {}, { kind: 'all-in-test' }), 'the split differs'],
    [measured('b', {}, { excludeSeen: false }), 'whether the history is left out differs'],
    [measured('b', {}, { ties: 'average' }), 'the order of ties differs, "index" and "average"'],
    [measured('b', {}, { negatives: 100 }), 'the number of negatives differs, none and 100'],
  ])('says in a sentence what differs', (other, sentence) => {
    expect(incomparable(measured('a'), other)).toContain(`a and b cannot be compared: ${sentence}`);
  });
});

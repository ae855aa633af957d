import { Catalogue, type Split, splitSequences } from '@org/seqrec-data';
import { describe, expect, test } from 'vitest';
import { parseConfiguration } from '../config/load.js';
import { requireMeasurable } from './evaluation.js';

describe('settings that cannot be measured are refused before any work', () => {
  test('a sampled protocol, of several targets per user', () => {
    const settings = { protocols: ['popularity-100'] };
    check(settings, lastItems(1));
    expect(() => check(settings, lastItems(2))).toThrow(
      /^--protocol popularity-100 ranks one target per user, and this split holds out several/,
    );
    check({ protocols: ['full'] }, lastItems(2));
  });

  test('recent popularity, of data without times', () => {
    const settings = { baselines: ['recent-popularity'] };
    check(settings, lastItems(1));
    expect(() => check(settings, lastItems(1, { timed: false }))).toThrow(
      /needs times, and the data has none/,
    );
  });

  test('an attribute that no item has', () => {
    check({ categories: 'genus' }, lastItems(1));
    expect(() => check({ categories: 'genius' }, lastItems(1))).toThrow(
      'no item has the attribute genius of --categories: there are genus',
    );
  });
});

const items = new Catalogue([
  { index: 1, id: 'ash', attributes: { genus: 'Fraxinus' } },
  { index: 2, id: 'oak' },
]);

function check(evaluation: object, split: Split): void {
  const { evaluation: settings } = parseConfiguration({ evaluation }, 'test');
  requireMeasurable(settings, { train: () => split.train, test: split.test }, items);
}

/** One user of six events. */
function lastItems(test: number, { timed = true } = {}): Split {
  const sequences = {
    userIds: ['ann'],
    offsets: Int32Array.of(0, 6),
    items: Int32Array.of(1, 2, 1, 2, 1, 2),
    ...(timed ? { timestamps: BigInt64Array.of(1n, 2n, 3n, 4n, 5n, 6n) } : {}),
  };
  return splitSequences(sequences, { kind: 'leave-last-n', validation: 1, test });
}

import { sequencesFromLists, splitSequences } from '@org/seqrec-data';
import { expect, test } from 'vitest';
import { chooseSettings, type GivenSettings } from './choose-settings.js';

const given: GivenSettings = { model: 'bert4rec', training: {}, excludeSeen: undefined, seed: 1 };

/** Users who each have this many different items. */
function splitOf(users: number, events: number) {
  const lists = Array.from({ length: users }, () =>
    Array.from({ length: events }, (_, i) => i + 1),
  );
  return splitSequences(sequencesFromLists(lists), { kind: 'leave-one-out' });
}

test('few users have small batches and many epochs, many users large batches and the default epochs', () => {
  const few = chooseSettings(splitOf(20, 12), 12, given).settings.training;
  const many = chooseSettings(splitOf(60_000, 4), 4, given).settings.training;
  expect([few.batchSize, few.epochs]).toEqual([16, 200]);
  expect([many.batchSize, many.epochs]).toEqual([128, 30]);
});

test.each([
  [5, 10],
  [12, 20],
  [13, 20],
  [60, 100],
  [500, 200],
])('histories of %i events, two of them held out, are read %i long', (events, maxLength) => {
  const { settings } = chooseSettings(splitOf(10, events), events, given);
  expect(settings.model.maxLength).toBe(maxLength);
});

test('a large catalogue is compared with sampled negatives', () => {
  const { settings, reasons } = chooseSettings(splitOf(5, 5), 50_001, given);
  expect(settings.model.loss).toEqual({ kind: 'gbce' });
  expect(settings.negatives).toMatchObject({ count: 256, per: 'sequence' });
  expect(reasons.join()).toContain('a softmax over 50001 items would take most of the time');
  expect(chooseSettings(splitOf(5, 5), 50_000, given).settings.negatives).toBeUndefined();
});

test('what is given is kept and needs no reason', () => {
  const { settings, reasons } = chooseSettings(splitOf(20, 12), 12, {
    model: { kind: 'sasrec', maxLength: 7, loss: { kind: 'sampled-softmax' } },
    training: { epochs: 3, batchSize: 5, learningRate: 0.01 },
    excludeSeen: false,
    seed: 9,
  });
  expect(settings).toMatchObject({
    kind: 'sasrec',
    model: { maxLength: 7, loss: { kind: 'sampled-softmax' } },
    training: { epochs: 3, batchSize: 5, learningRate: 0.01, optimizer: 'adamw' },
    negatives: { count: 256, logQ: true },
    excludeSeen: false,
    seed: 9,
  });
  expect(reasons).toEqual([]);
});

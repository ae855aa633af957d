import { describe, expect, test } from 'vitest';
import { newestEvents, unseenBy } from './newest-events.js';

const sequences = (...times: number[]) => ({ timestamps: BigInt64Array.from(times, BigInt) });

test('of a model that was split by time the events of its test are new, of any other those after its last', () => {
  const split = { kind: 'global-time', validationFrom: 5, testFrom: 7 };
  const byTime = unseenBy({ data: { split, lastEvent: 9 } });
  expect([6, 7, 9].map((time) => byTime?.(time))).toEqual([false, true, true]);
  const leftOut = unseenBy({ data: { split: { kind: 'leave-one-out' }, lastEvent: 9 } });
  expect([8, 9, 10].map((time) => leftOut?.(time))).toEqual([false, false, true]);
  expect(unseenBy({ data: {} })).toBeUndefined();
});

describe('the newest events', () => {
  const isNew = (time: number) => time > 10;

  test('are cut by time: a fifth for the test, half as many before it for validation', () => {
    // Twenty new ones, of 11 to 30, in any order of users.
    const times = Array.from({ length: 30 }, (_, n) => 30 - n);
    expect(newestEvents(sequences(...times), { isNew, share: 0.2 })).toEqual({
      ...{ count: 20, from: 11, to: 30, tested: 4 },
      recipe: { kind: 'global-time', validationFrom: 25, testFrom: 27 },
    });
  });

  test('of one time are not torn apart', () => {
    expect(newestEvents(sequences(1, 11, 12, 12, 12, 12), { isNew, share: 0.2 })).toMatchObject({
      tested: 4,
      recipe: { validationFrom: 11, testFrom: 12 },
    });
  });

  test('may be one, which is the test', () => {
    expect(newestEvents(sequences(1, 11), { isNew, share: 0.2 })).toEqual({
      ...{ count: 1, from: 11, to: 11, tested: 1 },
      recipe: { kind: 'global-time', validationFrom: 11, testFrom: 11 },
    });
  });

  test('are none where nothing is later, or nothing from the chosen moment on', () => {
    expect(newestEvents(sequences(1, 10), { isNew, share: 0.2 })).toBeUndefined();
    expect(newestEvents(sequences(1, 11), { isNew, share: 0.2, testFrom: 12 })).toBeUndefined();
  });

  test('are tested from a chosen moment on', () => {
    const times = sequences(9, 11, 12, 13, 14);
    expect(newestEvents(times, { isNew, share: 0.2, testFrom: 13 })?.recipe).toEqual({
      ...{ kind: 'global-time', validationFrom: 12, testFrom: 13 },
    });
    expect(newestEvents(times, { isNew: undefined, share: 0.2, testFrom: 13 })).toMatchObject({
      count: 2,
      recipe: { validationFrom: 13, testFrom: 13 },
    });
    expect(() => newestEvents(times, { isNew, share: 0.2, testFrom: 10 })).toThrow(
      '--test-from 10: the model that serves was trained on events of that time',
    );
    expect(() => newestEvents(times, { isNew: undefined, share: 0.2 })).toThrow(
      'name the first new moment with --test-from',
    );
  });
});

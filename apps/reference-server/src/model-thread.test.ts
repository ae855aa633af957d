import type { History } from '@org/seqrec-data';
import { expect, it } from 'vitest';
import { gatheringScorer } from './model-thread.js';

const row = (history: History | undefined) => Float32Array.of(0, history?.items[0] ?? 0);

it('answers each caller with its own rows, and gathers what comes while it computes', async () => {
  const calls: number[] = [];
  const scorer = gatheringScorer('test', async (histories) => {
    calls.push(histories.length);
    await new Promise((resolve) => setTimeout(resolve, 5));
    const data = new Float32Array(histories.length * 2);
    histories.forEach((history, place) => {
      data.set(row(history), place * 2);
    });
    return { rows: histories.length, width: 2, data };
  });
  const answers = await Promise.all(
    Array.from({ length: 100 }, async (_, item) => {
      if (item > 0) await new Promise((resolve) => setTimeout(resolve, 1));
      return scorer.score([{ items: Int32Array.of(item) }, { items: Int32Array.of(item + 1000) }]);
    }),
  );
  answers.forEach(({ rows, data }, item) => {
    expect(rows).toBe(2);
    expect([...data]).toEqual([0, item, 0, item + 1000]);
  });
  expect(calls.reduce((sum, count) => sum + count)).toBe(200);
  expect(calls.length).toBeLessThan(20);
  expect(Math.max(...calls)).toBeLessThanOrEqual(64);
});

it('passes a failure to those it concerns and goes on', async () => {
  const scorer = gatheringScorer('test', async (histories) => {
    if (histories.some(({ items }) => items[0] === 13)) throw new Error('unlucky');
    return { rows: 1, width: 2, data: row(histories[0]) };
  });
  await expect(scorer.score([{ items: Int32Array.of(13) }])).rejects.toThrow('unlucky');
  expect((await scorer.score([{ items: Int32Array.of(7) }])).data[1]).toBe(7);
});

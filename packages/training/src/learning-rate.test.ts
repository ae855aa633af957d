import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { learningRateAt, resolveSchedule } from './learning-rate.js';

const rates = (schedule: Parameters<typeof learningRateAt>[0], steps: number) =>
  Array.from({ length: steps }, (_, i) => learningRateAt(schedule, i + 1));

describe('learningRateAt', () => {
  it('stays constant after a warm-up', () => {
    expect(rates({ kind: 'constant', rate: 0.4, warmupSteps: 4 }, 6)).toEqual([
      0.1, 0.2, 0.30000000000000004, 0.4, 0.4, 0.4,
    ]);
  });

  it('falls linearly', () => {
    const schedule = { kind: 'linear', rate: 1, warmupSteps: 2, totalSteps: 6 } as const;
    expect(rates(schedule, 8)).toEqual([0.5, 1, 1, 0.75, 0.5, 0.25, 0, 0]);
  });

  it('falls along half a cosine to its final rate', () => {
    const schedule = { kind: 'cosine', rate: 3, finalRate: 1, totalSteps: 4 } as const;
    // 1 + 2 · (1 + cos(π · [0, 1/4, 1/2, 3/4, 1])) / 2
    const expected = [3, 2 + Math.SQRT1_2, 2, 2 - Math.SQRT1_2, 1];
    for (const [i, rate] of rates(schedule, 5).entries())
      expect(rate).toBeCloseTo(expected[i] ?? 0, 12);
  });

  it('stays between the final rate and the rate, and never rises after the warm-up', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('linear', 'cosine'),
        fc.nat(20),
        fc.integer({ min: 21, max: 60 }),
        (kind, warmupSteps, totalSteps) => {
          const schedule = { kind, rate: 0.5, finalRate: 0.1, warmupSteps, totalSteps } as const;
          const falling = rates(schedule, totalSteps + 3).slice(warmupSteps);
          falling.forEach((rate, i) => {
            expect(rate).toBeLessThanOrEqual((falling[i - 1] ?? 0.5) + 1e-12);
            expect(rate).toBeGreaterThanOrEqual(0.1 - 1e-12);
          });
        },
      ),
    );
  });
});

describe('resolveSchedule', () => {
  it('fills in the length of the run', () => {
    expect(resolveSchedule({ kind: 'linear', rate: 0.1 }, 50)).toEqual({
      kind: 'linear',
      rate: 0.1,
      warmupSteps: 0,
      finalRate: 0,
      totalSteps: 50,
    });
  });

  it.each([
    [{ kind: 'constant', rate: 0 }, 'a learning rate is above 0'],
    [{ kind: 'constant', rate: Number.NaN }, 'got NaN'],
    [{ kind: 'cosine', rate: 1, finalRate: -1 }, 'a final one at least 0'],
    [{ kind: 'constant', rate: 1, warmupSteps: 0.5 }, 'warmupSteps is a whole number'],
    [
      { kind: 'linear', rate: 1, warmupSteps: 50 },
      'its warm-up of 50 steps, and the run has 50; lower warmupSteps or raise totalSteps',
    ],
  ] as const)('refuses %j', (schedule, message) => {
    expect(() => resolveSchedule(schedule, 50)).toThrow(message);
  });
});

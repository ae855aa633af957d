import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planBatches } from './batch-plan.js';

/** A plan for the given number of samples in each bucket. */
const planFor = (counts: readonly number[], batchSize: number, seed = 1) =>
  planBatches({
    buckets: Uint16Array.from(counts.flatMap((count, b) => new Array<number>(count).fill(b))),
    bucketCount: counts.length,
    batchSize,
    seed,
  });

describe('the plan of an epoch', () => {
  it('puts left-over samples into the incomplete batch of a longer bucket with room', () => {
    // 1 left of the first bucket and 2 of the second fill the 1 of the third.
    expect(planFor([5, 6, 5], 4).batchesOf).toEqual([1, 1, 2]);
    // The 3 left of the first bucket do not fit with 2 or 3 others.
    expect(planFor([3, 2, 7], 4).batchesOf).toEqual([1, 1, 2]);
    // A bucket without an incomplete batch has no room.
    expect(planFor([1, 4, 0], 4).batchesOf).toEqual([1, 1, 0]);
    // Small data ends in one batch.
    expect(planFor([1, 1, 1], 4).batchesOf).toEqual([0, 0, 1]);
  });

  it('has every sample once, in a batch whose bucket is long enough for it', () => {
    const counts = fc.array(fc.nat({ max: 20 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(counts, fc.integer({ min: 1, max: 7 }), fc.nat(), (sizes, batchSize, epoch) => {
        const own = sizes.flatMap((count, bucket) => new Array<number>(count).fill(bucket));
        const plan = planFor(sizes, batchSize);
        const { order, batches } = plan.epoch(epoch);
        expect([...order].sort((a, b) => a - b)).toEqual(own.map((_, sample) => sample));

        const taken = new Set<number>();
        const made = sizes.map(() => 0);
        for (const { bucket, start, end } of batches) {
          made[bucket] = (made[bucket] ?? 0) + 1;
          expect(end - start).toBeGreaterThan(0);
          expect(end - start).toBeLessThanOrEqual(batchSize);
          for (let place = start; place < end; place += 1) {
            taken.add(place);
            expect(own[order[place] ?? -1]).toBeLessThanOrEqual(bucket);
          }
        }
        expect(taken.size).toBe(order.length);
        expect(made).toEqual(plan.batchesOf);
      }),
    );
  });

  it('is the same for the same seed and epoch, and differs for others', () => {
    const plan = planFor([50, 50], 8);
    expect(plan.epoch(4)).toEqual(planFor([50, 50], 8).epoch(4));
    const orders = [plan.epoch(4), plan.epoch(5), planFor([50, 50], 8, 2).epoch(4)];
    expect(new Set(orders.map(({ order }) => order.join())).size).toBe(3);
    expect(new Set(orders.map(({ batches }) => JSON.stringify(batches))).size).toBe(3);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ClozeObjective, clozeWriter } from './cloze.js';
import type { ModelBatch } from './model-batch.js';

const V = 1000;
const MASK = 1001;
const objective: ClozeObjective = {
  kind: 'cloze',
  maskProbability: 0.2,
  maxPredictions: 40,
  lastItemShare: 0,
};

/** One sample in a batch of one row of `length` slots. */
function write(
  items: readonly number[],
  length: number,
  { change = {}, index = 0, epoch = 0, seed = 1 }: WriteOptions = {},
): ModelBatch {
  const writer = clozeWriter({ ...objective, ...change }, { itemCount: V, seed });
  const targets = writer.targets(length);
  const batch: ModelBatch = {
    rows: 1,
    length,
    targets,
    ids: new Int32Array(length),
    positions: new Int32Array(targets),
    labels: new Int32Array(targets),
    weights: new Float32Array(targets),
  };
  writer.write(batch, 0, { items: Int32Array.from(items), index, epoch });
  return batch;
}

interface WriteOptions {
  readonly change?: Partial<ClozeObjective>;
  readonly index?: number;
  readonly epoch?: number;
  readonly seed?: number;
}

const range = (count: number) => Array.from({ length: count }, (_, i) => i + 1);
const masked = ({ ids }: ModelBatch) => [...ids].flatMap((id, slot) => (id === MASK ? [slot] : []));
const used = ({ weights }: ModelBatch) => weights.reduce((sum, weight) => sum + weight, 0);

describe('cloze masking', () => {
  it('masks only the last item in a last-item sample', () => {
    expect(write([7, 8, 9], 5, { change: { lastItemShare: 1, maskProbability: 0.4 } })).toEqual({
      rows: 1,
      length: 5,
      targets: 2,
      ids: Int32Array.of(0, 0, 7, 8, MASK),
      positions: Int32Array.of(4, 0),
      labels: Int32Array.of(9, 0),
      weights: Float32Array.of(1, 0),
    });
  });

  it('masks all items at a probability of 1, with ascending positions and their labels', () => {
    expect(write([7, 8, 9], 4, { change: { maskProbability: 1 } })).toEqual({
      rows: 1,
      length: 4,
      targets: 4,
      ids: Int32Array.of(0, MASK, MASK, MASK),
      positions: Int32Array.of(1, 2, 3, 0),
      labels: Int32Array.of(7, 8, 9, 0),
      weights: Float32Array.of(1, 1, 1, 0),
    });
  });

  it.each([
    [200, 40],
    [50, 10],
    [13, 3],
    [12, 2],
    [2, 1],
    [1, 1],
  ])('of %d items masks the rounded share, %d, and at least one', (count, masks) => {
    for (let index = 0; index < 20; index += 1) {
      const batch = write(range(count), 200, { index });
      expect(masked(batch)).toHaveLength(masks);
      expect(used(batch)).toBe(masks);
    }
  });

  it('makes at most maxPredictions masks, and no more prediction slots than a bucket can use', () => {
    const change = { maxPredictions: 7 };
    expect(masked(write(range(200), 200, { change }))).toHaveLength(7);
    const { targets } = clozeWriter({ ...objective, ...change }, { itemCount: V, seed: 1 });
    expect([8, 20, 200].map(targets)).toEqual([2, 4, 7]);
  });

  it('gives the sample when labels replace masks, for any options', () => {
    const samples = fc.array(fc.integer({ min: 1, max: V }), { minLength: 1, maxLength: 30 });
    const options = fc.record({
      maskProbability: fc.double({ min: 0.01, max: 1, noNaN: true }),
      maxPredictions: fc.integer({ min: 1, max: 30 }),
      lastItemShare: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(samples, options, fc.nat({ max: 5 }), (items, change, padding) => {
        const length = items.length + padding;
        const batch = write(items, length, { change });
        const restored = [...batch.ids];
        const slots = [...(batch.positions ?? [])].slice(0, used(batch));
        slots.forEach((slot, place) => {
          expect(restored[slot]).toBe(MASK);
          restored[slot] = batch.labels[place] ?? -1;
        });
        expect(restored).toEqual([...new Array<number>(padding).fill(0), ...items]);
        expect(slots).toEqual([...new Set(slots)].sort((a, b) => a - b));
        expect(used(batch)).toBeGreaterThan(0);
        expect([...batch.labels].slice(used(batch)).every((label) => label === 0)).toBe(true);
      }),
    );
  });
});

describe('fresh masks', () => {
  const sample = range(100);

  it('are the same for the same seed, epoch and sample, in any bucket', () => {
    const slots = masked(write(sample, 100, { epoch: 3, index: 5 }));
    expect(masked(write(sample, 100, { epoch: 3, index: 5 }))).toEqual(slots);
    expect(masked(write(sample, 150, { epoch: 3, index: 5 }))).toEqual(slots.map((s) => s + 50));
  });

  it('differ from epoch to epoch, sample to sample and seed to seed', () => {
    const all = [{}, { epoch: 1 }, { index: 1 }, { seed: 2 }].map((options) =>
      masked(write(sample, 100, options)).join(),
    );
    expect(new Set(all).size).toBe(4);
  });
});

describe('the distribution of masks', () => {
  const draws = 20_000;

  it('gives every slot the same probability', () => {
    const counts = new Array<number>(10).fill(0);
    for (let index = 0; index < draws; index += 1) {
      for (const slot of masked(write(range(10), 10, { index }))) {
        counts[slot] = (counts[slot] ?? 0) + 1;
      }
    }
    // Two of ten slots: 4,000 each, standard deviation 57; the bound is 4.5 deviations.
    for (const count of counts) expect(Math.abs(count - 4000)).toBeLessThan(255);
  });

  it('has the given share of last-item samples', () => {
    let lastOnly = 0;
    for (let index = 0; index < draws; index += 1) {
      const slots = masked(write(range(20), 20, { index, change: { lastItemShare: 0.3 } }));
      if (slots.length === 1 && slots[0] === 19) lastOnly += 1;
    }
    // 6,000, standard deviation 65.
    expect(Math.abs(lastOnly - 6000)).toBeLessThan(290);
  });

  it('replaces chosen items in the given shares', () => {
    const replacement = { mask: 0.8, random: 0.1, keep: 0.1 };
    const seen = { mask: 0, random: 0, keep: 0 };
    const drawn = new Set<number>();
    for (let index = 0; index < draws; index += 1) {
      const { ids, positions, labels } = write([500], 1, { index, change: { replacement } });
      const id = ids[positions?.[0] ?? -1] ?? -1;
      expect(labels[0]).toBe(500);
      if (id === MASK) seen.mask += 1;
      else if (id === 500) seen.keep += 1;
      else {
        seen.random += 1;
        drawn.add(id);
        expect(id).toBeGreaterThanOrEqual(1);
        expect(id).toBeLessThanOrEqual(V);
      }
    }
    // Standard deviations 57, 42 and 42.
    expect(Math.abs(seen.mask - 16_000)).toBeLessThan(255);
    expect(Math.abs(seen.random - 2000)).toBeLessThan(190);
    expect(Math.abs(seen.keep - 2000)).toBeLessThan(190);
    expect(drawn.size).toBeGreaterThan(800);
  });

  it('always uses MASK in last-item samples, for any replacement', () => {
    const change = { lastItemShare: 1, replacement: { mask: 0, random: 0, keep: 1 } };
    expect(masked(write([7, 8, 9], 3, { change }))).toEqual([2]);
  });
});

describe('bad options', () => {
  it.each<[Partial<ClozeObjective>, string]>([
    [{ maskProbability: 0 }, 'maskProbability lies above 0 and up to 1, got 0'],
    [{ maskProbability: Number.NaN }, 'got NaN'],
    [{ maxPredictions: 0 }, 'maxPredictions is a whole number of at least 1, got 0'],
    [{ lastItemShare: 1.5 }, 'lastItemShare lies in 0..1, got 1.5'],
    [{ replacement: { mask: 0.8, random: 0.1, keep: 0.2 } }, 'add up to 1, got 0.8, 0.1 and 0.2'],
  ])('%j is refused', (change, message) => {
    expect(() => write([1], 1, { change })).toThrow(message);
  });
});

import { describe, expect, it } from 'vitest';
import { PAD } from '../dataset/item-ids.js';
import { type Sequences, sequencesFromLists } from '../dataset/sequences.js';
import { chiSquare } from '../testing/chi-square.js';
import type { NegativesOptions } from './batch-negatives.js';
import { type TrainingBatchesOptions, trainingBatches } from './batches.js';
import type { BatchNegatives, ModelBatch } from './model-batch.js';

/** A sample of four categories (three degrees of freedom) exceeds this chi-square once in 10,000 cases. */
const RARE = 21.11;

/** Item 1 occurs 16 times, 2 and 3 four times, 4 once, 5 never. */
const train = sequencesFromLists([
  [1, 1, 2, 1, 1, 3, 1, 1],
  [1, 2, 1, 1, 2, 1, 3, 1],
  [1, 1, 1, 1, 4, 1, 3, 2, 3],
]);

const options = {
  objective: { kind: 'next-item' },
  itemCount: 5,
  maxLength: 8,
  batchSize: 2,
  seed: 3,
  buckets: [8],
} satisfies TrainingBatchesOptions;

function batches(
  negatives: NegativesOptions,
  sequences: Sequences = train,
  change: Partial<TrainingBatchesOptions> = {},
) {
  return trainingBatches(sequences, { ...options, ...change, negatives });
}

function negativesOf({ negatives }: ModelBatch): BatchNegatives {
  if (negatives === undefined) throw new Error('a batch without negatives');
  return negatives;
}

/** How often items 1..5 are drawn in some epochs. */
function drawCounts(
  negatives: NegativesOptions,
  epochs: number,
  change?: Partial<TrainingBatchesOptions>,
): number[] {
  const counts = [0, 0, 0, 0, 0];
  const source = batches(negatives, train, change);
  for (let epoch = 0; epoch < epochs; epoch += 1) {
    for (const batch of source.epoch(epoch)) {
      for (const item of negativesOf(batch).items) {
        if (item !== PAD) counts[item - 1] = (counts[item - 1] ?? 0) + 1;
      }
    }
  }
  return counts;
}

describe('negatives shared by a batch', () => {
  it('are N uniform draws for all labels', () => {
    const negatives: NegativesOptions = { count: 50, sampling: { kind: 'uniform' }, per: 'batch' };
    const { per, items } = negativesOf(batches(negatives).batch(0, 0));
    expect([per, items.length]).toEqual(['batch', 50]);
    expect(chiSquare(drawCounts(negatives, 100), [0.2, 0.2, 0.2, 0.2, 0.2])).toBeLessThan(23.51);
  });

  it('are drawn by popularity to the power alpha', () => {
    const sampling = { kind: 'popularity', alpha: 0.5 } as const;
    const counts = drawCounts({ count: 50, sampling, per: 'batch' }, 100);
    // The roots of 16, 4, 4 and 1 add up to 9.
    expect(chiSquare(counts, [4 / 9, 2 / 9, 2 / 9, 1 / 9, 0])).toBeLessThan(RARE);
  });

  it('follow from seed, epoch and batch', () => {
    const negatives: NegativesOptions = { count: 20, sampling: { kind: 'uniform' }, per: 'batch' };
    const itemsAt = (epoch: number, index: number) =>
      negativesOf(batches(negatives).batch(epoch, index)).items;
    expect(itemsAt(1, 1)).toEqual(itemsAt(1, 1));
    expect(itemsAt(1, 0)).not.toEqual(itemsAt(1, 1));
    expect(itemsAt(0, 1)).not.toEqual(itemsAt(1, 1));
  });

  it('cannot depend on a user if a batch shares them', () => {
    const sampling = { kind: 'uniform', excludeSeen: true } as const;
    expect(() => batches({ count: 2, sampling, per: 'batch' })).toThrow(
      'negatives that a batch shares cannot depend on a user; choose uniform or popularity without excludeSeen',
    );
  });
});

describe('negatives of each sequence', () => {
  it("are N draws for all its labels, from items outside the user's history", () => {
    const sampling = { kind: 'uniform', excludeSeen: true } as const;
    const source = batches({ count: 30, sampling, per: 'sequence' });
    for (const batch of source.epoch(0)) {
      const { per, items } = negativesOf(batch);
      expect([per, items.length]).toEqual(['sequence', 2 * 30]);
      for (let row = 0; row < batch.rows; row += 1) {
        const drawn = items.subarray(row * 30, (row + 1) * 30);
        const places = [row * batch.targets, (row + 1) * batch.targets] as const;
        const labels = batch.labels.subarray(...places);
        if (labels.every((label) => label === PAD)) {
          expect(new Set(drawn)).toEqual(new Set([PAD]));
          continue;
        }
        // Only one of the three users has item 4, none has item 5.
        expect(new Set(drawn)).toEqual(new Set(labels.includes(4) ? [5] : [4, 5]));
      }
    }
  });

  it('have the given probability, and differ between sequences, epochs and seeds', () => {
    const negatives: NegativesOptions = {
      count: 50,
      sampling: { kind: 'popularity', alpha: 0.5 },
      per: 'sequence',
    };
    expect(chiSquare(drawCounts(negatives, 100), [4 / 9, 2 / 9, 2 / 9, 1 / 9, 0])).toBeLessThan(
      RARE,
    );
    const itemsAt = (epoch: number, seed?: number) =>
      negativesOf(batches(negatives, train, { batchSize: 3, seed: seed ?? 3 }).batch(epoch, 0))
        .items;
    expect(itemsAt(0)).toEqual(itemsAt(0));
    const rows = [0, 1, 2].map((row) =>
      itemsAt(0)
        .subarray(row * 50, (row + 1) * 50)
        .join(),
    );
    expect(new Set(rows).size).toBe(3);
    expect(itemsAt(1)).not.toEqual(itemsAt(0));
    expect(itemsAt(0, 4)).not.toEqual(itemsAt(0));
  });
});

describe('negatives from the same batch', () => {
  const inBatch = { kind: 'in-batch' } as const;

  it('are its labels, each prediction slot at most once', () => {
    for (const batch of batches({ count: 5, sampling: inBatch }).epoch(0)) {
      const labels = [...batch.labels].filter((label) => label !== PAD);
      const { per, items } = negativesOf(batch);
      expect([per, items.length]).toEqual(['batch', 5]);
      for (const item of new Set(items)) {
        const times = (of: Iterable<number>) => [...of].filter((other) => other === item).length;
        expect(times(items)).toBeLessThanOrEqual(times(labels));
      }
    }
  });

  it('are all of its labels, then PAD, if the batch has fewer labels', () => {
    for (const batch of batches({ count: 30, sampling: inBatch }).epoch(0)) {
      const labels = [...batch.labels].filter((label) => label !== PAD).sort();
      const items = [...negativesOf(batch).items];
      expect(items.slice(0, labels.length).sort()).toEqual(labels);
      expect(new Set(items.slice(labels.length))).toEqual(new Set([PAD]));
    }
  });

  it('have the frequencies of the labels', () => {
    // All three sequences in one batch: of its 22 labels 13 are item 1, 4 each items 2 and 3, one is item 4.
    const negatives: NegativesOptions = { count: 1, sampling: inBatch };
    const counts = drawCounts(negatives, 4000, { batchSize: 3 });
    expect(chiSquare(counts, [13 / 22, 4 / 22, 4 / 22, 1 / 22, 0])).toBeLessThan(RARE);
  });

  it('are always shared', () => {
    expect(() => batches({ count: 2, sampling: inBatch, per: 'label' })).toThrow(
      'all labels of a batch share its in-batch negatives',
    );
  });
});

describe('the log Q of negatives', () => {
  const shares = (negatives: NegativesOptions) =>
    [...(negativesOf(batches(negatives).batch(0, 0)).logQ ?? [])].map((value) =>
      Number(Math.exp(value).toFixed(5)),
    );

  it('is one array by item for all batches, if requested', () => {
    const uniform: NegativesOptions = { count: 2, sampling: { kind: 'uniform' } };
    expect(negativesOf(batches(uniform).batch(0, 0))).not.toHaveProperty('logQ');
    const source = batches({ ...uniform, logQ: true });
    const [one, other] = [source.batch(0, 0), source.batch(0, 1)].map(negativesOf);
    expect(one?.logQ).toBe(other?.logQ);
  });

  it('is the log probability of one draw; PAD, MASK and items that are never drawn have the smallest', () => {
    expect(shares({ count: 2, sampling: { kind: 'uniform' }, logQ: true })).toEqual(
      new Array(7).fill(0.2),
    );
    const popularity = { kind: 'popularity', alpha: 0.5 } as const;
    expect(shares({ count: 2, sampling: popularity, logQ: true })).toEqual([
      0.11111, 0.44444, 0.22222, 0.22222, 0.11111, 0.11111, 0.11111,
    ]);
    expect(shares({ count: 2, sampling: { kind: 'in-batch' }, logQ: true })).toEqual([
      0.04, 0.64, 0.16, 0.16, 0.04, 0.04, 0.04,
    ]);
  });

  it('is that of `otherwise` for a mixture with dislikes', () => {
    const disliking: Sequences = {
      ...train,
      dislikes: { offsets: Int32Array.of(0, 1, 1, 1), items: Int32Array.of(5) },
    };
    const sampling = {
      kind: 'dislikes',
      probability: 0.5,
      otherwise: { kind: 'uniform' },
    } as const;
    const { logQ } = negativesOf(
      batches({ count: 2, sampling, logQ: true }, disliking).batch(0, 0),
    );
    expect(logQ?.[5]).toBeCloseTo(Math.log(0.2), 6);
  });
});

describe('the weights of negatives', () => {
  // User 1 dislikes 4 and 5, user 2 nothing.
  const disliking: Sequences = {
    ...sequencesFromLists([
      [1, 2, 3],
      [3, 2, 1],
    ]),
    dislikes: { offsets: Int32Array.of(0, 2, 2), items: Int32Array.of(4, 5) },
  };
  const dislikes = (weight?: number) =>
    ({
      kind: 'dislikes',
      probability: 0.5,
      ...(weight !== undefined && { weight }),
      otherwise: { kind: 'uniform' },
    }) as const;

  it('are the given weight for any disliked item, 1 for other items, and 0 for PAD', () => {
    const source = batches({ count: 40, sampling: dislikes(3) }, disliking);
    const batch = source.batch(0, 0);
    const { items, weights } = negativesOf(batch);
    const rowOf = (n: number) => Math.floor(n / (40 * batch.targets));
    // The last item is the label of the last slot only, and distinguishes the users.
    const disliker = batch.labels[batch.targets - 1] === 3 ? 0 : 1;
    expect(weights).toEqual(
      Float32Array.from(items, (item, n) => {
        if (item === PAD) return 0;
        return rowOf(n) === disliker && item >= 4 ? 3 : 1;
      }),
    );
    expect(weights).toContain(3);
  });

  it('are the same if the labels of a sequence share negatives', () => {
    const source = batches({ count: 40, sampling: dislikes(3), per: 'sequence' }, disliking);
    const batch = source.batch(0, 0);
    const { items, weights } = negativesOf(batch);
    const disliker = batch.labels[batch.targets - 1] === 3 ? 0 : 1;
    expect(weights).toEqual(
      Float32Array.from(items, (item, n) => (Math.floor(n / 40) === disliker && item >= 4 ? 3 : 1)),
    );
    expect(weights).toContain(3);
  });

  it('are absent if each negative counts once', () => {
    const { negatives } = batches({ count: 2, sampling: dislikes() }, disliking).batch(0, 0);
    expect(negatives).not.toHaveProperty('weights');
  });

  it('are 0 or more', () => {
    expect(() => batches({ count: 2, sampling: dislikes(-1) }, disliking)).toThrow(
      'weight of dislikes is 0 or more, got -1',
    );
  });
});

import { Random } from '@org/random';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maskId, PAD } from '../dataset/item-ids.js';
import { sequencesFromLists } from '../dataset/sequences.js';
import { modelInputs } from '../queries/model-inputs.js';
import { type TrainingBatchesOptions, trainingBatches } from './batches.js';
import type { ModelBatch } from './model-batch.js';
import type { Objective } from './objective.js';

const V = 500;
const cloze = {
  kind: 'cloze',
  maskProbability: 0.3,
  maxPredictions: 6,
  lastItemShare: 0.2,
} satisfies Objective;
const options = {
  objective: cloze,
  itemCount: V,
  maxLength: 20,
  batchSize: 4,
  seed: 3,
  buckets: [5, 10, 20],
} satisfies TrainingBatchesOptions;

/** 60 sequences of 1 to 45 items. */
const train = sequencesFromLists(
  Array.from({ length: 60 }, (_, user) => {
    const random = Random.of(9, 'sequences', user);
    return Array.from({ length: 1 + random.integer(45) }, () => 1 + random.integer(V));
  }),
);

/** The slots of a row's prediction slots. */
function slotsOf({ positions, targets }: ModelBatch, row: number): number[] {
  return positions === undefined
    ? Array.from({ length: targets }, (_, place) => place)
    : [...positions.subarray(row * targets, (row + 1) * targets)];
}

/** The sample of a row: its items with masks replaced by labels, and its labels. Undefined for an empty row. */
function sampleIn(batch: ModelBatch, row: number) {
  const ids = [...batch.ids.subarray(row * batch.length, (row + 1) * batch.length)];
  const labels: number[] = [];
  slotsOf(batch, row).forEach((slot, i) => {
    const place = row * batch.targets + i;
    if (batch.weights[place] === 0) return;
    const label = batch.labels[place] ?? -1;
    labels.push(label);
    if (ids[slot] === maskId(V)) ids[slot] = label;
  });
  const items = ids.filter((id) => id !== PAD);
  return items.length === 0 ? undefined : { items, labels };
}

describe('training batches', () => {
  it('equal a small batch that was worked out by hand', () => {
    const source = trainingBatches(sequencesFromLists([[11, 12, 13], [21, 22], [31]]), {
      ...options,
      objective: { kind: 'next-item' },
      batchSize: 3,
    });
    expect(source.samplesPerEpoch).toBe(2);
    expect(source.shapes).toEqual([{ rows: 3, length: 5, targets: 5, batches: 1 }]);

    const batch = source.batch(0, 0);
    const rows = [0, 1, 2].map((row) => ({
      ids: [...batch.ids.subarray(row * 5, row * 5 + 5)],
      labels: [...batch.labels.subarray(row * 5, row * 5 + 5)],
      weights: [...batch.weights.subarray(row * 5, row * 5 + 5)],
    }));
    const three = {
      ids: [0, 0, 0, 11, 12],
      labels: [0, 0, 0, 12, 13],
      weights: [0, 0, 0, 1, 1],
    };
    const two = {
      ids: [0, 0, 0, 0, 21],
      labels: [0, 0, 0, 0, 22],
      weights: [0, 0, 0, 0, 1],
    };
    const empty = new Array<number>(5).fill(0);
    expect(rows).toContainEqual(three);
    expect(rows).toContainEqual(two);
    expect(rows[2]).toEqual({ ids: empty, labels: empty, weights: empty });
    expect(batch).not.toHaveProperty('positions');
  });

  it.each<Objective>([cloze, { kind: 'next-item' }])(
    'of the $kind objective have each window once per epoch, in the announced shapes',
    (objective) => {
      const source = trainingBatches(train, { ...options, objective });
      const batches = [...source.epoch(2)];
      expect(batches).toHaveLength(source.batchesPerEpoch);

      const samples = batches.flatMap((batch) =>
        Array.from({ length: batch.rows }, (_, row) => sampleIn(batch, row)),
      );
      expect(samples.filter((sample) => sample !== undefined)).toHaveLength(source.samplesPerEpoch);
      const shapes = source.shapes.map(
        ({ rows, length, targets, batches: count }) => `${rows}x${length}/${targets}: ${count}`,
      );
      const made = source.shapes.map(({ length }) => {
        const same = batches.filter((batch) => batch.length === length);
        return `${same[0]?.rows}x${length}/${same[0]?.targets}: ${same.length}`;
      });
      expect(made).toEqual(shapes);
    },
  );

  it.each<Objective>([cloze, { kind: 'next-item' }])(
    'of the $kind objective give each slot the seconds since the first event of its row and those of its target, if a model reads times',
    (objective) => {
      const timestamps = BigInt64Array.from(train.items, (_, event) => BigInt(1000 + event));
      const times = { unit: 'seconds', target: true } as const;
      const timed = { ...options, objective, maxLength: 7, buckets: [7], times };
      const plain = trainingBatches(train, { ...timed, times: undefined });
      for (const batch of trainingBatches({ ...train, timestamps }, timed).epoch(0)) {
        const { length, rows, ids, times = [], targetTimes = [] } = batch;
        for (let row = 0; row < rows; row += 1) {
          const sample = sampleIn(batch, row);
          const first = ids.subarray(row * length, (row + 1) * length).findIndex((id) => id > 0);
          for (let slot = 0; slot < length; slot += 1) {
            // One event comes each second.
            const since = sample === undefined ? 0 : Math.max(0, slot - first);
            expect(times[row * length + slot]).toBe(since);
            const later = sample !== undefined && slot >= first && objective.kind === 'next-item';
            expect(targetTimes[row * length + slot]).toBe(since + (later ? 1 : 0));
          }
        }
        expect(times).toHaveLength(ids.length);
      }
      expect(plain.batch(0, 0)).not.toHaveProperty('times');
      expect(() => trainingBatches(train, timed)).toThrow('the source of these sequences has none');
    },
  );

  it('have the items of every window, with any item masked', () => {
    const source = trainingBatches(train, { ...options, maxLength: 50, buckets: [25, 50] });
    const sequences = [...source.epoch(0)].flatMap((batch) =>
      Array.from({ length: batch.rows }, (_, row) => sampleIn(batch, row)?.items.join() ?? ''),
    );
    const given = Array.from({ length: 60 }, (_, user) =>
      train.items.subarray(train.offsets[user], train.offsets[user + 1]).join(),
    );
    expect(sequences.filter((items) => items !== '').sort()).toEqual(given.sort());
  });

  it.each<Objective>([{ ...cloze, lastItemShare: 1 }, { kind: 'next-item' }])(
    'of the $kind objective have the same input for the last item as serving',
    (objective) => {
      const source = trainingBatches(train, { ...options, objective });
      for (const batch of source.epoch(1)) {
        for (let row = 0; row < batch.rows; row += 1) {
          const sample = sampleIn(batch, row);
          if (sample === undefined) continue;
          const history = objective.kind === 'cloze' ? sample.items.slice(0, -1) : sample.items;
          const served = modelInputs([{ items: Int32Array.from(history) }], {
            query: objective.kind,
            maxLength: 20,
            itemCount: V,
            buckets: batch.length === 20 ? [20] : [batch.length, 20],
          });
          const start = row * batch.length;
          expect(batch.ids.slice(start, start + batch.length)).toEqual(served.ids);
          expect(slotsOf(batch, row)).toContain(served.positions[0]);
        }
      }
    },
  );

  it('of the next-item objective fill a row of T slots from T + 1 items, and skip no item', () => {
    const source = (list: number[]) =>
      trainingBatches(sequencesFromLists([list]), {
        ...options,
        objective: { kind: 'next-item' },
        maxLength: 5,
        buckets: [3, 5],
        batchSize: 2,
      });
    const short = source([1, 2, 3, 4]).batch(0, 0);
    expect([short.length, ...short.ids]).toEqual([3, 1, 2, 3, 0, 0, 0]);
    expect([...short.labels]).toEqual([2, 3, 4, 0, 0, 0]);

    const long = source([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]).batch(0, 0);
    const steps = [...long.ids].map((id, slot) => [id, long.labels[slot]]);
    expect(steps.sort(([a = 0], [b = 0]) => a - b)).toEqual(
      [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((item) => [item, item + 1]),
    );
  });

  it.each<[Objective, number]>([
    [{ kind: 'next-item' }, 9],
    [cloze, 2],
  ])('of %j announce their mean weight', (objective, digits) => {
    const source = trainingBatches(train, { ...options, objective });
    const epochs = 100;
    let weight = 0;
    for (let epoch = 0; epoch < epochs; epoch += 1) {
      for (const batch of source.epoch(epoch)) weight += batch.weights.reduce((a, b) => a + b, 0);
    }
    const mean = weight / (epochs * source.batchesPerEpoch);
    expect(mean / source.meanWeight).toBeCloseTo(1, digits);
  });

  it('have only the newest window if the option says so', () => {
    const source = trainingBatches(train, { ...options, windowStride: 'newest' });
    expect(source.samplesPerEpoch).toBe(60);
  });
});

describe('random access', () => {
  it('give any batch of any epoch without the batches before it', () => {
    const whole = trainingBatches(train, options);
    const epochs = [0, 1, 2].map((epoch) => [...whole.epoch(epoch)]);
    fc.assert(
      fc.property(fc.nat({ max: 2 }), fc.nat({ max: whole.batchesPerEpoch - 1 }), (epoch, k) => {
        expect(trainingBatches(train, options).batch(epoch, k)).toEqual(epochs[epoch]?.[k]);
      }),
    );
    expect([...trainingBatches(train, options).epoch(1, 5)]).toEqual(epochs[1]?.slice(5));
    expect([...whole.epoch(1, whole.batchesPerEpoch)]).toEqual([]);
  });

  it('do not depend on earlier calls', () => {
    const source = trainingBatches(train, options);
    const first = source.batch(0, 1);
    source.batch(7, 0);
    expect(source.batch(0, 1)).toEqual(first);
  });

  it('gives each epoch a new order and new masks', () => {
    const source = trainingBatches(train, options);
    expect(source.batch(0, 0)).not.toEqual(source.batch(1, 0));
    const masksOf = (epoch: number) =>
      [...source.epoch(epoch)]
        .flatMap((batch) =>
          Array.from({ length: batch.rows }, (_, row) => sampleIn(batch, row)?.labels.join() ?? ''),
        )
        .sort();
    expect(masksOf(0)).not.toEqual(masksOf(1));
  });
});

describe('negatives in batches', () => {
  it('are there for every label with a weight, and nowhere else', () => {
    const source = trainingBatches(train, {
      ...options,
      objective: { kind: 'next-item' },
      negatives: { count: 3, sampling: { kind: 'uniform', excludeSeen: true } },
    });
    for (const { labels, weights, negatives: given, ids, length } of source.epoch(0)) {
      const negatives = given?.items ?? new Int32Array();
      expect(given?.per).toBe('label');
      expect(negatives).toHaveLength(labels.length * 3);
      const wrong = negatives.filter((negative, n) => {
        const place = Math.floor(n / 3);
        if (weights[place] === 0) return negative !== PAD;
        const start = Math.floor(place / length) * length;
        const row = ids.subarray(start, start + length);
        return negative < 1 || negative > V || negative === labels[place] || row.includes(negative);
      });
      expect(wrong).toEqual(new Int32Array(0));
    }
  });

  it('are the same for the same seed, and do not change the rest of the batch', () => {
    const withNegatives = { count: 2, sampling: { kind: 'popularity' } } as const;
    const source = trainingBatches(train, { ...options, negatives: withNegatives });
    const { negatives, ...rest } = source.batch(1, 1);
    const again = trainingBatches(train, { ...options, negatives: withNegatives });
    expect(again.batch(1, 1).negatives).toEqual(negatives);
    expect(rest).toEqual(trainingBatches(train, options).batch(1, 1));
  });
});

describe('bad input', () => {
  it.each<[Partial<TrainingBatchesOptions>, string]>([
    [{ batchSize: 0 }, 'batchSize is a whole number of at least 1, got 0'],
    [{ seed: 0.5 }, 'seed is a whole number of at least 0, got 0.5'],
    [{ itemCount: 100 }, 'is not in 1..100; sequences and itemCount must come from the same'],
    [{ maxLength: 2.5 }, 'maxLength is a whole number of at least 1, got 2.5'],
    [{ negatives: { count: 0, sampling: { kind: 'uniform' } } }, 'negatives.count is a whole'],
    [
      { objective: { kind: 'span' } as unknown as Objective },
      'there is no objective "span"; choose cloze or next-item',
    ],
  ])('%j is refused', (change, message) => {
    expect(() => trainingBatches(train, { ...options, ...change })).toThrow(message);
  });

  it('is refused if an item would be read as padding', () => {
    expect(() => trainingBatches(sequencesFromLists([[1, 0]]), options)).toThrow(
      'item 0 at event 1 is not in 1..500',
    );
  });

  it('is refused if no sequence is long enough', () => {
    expect(() =>
      trainingBatches(sequencesFromLists([[1], [2]]), {
        ...options,
        objective: { kind: 'next-item' },
      }),
    ).toThrow('none of the 2 training sequences has the 2 items that');
  });

  it('is refused if the index of a batch is out of range', () => {
    const source = trainingBatches(train, options);
    expect(() => source.batch(0, source.batchesPerEpoch)).toThrow('is not in 0..');
    expect(() => source.batch(-1, 0)).toThrow('epoch is a whole number of at least 0, got -1');
  });
});

import { Random } from '@org/random';

/** The samples of one batch: `order[start..end - 1]` of the epoch, in rows of the bucket `bucket`. */
export interface PlannedBatch {
  readonly bucket: number;
  readonly start: number;
  readonly end: number;
}

export interface EpochPlan {
  /** Every sample once. */
  readonly order: Int32Array;
  readonly batches: readonly PlannedBatch[];
}

export interface BatchPlan {
  /** Batches of each bucket in an epoch. */
  readonly batchesOf: readonly number[];
  epoch(epoch: number): EpochPlan;
}

export interface BatchPlanOptions {
  /** The bucket of each sample. */
  readonly buckets: Uint16Array;
  readonly bucketCount: number;
  readonly batchSize: number;
  readonly seed: number;
}

/**
 * Assigns samples to batches of one bucket each; samples and batches have a new order every epoch.
 *
 * A bucket rarely fills its last batch. Its left-over samples join the incomplete batch of a longer bucket if that has
 * room for all of them; otherwise they form an incomplete batch. So an epoch has few batches, and no batch gets longer
 * rows.
 */
export function planBatches(options: BatchPlanOptions): BatchPlan {
  const { buckets, bucketCount, batchSize, seed } = options;
  const counts = new Array<number>(bucketCount).fill(0);
  for (const bucket of buckets) counts[bucket] = (counts[bucket] ?? 0) + 1;

  const rides = assignRides(counts, batchSize);
  const batchesOf = counts.map((count) => Math.ceil(count / batchSize));

  return {
    batchesOf,
    epoch(epoch) {
      const random = Random.of(seed, 'order', epoch);
      const shuffled = random.shuffle(Int32Array.from(buckets, (_, sample) => sample));
      const members = counts.map((): number[] => []);
      for (const sample of shuffled) members[buckets[sample] as number]?.push(sample);
      for (const { from, to, samples } of rides) {
        members[to]?.push(...(members[from]?.splice(-samples) ?? []));
      }

      const order = new Int32Array(buckets.length);
      const batches: PlannedBatch[] = [];
      let start = 0;
      members.forEach((samples, bucket) => {
        order.set(samples, start);
        const end = start + samples.length;
        for (; start < end; start += batchSize) {
          batches.push({ bucket, start, end: Math.min(end, start + batchSize) });
        }
        start = end;
      });
      return { order, batches: random.shuffle(batches) };
    },
  };
}

interface Ride {
  readonly from: number;
  readonly to: number;
  readonly samples: number;
}

/** Moves the left-over samples of each bucket, shortest bucket first, and updates `counts`. */
function assignRides(counts: number[], batchSize: number): readonly Ride[] {
  const rides: Ride[] = [];
  const leftOver = (bucket: number) => (counts[bucket] as number) % batchSize;
  for (let from = 0; from < counts.length; from += 1) {
    const samples = leftOver(from);
    if (samples === 0) continue;
    for (let to = from + 1; to < counts.length; to += 1) {
      if (leftOver(to) > 0 && leftOver(to) + samples <= batchSize) {
        counts[from] = (counts[from] as number) - samples;
        counts[to] = (counts[to] as number) + samples;
        rides.push({ from, to, samples });
        break;
      }
    }
  }
  return rides;
}

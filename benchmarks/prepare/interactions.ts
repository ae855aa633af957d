import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Random } from '@org/random';

export interface InteractionsShape {
  readonly users: number;
  readonly items: number;
  readonly interactions: number;
  readonly seed: number;
}

/** The size of MovieLens 20M. */
export const millions20: InteractionsShape = {
  users: 138_000,
  items: 27_000,
  interactions: 20_000_000,
  seed: 42,
};

const ROWS_PER_BLOCK = 65_536;
const DAY = 86_400;
const FIRST_DAY = 1_577_836_800; // 2020-01-01
const DAYS = 1000;

/**
 * Writes a CSV of synthetic ratings: items by Zipf's law and users with log-normal activity, each at least once. Rows
 * are in random order and times are whole days, which a user's events often share. So a reader must group rows by user
 * and sort them stably.
 */
export async function writeInteractions(file: string, shape: InteractionsShape): Promise<void> {
  await pipeline(Readable.from(csvBlocks(shape)), createWriteStream(file));
}

function* csvBlocks({ users, items, interactions, seed }: InteractionsShape): Generator<string> {
  const random = Random.of(seed, 'interactions');
  const drawItem = weightedDraw(
    Float64Array.from({ length: items }, (_, i) => 1 / (i + 1)),
    random,
  );
  const drawUser = weightedDraw(
    Float64Array.from({ length: users }, () => Math.exp(random.normal())),
    random,
  );
  // Shuffled ids, so that popular items do not have small ids.
  const itemIds = random.shuffle(Int32Array.from({ length: items }, (_, i) => i + 1));
  let text = 'user_id,item_id,rating,timestamp\n';
  for (let row = 0; row < interactions; row += 1) {
    const user = row < users ? row : drawUser();
    const day = FIRST_DAY + DAY * random.integer(DAYS);
    text += `${user + 1},${itemIds[drawItem()]},${0.5 + random.integer(10) / 2},${day}\n`;
    if (row % ROWS_PER_BLOCK === ROWS_PER_BLOCK - 1) {
      yield text;
      text = '';
    }
  }
  yield text;
}

/** Returns a function that draws indices in proportion to their weights. */
export function weightedDraw(weights: Float64Array, random: Random): () => number {
  let total = 0;
  const ends = weights.map((weight) => {
    total += weight;
    return total;
  });
  return () => {
    const at = random.float() * total;
    let low = 0;
    let high = ends.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (at < (ends[middle] ?? 0)) high = middle;
      else low = middle + 1;
    }
    return low;
  };
}

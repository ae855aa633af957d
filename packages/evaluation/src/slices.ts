import type { Catalogue } from '@org/seqrec-data';
import type { Rankings } from './rankings.js';

/** A group of targets, with their users. */
export interface Slice {
  readonly by: 'history-length' | 'popularity' | 'category';
  /** Short, for tables: `11-23`, `head`, `Comedy`. */
  readonly name: string;
  /** A description for people. */
  readonly description: string;
  readonly includes: (historyLength: number, target: number) => boolean;
}

/**
 * The ranks of a slice's targets by user, without users who have none. The ranks do not change: other targets of the same
 * user stay in the ranking.
 */
export function sliceRanks(
  { historyLengths, offsets, targets, ranks }: Rankings,
  { includes }: Slice,
): Pick<Rankings, 'offsets' | 'ranks'> {
  const users = historyLengths.length;
  const picked = new Float64Array(ranks.length);
  const ends = new Int32Array(users + 1);
  let count = 0;
  let withTargets = 0;
  for (let user = 0; user < users; user += 1) {
    const length = historyLengths[user] as number;
    const before = count;
    const end = offsets[user + 1] as number;
    for (let i = offsets[user] as number; i < end; i += 1) {
      if (!includes(length, targets[i] as number)) continue;
      picked[count] = ranks[i] as number;
      count += 1;
    }
    if (count === before) continue;
    withTargets += 1;
    ends[withTargets] = count;
  }
  return { offsets: ends.slice(0, withTargets + 1), ranks: picked.slice(0, count) };
}

/**
 * Users by the length of their history, in up to four groups, cut at the quartiles. Users with the same length are in
 * the same group, so there are fewer groups if quartiles are equal.
 *
 * @example
 * lengthSlices(Int32Array.of(1, 2, 3, 4, 5, 6, 7, 80)).map(({ name }) => name); // ['1-2', '3-4', '5-6', '7-80']
 */
export function lengthSlices(historyLengths: Int32Array): Slice[] {
  const sorted = historyLengths.slice().sort();
  const count = sorted.length;
  const ends = [1, 2, 3, 4].map((quarter) => sorted[Math.ceil((quarter * count) / 4) - 1] ?? 0);
  const slices: Slice[] = [];
  let place = 0;
  for (const last of new Set(ends)) {
    const first = sorted[place] as number;
    while (place < count && (sorted[place] as number) <= last) place += 1;
    const name = first === last ? String(first) : `${first}-${last}`;
    slices.push({
      by: 'history-length',
      name,
      description: `users with ${name.replace('-', ' to ')} events before the target; the groups are cut at the quartiles of all users`,
      includes: (length) => length >= first && length <= last,
    });
  }
  return slices;
}

/** Head and torso end at these shares of all training interactions. */
const HEAD_END = 0.5;
const TORSO_END = 0.8;

/**
 * Targets by their popularity: items are sorted by training interactions, most first. Those that make up the first half
 * of all interactions are the head, those up to 80 % the torso, and all others, including items without interactions,
 * the tail. The start of an item's interactions decides its group; equally popular items are in index order.
 *
 * @example
 * // Interactions 5, 3, 1, 1: item 1 is head, item 2 (from 50 % on) torso, items 3 and 4 (from 80 % on) tail.
 */
export function popularitySlices(popularity: ArrayLike<number>): Slice[] {
  const parts = ['head', 'torso', 'tail'] as const;
  const order = Array.from({ length: popularity.length - 1 }, (_, i) => i + 1).sort(
    (a, b) => (popularity[b] as number) - (popularity[a] as number) || a - b,
  );
  const total = order.reduce((sum, item) => sum + (popularity[item] as number), 0);
  const partOf = new Uint8Array(popularity.length).fill(2);
  const itemsOf = [0, 0, 0];
  let before = 0;
  for (const item of order) {
    const count = popularity[item] as number;
    const part =
      count === 0 || before >= TORSO_END * total ? 2 : before >= HEAD_END * total ? 1 : 0;
    partOf[item] = part;
    itemsOf[part] = (itemsOf[part] ?? 0) + 1;
    before += count;
  }
  const shares = [
    'the first 50 % of training interactions',
    'training interactions from 50 % to 80 %',
    'the last 20 % of training interactions, and items without any',
  ];
  const byShare = parts.map(
    (name, part): Slice => ({
      by: 'popularity',
      name,
      description: `targets among the ${itemsOf[part]} items that make up ${shares[part]}, most popular items first`,
      includes: (_, target) => partOf[target] === part,
    }),
  );
  const cold = order.filter((item) => popularity[item] === 0).length;
  if (cold === 0 || cold === order.length) return byShare;
  return [
    ...byShare,
    {
      by: 'popularity',
      name: 'cold',
      description: `targets among the ${cold} items of the tail without an interaction in training`,
      includes: (_, target) => popularity[target] === 0,
    },
  ];
}

/** Item attributes that hold categories, best first. */
const CATEGORY_ATTRIBUTES = ['genres', 'genre', 'categories', 'category', 'tags', 'tag'] as const;

export interface CategorySliceOptions {
  /** Item attribute that holds the categories. Default: the first of genres, categories and tags that an item has. */
  readonly attribute?: string | undefined;
  /** The most categories; those with most items are kept. Default 30. */
  readonly limit?: number;
}

/**
 * Targets by the category of the item, e.g. its genres; an item with several categories is in several slices. Empty if
 * no item has such an attribute.
 */
export function categorySlices(
  { items }: Catalogue,
  { attribute, limit = 30 }: CategorySliceOptions = {},
): Slice[] {
  const name =
    attribute ??
    CATEGORY_ATTRIBUTES.find((known) => items.some(({ attributes }) => attributes?.[known]));
  if (name === undefined) return [];
  const itemsOf = new Map<string, Set<number>>();
  for (const { index, attributes } of items) {
    const value = attributes?.[name];
    if (value === undefined || value === '') continue;
    for (const category of new Set(typeof value === 'object' ? value : [String(value)])) {
      const members = itemsOf.get(category) ?? new Set();
      itemsOf.set(category, members.add(index));
    }
  }
  return [...itemsOf]
    .sort(([a, as], [b, bs]) => bs.size - as.size || (a < b ? -1 : 1))
    .slice(0, limit)
    .map(([category, members]) => ({
      by: 'category' as const,
      name: category,
      description: `targets among the ${members.size} items whose ${name} include ${category}`,
      includes: (_, target) => members.has(target),
    }));
}

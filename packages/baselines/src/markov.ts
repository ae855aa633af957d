import type { Scorer, Sequences } from '@org/seqrec-data';
import type { Items } from './fit.js';
import { itemScorer } from './item-scorer.js';
import { checkedCounts } from './popularity.js';

export interface MarkovOptions {
  /** Weight of overall popularity against the items that followed the last item, in transitions; above 0. */
  readonly prior: number;
}

/**
 * First-order Markov chain: scores each item by the probability that it follows the last item of the history,
 *
 *   p(j | i) = (n(i → j) + prior · p(j)) / (n(i → ·) + prior),
 *
 * where n counts neighbouring pairs in training and p(j) is the item's share of all interactions (Dirichlet prior, Zhai
 * & Lafferty 2004). It reads only the last event, so it shows how much of a data set's signal is in the last step. An
 * empty history scores by popularity. Scores of a row sum to 1.
 */
export function markov(train: Sequences, { itemCount, prior }: MarkovOptions & Items): Scorer {
  const counts = checkedCounts(train, itemCount);
  const events = Math.max(train.items.length, 1);
  const share = Float32Array.from(counts, (count) => count / events);
  const transitions = countTransitions(train, itemCount);

  return itemScorer('markov', itemCount, (history, row) => {
    row.set(share);
    const last = history.at(-1);
    if (last === undefined) return;
    const from = transitions.offsets[last] as number;
    const to = transitions.offsets[last + 1] as number;
    let total = prior;
    for (let t = from; t < to; t += 1) total += transitions.counts[t] as number;
    for (let item = 1; item <= itemCount; item += 1) {
      row[item] = (prior * (share[item] as number)) / total;
    }
    for (let t = from; t < to; t += 1) {
      const item = transitions.items[t] as number;
      row[item] = (row[item] as number) + (transitions.counts[t] as number) / total;
    }
  });
}

/** The items that follow each item: `items` and `counts` at `offsets[i]..offsets[i + 1] - 1` belong to item i. */
interface Transitions {
  readonly offsets: Int32Array; // [V + 2]
  readonly items: Int32Array;
  readonly counts: Int32Array;
}

function countTransitions(train: Sequences, itemCount: number): Transitions {
  // Encodes each pair as one number: sorting groups them without a hash table of up to V² entries.
  const base = itemCount + 1;
  const { offsets: users, items: events } = train;
  const pairs = new Float64Array(events.length);
  let pairCount = 0;
  for (let user = 0; user + 1 < users.length; user += 1) {
    const end = users[user + 1] as number;
    for (let event = (users[user] as number) + 1; event < end; event += 1) {
      pairs[pairCount] = (events[event - 1] as number) * base + (events[event] as number);
      pairCount += 1;
    }
  }
  const sorted = pairs.subarray(0, pairCount).sort();

  const offsets = new Int32Array(itemCount + 2);
  const items = new Int32Array(pairCount);
  const counts = new Int32Array(pairCount);
  let size = 0;
  let previous = Number.NaN;
  for (const pair of sorted) {
    if (pair !== previous) {
      items[size] = pair % base;
      size += 1;
      const after = Math.floor(pair / base) + 1;
      offsets[after] = (offsets[after] as number) + 1;
      previous = pair;
    }
    counts[size - 1] = (counts[size - 1] as number) + 1;
  }
  for (let item = 1; item < offsets.length; item += 1) {
    offsets[item] = (offsets[item] as number) + (offsets[item - 1] as number);
  }
  return { offsets, items: items.slice(0, size), counts: counts.slice(0, size) };
}

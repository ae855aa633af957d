import {
  applyRules,
  becauseOf,
  type Cause,
  type CheckedRules,
  type ItemBias,
  type Place,
} from '@org/rules';
import { type Caller, nextTurn, type RankQuery, type ServedModel } from '@org/serving';
import type { ModelItems } from './item-host.js';

/** Candidates that are ranked for one list at the most, where caps leave too few. */
const MAX_CANDIDATES = 10_000;

export interface RankedListOptions {
  readonly model: ServedModel;
  readonly items: ModelItems;
  readonly rules: CheckedRules;
  readonly query: RankQuery;
  /** Names the answer; exploration draws by it. */
  readonly seed: string;
  readonly caller: Caller;
}

/** The list that rules allow: by the model, or by popularity where the history holds nothing that the model knows. */
export function rankedList(options: RankedListOptions): Promise<readonly Place[]> {
  const { model, items, rules, query, seed, caller } = options;
  const { table, biases } = items;
  const byPopularity = query.history.items.length === 0;
  const rank = async (bias: ItemBias | undefined, count: number) => {
    const wanted = { ...query, k: count, ...(bias && { bias }) };
    if (byPopularity) {
      // The first look by a bias may be one at all items.
      await nextTurn();
      return model.popularity.best(wanted);
    }
    const [ranked] = await model.rank([wanted], caller);
    if (ranked === undefined) throw new Error('one query got no ranking');
    return ranked;
  };
  const vectors = async (indices: Int32Array) => {
    const values = await model.vectors(indices, caller);
    return { values, width: values.length / indices.length };
  };
  return applyRules({
    ...{ rules, table, biases, rank, vectors, seed, k: query.k, pause: nextTurn },
    maxCandidates: Math.min(table.itemCount, Math.max(query.k, MAX_CANDIDATES)),
  });
}

export interface CausesOptions {
  readonly model: ServedModel;
  readonly query: RankQuery;
  readonly indices: Int32Array;
  readonly last: number;
  readonly caller: Caller;
}

/** Because of which events of the history each item of a list is there. */
export function causesOf(options: CausesOptions): Promise<readonly (readonly Cause[])[]> {
  const { model, query, indices, last, caller } = options;
  return becauseOf({
    ...{ history: query.history, items: indices, last },
    async score(histories, items) {
      const ranked = await model.rank(
        histories.map((history) => ({
          ...{ history, k: items.length, excludeSeen: false, allow: items },
        })),
        caller,
      );
      // What follows takes milliseconds for each of the lists that were scored together.
      await nextTurn();
      const scores = ranked.map((one) => {
        const scoreOf = new Map(Array.from(one.indices, (index, at) => [index, one.scores[at]]));
        return Float32Array.from(items, (index) => scoreOf.get(index) ?? Number.NaN);
      });
      // To sort the causes of each item takes as long again.
      await nextTurn();
      return scores;
    },
  });
}

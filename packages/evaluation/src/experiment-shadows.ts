import { type BootstrapOptions, type PairedBootstrap, pairedBootstrap } from '@org/metrics';
import type { AnsweredList, ExperimentLog } from './experiment-log.js';
import type { ListOutcome } from './list-outcomes.js';
import type { ShadowRecord } from './logged-record.js';
import { sum } from './sum.js';

/** A version that computed beside, on the same requests. */
export interface ShadowResult {
  readonly arm: string;
  readonly lists: number;
  /** Items that both lists have, of those in the list that was answered; the mean. */
  readonly overlap: number;
  /** Medians of the milliseconds of both. */
  readonly ms: { readonly answered: number; readonly shadow: number };
  /**
   * Whether the item of a user's next click or conversion was in the shadow's list, less whether it was in the answered one,
   * by user. People click what they see, which favours the answered list.
   */
  readonly hits?: PairedBootstrap;
}

export function shadowResults(
  { lists, shadows }: ExperimentLog,
  outcomes: ReadonlyMap<string, ListOutcome>,
  options: BootstrapOptions,
): ShadowResult[] {
  const byId = new Map(lists.map((list) => [list.id, list]));
  const names = [...new Set(shadows.map(({ arm }) => arm))].sort();
  return names.map((arm) => {
    const pairs = shadows.flatMap((shadow) => {
      const list = byId.get(shadow.id);
      return shadow.arm === arm && list !== undefined ? [{ shadow, list }] : [];
    });
    const overlaps = pairs
      .filter(({ list }) => list.items.length > 0)
      .map(
        ({ shadow, list }) =>
          list.items.filter((item) => shadow.items.includes(item)).length / list.items.length,
      );
    const hits = userHits(pairs, outcomes);
    return {
      ...{ arm, lists: pairs.length },
      overlap: sum(overlaps) / overlaps.length,
      ms: {
        answered: median(pairs.map(({ list }) => list.ms)),
        shadow: median(pairs.map(({ shadow }) => shadow.ms)),
      },
      ...(hits.shadow.length > 0 && {
        hits: pairedBootstrap(hits.shadow, hits.answered, options),
      }),
    };
  });
}

/** By user with an outcome: the share of outcomes whose item was in each of the two lists. */
function userHits(
  pairs: readonly { readonly shadow: ShadowRecord; readonly list: AnsweredList }[],
  outcomes: ReadonlyMap<string, ListOutcome>,
): { readonly shadow: number[]; readonly answered: number[] } {
  const users = new Map<string, { shadow: number; answered: number; count: number }>();
  for (const { shadow, list } of pairs) {
    const item = outcomes.get(list.id)?.next;
    if (item === undefined) continue;
    const key = JSON.stringify(list.user);
    const own = users.get(key) ?? { shadow: 0, answered: 0, count: 0 };
    own.count += 1;
    own.shadow += Number(shadow.items.includes(item));
    own.answered += Number(list.items.includes(item));
    users.set(key, own);
  }
  const values = [...users.values()];
  return {
    shadow: values.map(({ shadow, count }) => shadow / count),
    answered: values.map(({ answered, count }) => answered / count),
  };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return (
    ((sorted[Math.floor(middle)] ?? Number.NaN) + (sorted[Math.ceil(middle)] ?? Number.NaN)) / 2
  );
}

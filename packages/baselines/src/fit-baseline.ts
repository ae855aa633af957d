import type { Scorer, Sequences } from '@org/seqrec-data';
import type { z } from 'zod';
import { type FitCost, fitSize } from './baseline-cost.js';
import { BaselineError } from './baseline-error.js';
import {
  type BaselineDefinition,
  type BaselineKind,
  type BaselineOptions,
  baselineTable,
} from './baseline-table.js';
import type { Items } from './fit.js';

export interface FitControl {
  /** Called at every pause with the share of the work that is done, in (0, 1]. */
  readonly onProgress?: (share: number) => void;
  /** An abort rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Milliseconds between two pauses, in which other work of the thread runs. Default 50. */
  readonly pauseEvery?: number;
}

/**
 * Fits a baseline to training sequences. Other options have the defaults of {@link baselineTable}. It pauses for other
 * work of the thread several times a second.
 *
 * @throws BaselineError if an option is out of its range, if the sequences hold an item outside 1..V or lack timestamps
 * that the baseline needs, or if there are too many items.
 *
 * @example
 * ```ts
 * const scorer = await fitBaseline('markov', sequencesFromLists([[1, 2], [1, 2], [1, 3]]), { itemCount: 3 });
 * (await scorer.score([{ items: Int32Array.of(1) }])).data;
 * // Float32Array [0, (0 + 3/6) / 4, (2 + 2/6) / 4, (1 + 1/6) / 4]: PAD, items 1..3
 * ```
 */
export async function fitBaseline<Kind extends BaselineKind>(
  kind: Kind,
  train: Sequences,
  { itemCount, ...given }: Items & Partial<BaselineOptions[Kind]>,
  { onProgress, signal, pauseEvery = 50 }: FitControl = {},
): Promise<Scorer> {
  const definition: BaselineDefinition<BaselineOptions[Kind]> = baselineTable[kind];
  const options = completeOptions(kind, given as Partial<BaselineOptions[Kind]>);
  requireFit(definition, train, itemCount);
  const fit = await definition.load();
  const work = fit(train, { ...options, itemCount });
  if ('score' in work) return work;
  for (let paused = performance.now(); ; ) {
    signal?.throwIfAborted();
    const { done, value } = work.next();
    if (done) return value;
    if (performance.now() - paused < pauseEvery) continue;
    onProgress?.(value);
    await new Promise((resolve) => setTimeout(resolve, 0));
    paused = performance.now();
  }
}

/** The approximate cost of {@link fitBaseline} for these sequences. */
export function baselineCost<Kind extends BaselineKind>(
  kind: Kind,
  train: Sequences,
  { itemCount, ...given }: Items & Partial<BaselineOptions[Kind]>,
): FitCost {
  const definition: BaselineDefinition<BaselineOptions[Kind]> = baselineTable[kind];
  const options = completeOptions(kind, given as Partial<BaselineOptions[Kind]>);
  return definition.cost(fitSize(train, itemCount), options);
}

function completeOptions<Kind extends BaselineKind>(
  kind: Kind,
  given: Partial<BaselineOptions[Kind]>,
): BaselineOptions[Kind] {
  const { options }: { options: object } = baselineTable[kind];
  const unknown = Object.keys(given).find((name) => !Object.hasOwn(options, name));
  if (unknown !== undefined) {
    const known = Object.keys(options).join(', ') || 'none';
    throw new BaselineError('invalid-option', `${kind} has no option ${unknown}; it has ${known}`);
  }
  const complete = Object.entries(options).map(([name, option]) => {
    const { schema, default: fallback } = option as { schema: z.ZodType; default: unknown };
    const value = (given as Record<string, unknown>)[name] ?? fallback;
    const parsed = schema.safeParse(value);
    if (parsed.success) return [name, parsed.data];
    const rule = parsed.error.issues[0]?.message.replace(/^[^:]*: /, '') ?? 'not valid';
    throw new BaselineError('invalid-option', `${name} of ${kind}: ${rule}, got ${String(value)}`);
  });
  return Object.fromEntries(complete) as BaselineOptions[Kind];
}

type Limits = Pick<BaselineDefinition<object>, 'label' | 'needs' | 'mostItems'>;

function requireFit(
  { label, needs, mostItems = Number.POSITIVE_INFINITY }: Limits,
  { timestamps }: Sequences,
  itemCount: number,
): void {
  if (!Number.isSafeInteger(itemCount) || itemCount < 1) {
    throw new BaselineError(
      'invalid-option',
      `itemCount must be a whole number of at least 1, got ${itemCount}`,
      { itemCount },
    );
  }
  if (needs.times && timestamps === undefined) {
    throw new BaselineError(
      'no-timestamps',
      `${label} needs timestamps, and the training sequences have none; use popularity instead`,
    );
  }
  if (itemCount > mostItems) {
    throw new BaselineError(
      'too-many-items',
      `${label} is limited to ${mostItems} items, got ${itemCount}; filter rare items, or use item-knn`,
      { itemCount, limit: mostItems },
    );
  }
}

import {
  type AlwaysValid,
  alwaysValid,
  type BootstrapOptions,
  bootstrapIntervals,
  type Estimate,
  type Interval,
  unpairedBootstrap,
  weightedEstimate,
} from '@org/metrics';
import type { AnsweredList } from './experiment-log.js';
import type { ListOutcome } from './list-outcomes.js';
import { sum } from './sum.js';

/** A rate of an arm; users are what varies. */
export interface ArmRate extends Interval {
  /** Lists or users with such an event. */
  readonly count: number;
}

export interface ArmResult {
  readonly arm: string;
  readonly versions: readonly string[];
  readonly users: number;
  readonly lists: number;
  /** Lists that led to a click, of all lists. */
  readonly clickRate: ArmRate;
  /** Users with a conversion that a list led to, of all users. */
  readonly conversionRate: ArmRate;
}

/** A difference between two arms, which have other users. */
export interface ArmDifference {
  /** The arm's rate minus the first arm's. */
  readonly difference: number;
  readonly low: number;
  readonly high: number;
  /** For one look, at a time that was chosen beforehand. */
  readonly pValue: number;
  /** For as many looks as one likes. */
  readonly anytime: AlwaysValid;
}

interface UserOutcome {
  readonly arm: string;
  readonly versions: Set<string>;
  lists: number;
  clicked: number;
  converted: boolean;
}

export interface ComparisonOptions extends BootstrapOptions {
  /** The size of difference that is looked for, of both rates; see `alwaysValid`. */
  readonly tau: number;
}

/** The outcomes of users with lists of one arm. */
export function outcomesByUser(
  lists: readonly AnsweredList[],
  outcomes: ReadonlyMap<string, ListOutcome>,
): { readonly users: readonly UserOutcome[]; readonly usersOfSeveralArms: number } {
  const users = new Map<string, UserOutcome>();
  const mixed = new Set<string>();
  for (const { user, arm = '', version, id } of lists) {
    const key = JSON.stringify(user);
    const own = users.get(key) ?? {
      ...{ arm, versions: new Set<string>() },
      ...{ lists: 0, clicked: 0, converted: false },
    };
    users.set(key, own);
    if (own.arm !== arm) mixed.add(key);
    const outcome = outcomes.get(id);
    own.versions.add(version);
    own.lists += 1;
    own.clicked += Number(outcome?.clicked ?? false);
    own.converted ||= outcome?.converted ?? false;
  }
  for (const key of mixed) users.delete(key);
  return { users: [...users.values()], usersOfSeveralArms: mixed.size };
}

/** One arm, with a value for each user. */
export interface ArmColumns {
  readonly arm: string;
  readonly versions: readonly string[];
  readonly users: number;
  /** By user. */
  readonly lists: Float64Array;
  /** The share of a user's lists that led to a click. */
  readonly clicked: Float64Array;
  /** 1 for a user with a conversion. */
  readonly converted: Float64Array;
}

export function armColumns(arm: string, users: readonly UserOutcome[]): ArmColumns {
  return {
    ...{ arm, users: users.length },
    versions: [...new Set(users.flatMap(({ versions }) => [...versions]))],
    lists: Float64Array.from(users, ({ lists }) => lists),
    clicked: Float64Array.from(users, ({ clicked, lists }) => clicked / lists),
    converted: Float64Array.from(users, ({ converted }) => Number(converted)),
  };
}

const NO_RATE: ArmRate = { mean: Number.NaN, low: Number.NaN, high: Number.NaN, count: 0 };

export function armResult(columns: ArmColumns, options: BootstrapOptions): ArmResult {
  const { arm, versions, users, lists, clicked, converted } = columns;
  const total = sum(lists);
  if (users === 0) {
    return { arm, versions, users, lists: 0, clickRate: NO_RATE, conversionRate: NO_RATE };
  }
  const { clickRate } = bootstrapIntervals({ clickRate: clicked }, { ...options, weights: lists });
  const { conversionRate } = bootstrapIntervals({ conversionRate: converted }, options);
  return {
    ...{ arm, versions, users, lists: total },
    clickRate: { ...clickRate, count: Math.round(clickRate.mean * total) },
    conversionRate: { ...conversionRate, count: sum(converted) },
  };
}

export function differenceOf(
  arm: ArmColumns,
  base: ArmColumns,
  column: 'clicked' | 'converted',
  options: ComparisonOptions,
): ArmDifference {
  const sample = (of: ArmColumns) => ({
    values: of[column],
    ...(column === 'clicked' && { weights: of.lists }),
  });
  const { tau, level } = options;
  const estimate = (of: ArmColumns) =>
    weightedEstimate(of[column], column === 'clicked' ? of.lists : undefined);
  return {
    ...unpairedBootstrap(sample(arm), sample(base), options),
    anytime: alwaysValid(minus(estimate(arm), estimate(base)), {
      tau,
      ...(level !== undefined && { level }),
    }),
  };
}

function minus(a: Estimate, b: Estimate): Estimate {
  return {
    mean: a.mean - b.mean,
    standardError: Math.hypot(a.standardError, b.standardError),
  };
}

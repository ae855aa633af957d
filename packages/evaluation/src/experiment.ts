import {
  type AlwaysValid,
  alwaysValid,
  bootstrapIntervals,
  type Estimate,
  type Interval,
  type PairedBootstrap,
  pairedBootstrap,
  unpairedBootstrap,
  weightedEstimate,
} from '@org/metrics';
import { EvaluationError } from './error.js';
import type { LoggedRecord, RecommendedRecord, ShadowRecord } from './logged-record.js';

type Id = string | number;

/** What a user did, as the store of events has it. */
export interface OutcomeEvent {
  readonly user: Id;
  readonly item: Id;
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly type: string;
  readonly recommendationId?: string | undefined;
}

export interface ExperimentOptions {
  /** The experiment to measure. Default: the one of the newest record. */
  readonly experiment?: string | undefined;
  /** The arm that the others are compared with. Default `current`, or the first by name where there is none. */
  readonly base?: string | undefined;
  /** Types of events that count as a click. */
  readonly clicks: readonly string[];
  /** Types of events that count as a conversion. */
  readonly conversions: readonly string[];
  /** An event counts for a list that is at most so many milliseconds older. */
  readonly window: number;
  /** The size of difference that is looked for, of both rates; see `alwaysValid`. */
  readonly tau: number;
  readonly seed: number;
  readonly resamples?: number;
  readonly level?: number;
}

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
  /** Of the arm's rate and that of the first arm. */
  readonly difference: number;
  readonly low: number;
  readonly high: number;
  /** For one look, at a time that was chosen beforehand. */
  readonly pValue: number;
  /** For as many looks as one likes. */
  readonly anytime: AlwaysValid;
}

export interface ArmComparison {
  readonly arm: string;
  readonly base: string;
  readonly clickRate: ArmDifference;
  readonly conversionRate: ArmDifference;
}

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

export interface ExperimentResult {
  readonly experiment: string;
  /** Whether lists count that were reported as shown, or all that were answered as none was reported. */
  readonly counted: 'shown' | 'recommended';
  /** Milliseconds since 1970, of the first and the last list. */
  readonly from: number;
  readonly to: number;
  readonly arms: readonly ArmResult[];
  /** Each arm with the first one. */
  readonly comparisons: readonly ArmComparison[];
  readonly shadows: readonly ShadowResult[];
  /** Users who got lists of several arms, as weights changed; they count for none. */
  readonly usersOfSeveralArms: number;
}

interface UserOutcome {
  readonly arm: string;
  readonly versions: Set<string>;
  lists: number;
  clicked: number;
  converted: boolean;
}

/**
 * Measures an experiment: click-through and conversion of each arm, from the log of recommendations and the events that
 * followed. An event counts for the list that it names by `recommendationId`, else for the user's newest list that holds its
 * item; of a list the first click counts, and of a user the first conversion.
 *
 * @throws EvaluationError `invalid-option` where the log has no list of the experiment.
 */
export function measureExperiment(
  records: Iterable<LoggedRecord>,
  events: Iterable<OutcomeEvent>,
  options: ExperimentOptions,
): ExperimentResult {
  const log = readLog(records, options.experiment);
  const { lists, counted, experiment } = log;
  const outcomes = attribute(lists, events, options);
  const { users, usersOfSeveralArms } = byUser(lists, outcomes);
  const names = [...new Set(lists.map(({ arm }) => arm ?? ''))];
  const isBase = (arm: string) => Number(arm === (options.base ?? 'current'));
  names.sort((a, b) => isBase(b) - isBase(a) || (a < b ? -1 : 1));
  const arms = names.map((arm) =>
    armColumns(
      arm,
      users.filter((user) => user.arm === arm),
    ),
  );
  const [base, ...others] = arms;
  const times = lists.map(({ time }) => time);
  return {
    ...{ experiment, counted, usersOfSeveralArms },
    from: times.reduce((a, b) => Math.min(a, b)),
    to: times.reduce((a, b) => Math.max(a, b)),
    arms: arms.map((arm) => armResult(arm, options)),
    comparisons:
      base === undefined
        ? []
        : others.flatMap((arm) => {
            if (arm.users < 2 || base.users < 2) return [];
            return [
              {
                ...{ arm: arm.arm, base: base.arm },
                clickRate: differenceOf(arm, base, 'clicked', options),
                conversionRate: differenceOf(arm, base, 'converted', options),
              },
            ];
          }),
    shadows: shadowResults(log, outcomes, options),
  };
}

interface Log {
  readonly experiment: string;
  readonly counted: ExperimentResult['counted'];
  /** Of users, each id once, oldest first. */
  readonly lists: readonly (RecommendedRecord & { readonly user: Id })[];
  readonly shadows: readonly ShadowRecord[];
}

function readLog(records: Iterable<LoggedRecord>, wanted: string | undefined): Log {
  const all = new Map<string, RecommendedRecord>();
  const shown = new Map<string, readonly Id[] | undefined>();
  const shadows: ShadowRecord[] = [];
  let newest: RecommendedRecord | undefined;
  for (const record of records) {
    if (record.kind === 'shown') shown.set(record.id, record.items);
    else if (record.kind === 'shadow') shadows.push(record);
    else if (record.experiment !== undefined && record.user !== undefined) {
      all.set(record.id, record);
      if (newest === undefined || record.time > newest.time) newest = record;
    }
  }
  const experiment = wanted ?? newest?.experiment ?? '';
  const answered = [...all.values()].filter(
    (record): record is RecommendedRecord & { readonly user: Id } =>
      record.experiment === experiment && record.user !== undefined,
  );
  if (answered.length === 0) {
    const known = [...new Set([...all.values()].map((record) => record.experiment))];
    throw new EvaluationError(
      'invalid-option',
      wanted === undefined || known.length === 0
        ? 'the log has no list of an experiment for a user'
        : `the log has no list of the experiment ${wanted}: it has those of ${known.join(', ')}`,
    );
  }
  const reported = answered.filter(({ id }) => shown.has(id));
  const counted = reported.length > 0 ? 'shown' : 'recommended';
  const lists = (counted === 'shown' ? reported : answered)
    .map((record) => ({ ...record, items: shown.get(record.id) ?? record.items }))
    .sort((a, b) => a.time - b.time);
  const ids = new Set(lists.map(({ id }) => id));
  return { experiment, counted, lists, shadows: shadows.filter(({ id }) => ids.has(id)) };
}

interface Outcome {
  clicked: boolean;
  converted: boolean;
  /** The item of the user's first click or conversion after this list and before the next one, on it or not. */
  next?: Id;
}

/** What each list led to, by its id. */
function attribute(
  lists: Log['lists'],
  events: Iterable<OutcomeEvent>,
  { clicks, conversions, window }: ExperimentOptions,
): Map<string, Outcome> {
  const byId = new Map(lists.map((list) => [list.id, list]));
  const byUser = new Map<string, Log['lists'][number][]>();
  for (const list of lists) {
    const key = JSON.stringify(list.user);
    const own = byUser.get(key);
    if (own === undefined) byUser.set(key, [list]);
    else own.push(list);
  }
  const outcomes = new Map<string, Outcome>();
  const outcomeOf = (id: string) => {
    const outcome = outcomes.get(id) ?? { clicked: false, converted: false };
    outcomes.set(id, outcome);
    return outcome;
  };
  const isLater = (event: OutcomeEvent, time: number) =>
    event.time >= time && event.time <= time + window;
  for (const event of events) {
    const click = clicks.includes(event.type);
    const conversion = conversions.includes(event.type);
    if (!click && !conversion) continue;
    const own = byUser.get(JSON.stringify(event.user));
    const newest = own?.findLast(({ time }) => isLater(event, time));
    if (newest !== undefined) outcomeOf(newest.id).next ??= event.item;
    const named =
      event.recommendationId === undefined ? undefined : byId.get(event.recommendationId);
    const list =
      named ??
      own?.findLast(({ time, items }) => isLater(event, time) && items.includes(event.item));
    if (list === undefined || !isLater(event, list.time)) continue;
    const outcome = outcomeOf(list.id);
    outcome.clicked ||= click;
    outcome.converted ||= conversion;
  }
  return outcomes;
}

function byUser(lists: Log['lists'], outcomes: ReadonlyMap<string, Outcome>) {
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

interface ArmColumns {
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

function armColumns(arm: string, users: readonly UserOutcome[]): ArmColumns {
  return {
    ...{ arm, users: users.length },
    versions: [...new Set(users.flatMap(({ versions }) => [...versions]))],
    lists: Float64Array.from(users, ({ lists }) => lists),
    clicked: Float64Array.from(users, ({ clicked, lists }) => clicked / lists),
    converted: Float64Array.from(users, ({ converted }) => Number(converted)),
  };
}

const NO_RATE: ArmRate = { mean: Number.NaN, low: Number.NaN, high: Number.NaN, count: 0 };

function armResult(columns: ArmColumns, options: ExperimentOptions): ArmResult {
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

function differenceOf(
  arm: ArmColumns,
  base: ArmColumns,
  column: 'clicked' | 'converted',
  options: ExperimentOptions,
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

function shadowResults(
  { lists, shadows }: Log,
  outcomes: ReadonlyMap<string, Outcome>,
  options: ExperimentOptions,
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
  pairs: readonly { readonly shadow: ShadowRecord; readonly list: Log['lists'][number] }[],
  outcomes: ReadonlyMap<string, Outcome>,
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

function sum(values: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < values.length; i += 1) total += values[i] as number;
  return total;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return (
    ((sorted[Math.floor(middle)] ?? Number.NaN) + (sorted[Math.ceil(middle)] ?? Number.NaN)) / 2
  );
}

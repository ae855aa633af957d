import {
  type BootstrapOptions,
  holm,
  type MetricKey,
  pairedBootstrap,
  wilcoxonSignedRank,
} from '@org/metrics';
import type { ExternalId } from '@org/seqrec-data';
import { EvaluationError } from './error.js';
import type { EvaluationFile, ProtocolRecord } from './evaluation-schema.js';
import type { PerUserResults } from './per-user-file.js';

/** A scorer's values by user, and its label. */
export interface Contestant {
  readonly label: string;
  readonly results: PerUserResults;
  readonly scorer: string;
}

/** One metric of two contestants on the users that both have. */
export interface Comparison {
  readonly metric: MetricKey;
  readonly first: string;
  readonly other: string;
  readonly users: number;
  /** The means of the first and of the other. */
  readonly means: readonly [number, number];
  /** The mean of first - other over users; `low` and `high` are its paired bootstrap interval. */
  readonly difference: number;
  readonly low: number;
  readonly high: number;
  /** The paired bootstrap test of equal means. */
  readonly bootstrap: TestedP;
  /** Wilcoxon's signed-rank test of differences that are symmetric about 0. */
  readonly wilcoxon: TestedP & { readonly effectSize: number };
  /** The number of users with a higher value of the first; `ties` and `losses` count equal and lower values. */
  readonly wins: number;
  readonly ties: number;
  readonly losses: number;
}

export interface TestedP {
  readonly pValue: number;
  /** After Holm's correction over all comparisons of the call. */
  readonly adjusted: number;
}

export interface CompareOptions extends BootstrapOptions {
  readonly metrics: readonly MetricKey[];
}

/**
 * Compares a contestant with each of the others, user by user. Differences are first - other, so the first is better
 * above 0. Both tests are paired, so the variation between users does not matter. They do not cover the variation
 * between training seeds.
 *
 * @throws EvaluationError `invalid-option` if two have no user in common, have different targets, or lack a metric.
 */
export function compare(
  first: Contestant,
  others: readonly Contestant[],
  { metrics, ...bootstrap }: CompareOptions,
): Comparison[] {
  const drafts = others.flatMap((other) => {
    const users = sharedUsers(first, other);
    return metrics.map((metric) => {
      const a = valuesOf(first, metric, users.first);
      const b = valuesOf(other, metric, users.other);
      const names = { metric, first: first.label, other: other.label, users: a.length };
      return { ...names, ...paired(a, b, bootstrap) };
    });
  });
  const byBootstrap = holm(drafts.map((draft) => draft.bootstrap.pValue));
  const byWilcoxon = holm(drafts.map((draft) => draft.wilcoxon.pValue));
  return drafts.map((draft, test) => ({
    ...draft,
    bootstrap: { ...draft.bootstrap, adjusted: byBootstrap[test] as number },
    wilcoxon: { ...draft.wilcoxon, adjusted: byWilcoxon[test] as number },
  }));
}

function paired(a: Float64Array, b: Float64Array, options: BootstrapOptions) {
  const { difference, low, high, pValue } = pairedBootstrap(a, b, options);
  const wilcoxon = wilcoxonSignedRank(a, b);
  const differences = a.map((value, user) => value - (b[user] as number));
  const count = (sign: number) => differences.filter((value) => Math.sign(value) === sign).length;
  return {
    means: [mean(a), mean(b)] as const,
    ...{ difference, low, high },
    bootstrap: { pValue },
    wilcoxon: { pValue: wilcoxon.pValue, effectSize: wilcoxon.effectSize },
    ...{ wins: count(1), ties: count(0), losses: count(-1) },
  };
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The indices of the users that both have, in the order of the first. */
function sharedUsers(first: Contestant, other: Contestant) {
  const places = new Map(other.results.userIds.map((id, place) => [userKey(id), place]));
  const shared: { first: number[]; other: number[] } = { first: [], other: [] };
  for (const [place, id] of first.results.userIds.entries()) {
    const twin = places.get(userKey(id));
    if (twin === undefined) continue;
    if (!sameTargets(first.results, place, other.results, twin)) {
      throw new EvaluationError(
        'invalid-option',
        `${first.label} and ${other.label} have different targets for user ${JSON.stringify(id)}: their items or splits differ`,
      );
    }
    shared.first.push(place);
    shared.other.push(twin);
  }
  if (shared.first.length > 0) return shared;
  throw new EvaluationError(
    'invalid-option',
    `${first.label} and ${other.label} have no user in common`,
  );
}

/** `5` and `'5'` are different users. */
function userKey(id: ExternalId): string {
  return JSON.stringify(id);
}

function sameTargets(a: PerUserResults, i: number, b: PerUserResults, j: number): boolean {
  const own = a.targets.subarray(a.offsets[i], a.offsets[i + 1]);
  const others = b.targets.subarray(b.offsets[j], b.offsets[j + 1]);
  return own.length === others.length && own.every((target, t) => target === others[t]);
}

function valuesOf(
  { label, results, scorer }: Contestant,
  metric: MetricKey,
  users: readonly number[],
): Float64Array {
  const values = results.scorers.find((one) => one.scorer === scorer)?.values;
  const column = values?.[metric];
  if (column !== undefined) return Float64Array.from(users, (user) => column[user] as number);
  const known = Object.keys(values ?? {}).join(', ');
  throw new EvaluationError('invalid-option', `${label} has no ${metric}; it has ${known}`);
}

/** A result, and the protocol to compare. */
export interface Measured {
  readonly label: string;
  readonly file: EvaluationFile;
  readonly protocol: ProtocolRecord;
}

/**
 * Why the numbers of two results cannot be compared, in a sentence; undefined if they can. They can if data, filters,
 * split and ranking are the same.
 */
export function incomparable(a: Measured, b: Measured): string | undefined {
  const facts: readonly (readonly [string, (measured: Measured) => unknown])[] = [
    ['the filtering of the data', ({ file }) => file.dataset.filters],
    ['the data, by its hash', ({ file }) => file.dataset.contentHash],
    ['the split', ({ file }) => file.split],
    ['the ranking', ({ protocol }) => protocol.ranking],
    ['the number of negatives', ({ protocol }) => protocol.negatives],
    ['the seed of the negatives', ({ protocol }) => protocol.seed],
    ['the number of items ranked', ({ protocol }) => protocol.itemCount],
    ['whether the history is left out', ({ protocol }) => protocol.excludeSeen],
    ['the order of ties', ({ protocol }) => protocol.ties],
  ];
  for (const [what, of] of facts) {
    const [one, other] = [canonical(of(a)), canonical(of(b))];
    if (one === other) continue;
    return `${a.label} and ${b.label} cannot be compared: ${what} differs, ${one} and ${other}`;
  }
  return undefined;
}

/** JSON with keys in order, so that equal values are equal texts. */
function canonical(value: unknown): string {
  return (
    JSON.stringify(value, (_, inner: unknown) =>
      typeof inner === 'object' && inner !== null && !Array.isArray(inner)
        ? Object.fromEntries(Object.entries(inner).sort(([x], [y]) => (x < y ? -1 : 1)))
        : inner,
    ) ?? 'none'
  );
}

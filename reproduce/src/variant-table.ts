import { type EvaluationFile, readEvaluation, readPerUser } from '@org/evaluation';
import { bootstrapInterval } from '@org/metrics';
import { Problem } from './problem.js';

export interface RunOfTable {
  /** What sets the run apart. */
  readonly variant: string;
  readonly seed: number;
  readonly directory: string;
}

const METRIC = 'ndcg@10';
const SLICES = ['head', 'torso', 'tail', 'cold'];

interface Measured {
  readonly seeds: number;
  /** The metric of each user, the mean over seeds. */
  readonly users: Float64Array;
  readonly hitRates: readonly number[];
  /** The metric of each slice by seed. */
  readonly slices: ReadonlyMap<string, readonly number[]>;
  /** Users of each slice. */
  readonly sizes: ReadonlyMap<string, number>;
}

/** Runs of all variants and seeds, as a table in Markdown. */
export interface ComparedVariants {
  readonly table: string;
  readonly runs: number;
  /** Processor time of all cores, without runs that were finished before. */
  readonly cpuSeconds: number;
}

export interface VariantTableOptions {
  /** The head of the column of variants. */
  readonly head: string;
  /** The variant with which the others are compared. */
  readonly base: string;
}

/**
 * NDCG@10 by variant, in Markdown: with the 95 % interval over users of the mean over seeds; the difference to the base,
 * paired by user; and by popularity, with the standard deviation over seeds.
 */
export async function variantTable(
  runs: readonly RunOfTable[],
  { head, base: baseName }: VariantTableOptions,
): Promise<string> {
  const byVariant = new Map<string, Measured>();
  for (const variant of new Set(runs.map((run) => run.variant))) {
    const own = runs.filter((run) => run.variant === variant);
    byVariant.set(variant, await measured(own));
  }
  const base = byVariant.get(baseName);
  const [{ sizes } = { sizes: new Map<string, number>() }] = byVariant.values();
  const slices = SLICES.filter((name) => sizes.has(name));
  const header = [
    ...[head, 'seeds', 'HR@10', 'NDCG@10', `less that of ${baseName}`],
    ...slices.map((name) => `${name} (${sizes.get(name)} users)`),
  ];
  const rows = [...byVariant].map(([variant, own]) => [
    ...[variant, String(own.seeds), spread(own.hitRates), interval(own.users)],
    base === undefined || base === own
      ? ''
      : interval(own.users.map((value, user) => value - (base.users[user] ?? 0))),
    ...slices.map((name) => spread(own.slices.get(name) ?? [])),
  ]);
  return [header, header.map(() => '---'), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

async function measured(runs: readonly RunOfTable[]): Promise<Measured> {
  const hitRates: number[] = [];
  const slices = new Map<string, number[]>();
  const sizes = new Map<string, number>();
  let users: Float64Array | undefined;
  for (const { directory } of runs) {
    const file = await readEvaluation(directory);
    const [protocol, scorer] = modelOf(file, directory);
    hitRates.push(scorer.metrics['hitRate@10']?.mean ?? Number.NaN);
    for (const { by, name, users: count, metrics } of scorer.slices ?? []) {
      if (by !== 'popularity') continue;
      slices.set(name, [...(slices.get(name) ?? []), metrics[METRIC]?.mean ?? Number.NaN]);
      sizes.set(name, count);
    }
    const perUser = await readPerUser(directory, protocol);
    const values = perUser.scorers.find((one) => one.scorer === scorer.scorer)?.values[METRIC];
    if (values === undefined) throw new Problem(`${directory} has no ${METRIC} of users`);
    users ??= new Float64Array(values.length);
    if (values.length !== users.length) throw new Problem('the runs tested different users');
    users = users.map((sum, user) => sum + (values[user] as number) / runs.length);
  }
  return { seeds: runs.length, users: users ?? new Float64Array(), hitRates, slices, sizes };
}

function modelOf({ protocols }: EvaluationFile, directory: string) {
  const [protocol] = protocols;
  const scorer = protocol?.scorers.find(({ role }) => role === 'model');
  if (protocol === undefined || scorer === undefined) {
    throw new Problem(`${directory} holds no result of a model`);
  }
  return [protocol, scorer] as const;
}

/** The mean with its 95 % interval over users. */
function interval(values: Float64Array): string {
  const { mean, low, high } = bootstrapInterval(values, { resamples: 2000, seed: 1 });
  return `${mean.toFixed(4)} [${low.toFixed(4)}, ${high.toFixed(4)}]`;
}

/** The mean, and the sample standard deviation of several values. */
function spread(values: readonly number[]): string {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  if (values.length < 2) return mean.toFixed(4);
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return `${mean.toFixed(4)} ± ${Math.sqrt(squares / (values.length - 1)).toFixed(4)}`;
}

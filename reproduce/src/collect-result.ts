import { type EvaluationFile, readEvaluation, type ScorerRecord } from '@org/evaluation';
import { Problem } from './problem.js';
import type { Result } from './result.js';
import type { NamedRow } from './row.js';
import type { Session } from './sessions.js';
import { readTrainingLog } from './training-log.js';

export interface FinishedRun {
  /** The run's directory. */
  readonly run: string;
  readonly seed: number;
  readonly settings: Readonly<Record<string, unknown>>;
  /** At least one session. */
  readonly sessions: readonly Session[];
}

/** Collects the result of a row's finished run from its directory. */
export async function collectResult(row: NamedRow, finished: FinishedRun): Promise<Result> {
  const { run, seed, settings, sessions } = finished;
  const evaluation = await readEvaluation(run);
  const { createdAt, dataset, engine, versions } = evaluation;
  return {
    formatVersion: 1,
    row: row.name,
    seed,
    createdAt,
    command: `pnpm reproduce ${row.name} --seed ${seed}`,
    ...numbers(row, evaluation),
    ...use(row, sessions),
    ...('train' in row ? { training: readTrainingLog(run) } : {}),
    settings,
    dataset: { contentHash: dataset.contentHash, counts: { ...dataset.counts } },
    ...('baseline' in row
      ? {}
      : { engine: { name: engine.name, package: engine.package, version: engine.version } }),
    versions: { ...versions },
  };
}

function numbers(
  { name, protocol: wanted }: NamedRow,
  { protocols, split }: EvaluationFile,
): Pick<Result, 'test' | 'protocol' | 'popularity'> {
  const protocol = protocols.find((each) => each.name === wanted);
  const [scorer] = protocol?.scorers ?? [];
  if (protocol === undefined || scorer === undefined) {
    throw new Problem(`the run of ${name} holds no result under the protocol ${wanted}`);
  }
  const { users, itemCount, excludeSeen, ties, negatives } = protocol;
  const popularity = protocol.scorers.find(
    (each) => each.role === 'baseline' && each.scorer === 'popularity',
  );
  return {
    test: rounded(scorer),
    protocol: {
      name: protocol.name,
      split: split.kind,
      ...{ users, itemCount, excludeSeen, ties },
      ...(negatives === undefined ? {} : { negatives }),
    },
    ...(popularity === undefined ? {} : { popularity: rounded(popularity) }),
  };
}

/** Rounds, because one user more or less changes the fourth digit. */
function rounded({ metrics }: ScorerRecord): Result['test'] {
  return Object.fromEntries(
    Object.entries(metrics).map(([key, { mean, low, high }]) => [
      key,
      { mean: digits(mean), low: digits(low), high: digits(high) },
    ]),
  );
}

function digits(value: number): number {
  return Number(value.toFixed(5));
}

function use(
  { name }: NamedRow,
  sessions: readonly Session[],
): Pick<Result, 'wallSeconds' | 'cpuSeconds' | 'peakRssMib' | 'sessions' | 'machine'> {
  const last = sessions.at(-1);
  if (last === undefined) {
    throw new Problem(`how long the run of ${name} took is not known: run it again with --fresh`);
  }
  const peaks = sessions.flatMap(({ peakRssMib }) => peakRssMib ?? []);
  const cpu = sessions.flatMap(({ cpuSeconds }) => cpuSeconds ?? []);
  return {
    wallSeconds: sum(sessions.map(({ seconds }) => seconds)),
    ...(cpu.length < sessions.length ? {} : { cpuSeconds: sum(cpu) }),
    ...(peaks.length === 0 ? {} : { peakRssMib: Math.max(...peaks) }),
    sessions: sessions.length,
    machine: last.machine,
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

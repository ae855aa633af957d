import { median } from '../median.js';
import type { NamedConfiguration } from './configuration.js';
import type { Contender } from './contender.js';

/** The measurement of one process, which it prints as its last line. */
export interface Run {
  readonly msPerStep: number;
  /** Processor time of all threads, including busy waiting. */
  readonly cpuMsPerStep: number;
  readonly firstStepMs: number;
  /** Ours: the first step of a second batch shape, and the step after it. */
  readonly laterShapeMs?: number;
  readonly laterShapeNextMs?: number;
  readonly sequencesPerSecond: number;
  readonly peakRssMiB: number;
  readonly versions: Readonly<Record<string, string>>;
}

/** The runs of one contender, one for each round. */
export interface Measurement {
  readonly contender: Contender;
  readonly runs: readonly Run[];
}

export interface Summary {
  readonly name: string;
  readonly about: string;
  readonly msPerStep: number;
  readonly sequencesPerSecond: number;
  readonly peakRssMiB: number;
  readonly cpuMsPerStep: number;
  readonly firstStepMs: number;
  /** Ours: the extra time of the first step of the first shape and of a later shape, over a compiled step. */
  readonly compileMs?: number;
  readonly laterCompileMs?: number;
  /** Our speed over this contender's: by the medians, and by each round. */
  readonly oursTimes?: number;
  readonly oursTimesByRound?: readonly number[];
  readonly msPerStepByRound: readonly number[];
}

/** Medians over rounds, and ours compared with each contender. */
export function summarize(measurements: readonly Measurement[]): readonly Summary[] {
  const ours = measurements.find(({ contender }) => contender.side === 'ours')?.runs ?? [];
  return measurements.map(({ contender: { name, about, side }, runs }) => {
    const of = (value: (run: Run) => number) => median(runs.map(value));
    const msPerStep = of((run) => run.msPerStep);
    return {
      name,
      about,
      msPerStep: round(msPerStep),
      sequencesPerSecond: round(of((run) => run.sequencesPerSecond)),
      peakRssMiB: round(of((run) => run.peakRssMiB)),
      cpuMsPerStep: round(of((run) => run.cpuMsPerStep)),
      firstStepMs: round(of((run) => run.firstStepMs)),
      ...(side === 'ours'
        ? {
            compileMs: round(of((run) => run.firstStepMs - run.msPerStep)),
            laterCompileMs: round(
              of((run) => (run.laterShapeMs ?? Number.NaN) - (run.laterShapeNextMs ?? 0)),
            ),
          }
        : {
            oursTimes: round(msPerStep / median(ours.map((run) => run.msPerStep)), 3),
            oursTimesByRound: runs.map((run, i) =>
              round(run.msPerStep / (ours[i]?.msPerStep ?? Number.NaN), 3),
            ),
          }),
      msPerStepByRound: runs.map((run) => round(run.msPerStep)),
    };
  });
}

export interface Verdict {
  /** The fastest PyTorch with our shortcut. */
  readonly fairest: string;
  /** Our sequences per second over its. */
  readonly times: number;
  readonly timesByRound: readonly number[];
  readonly goal: number;
  /** Our peak memory over the smallest of theirs. */
  readonly memoryShare: number;
  /** Our sequences per second over those of PyTorch as such models are usually written, if measured. */
  readonly timesUsual?: number;
}

export function judge(
  { goal }: NamedConfiguration,
  measurements: readonly Measurement[],
): Verdict | undefined {
  const summaries = summarize(measurements);
  const ofSide = (wanted: Contender['side']) =>
    summaries.filter((_, i) => measurements[i]?.contender.side === wanted);
  const fair = ofSide('fair');
  const [best] = fair.toSorted((a, b) => a.msPerStep - b.msPerStep);
  const [ours] = ofSide('ours');
  const [usual] = ofSide('usual');
  if (best?.oursTimes === undefined || ours === undefined) return undefined;
  const leastMemory = Math.min(...fair.map(({ peakRssMiB }) => peakRssMiB));
  return {
    fairest: best.name,
    times: best.oursTimes,
    timesByRound: best.oursTimesByRound ?? [],
    goal,
    memoryShare: round(ours.peakRssMiB / leastMemory, 3),
    ...(usual?.oursTimes === undefined ? {} : { timesUsual: usual.oursTimes }),
  };
}

function round(value: number, digits = 1): number {
  return Number(value.toFixed(digits));
}

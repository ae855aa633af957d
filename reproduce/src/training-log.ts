import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** The summary of a run's `events.jsonl`. Epochs count from 1. */
export interface TrainingLog {
  readonly parameters: number;
  readonly epochs: number;
  readonly steps: number;
  readonly stepsPerEpoch: number;
  readonly reason: string;
  /** The epoch with the tested weights: the best on validation. */
  readonly bestEpoch?: number;
  /** Median seconds of an epoch, without its validation. */
  readonly epochSeconds?: number;
  /** Median seconds of a validation. */
  readonly validationSeconds?: number;
  /** The metrics of each validation, by epoch. */
  readonly validation: {
    readonly 'ndcg@10': Readonly<Record<string, number>>;
    readonly 'hitRate@10': Readonly<Record<string, number>>;
  };
  /** Mean training loss by epoch, thinned to at most 40 epochs. */
  readonly loss: Readonly<Record<string, number>>;
}

const event = z.looseObject({ time: z.iso.datetime(), type: z.string() });
const started = z.object({ parameters: z.number(), batchesPerEpoch: z.number() });
const epoch = z.object({ epoch: z.number(), loss: z.number() });
const evaluation = z.object({
  epoch: z.number(),
  seconds: z.number(),
  metrics: z.object({ 'ndcg@10': z.number(), 'hitRate@10': z.number() }),
});
const done = z.object({
  outcome: z.object({
    reason: z.string(),
    steps: z.number(),
    bestEpoch: z.number().optional(),
  }),
});

const mostLosses = 40;

/** Reads the log of a finished run. */
export function readTrainingLog(run: string): TrainingLog {
  return summarize(readFileSync(join(run, 'events.jsonl'), 'utf8'));
}

export function summarize(log: string): TrainingLog {
  // A kill may leave half a line; the next session repeats that event.
  const events = log.split('\n').flatMap((line) => parsed(line) ?? []);
  let start = { parameters: 0, batchesPerEpoch: 0 };
  let outcome: z.infer<typeof done>['outcome'] | undefined;
  // A resumed run repeats the events since its checkpoint; the last one counts.
  const losses = new Map<number, number>();
  const validations = new Map<number, z.infer<typeof evaluation>['metrics']>();
  const epochSeconds: number[] = [];
  const validationSeconds: number[] = [];
  let epochFrom: number | undefined;
  for (const each of events) {
    const at = Date.parse(each.time);
    switch (each.type) {
      case 'started':
        start = started.parse(each);
        epochFrom = undefined;
        break;
      case 'epoch': {
        const { epoch: index, loss } = epoch.parse(each);
        losses.set(index + 1, loss);
        if (epochFrom !== undefined) epochSeconds.push((at - epochFrom) / 1000);
        epochFrom = at;
        break;
      }
      case 'evaluation': {
        const { epoch: index, metrics, seconds } = evaluation.parse(each);
        validations.set(index + 1, metrics);
        validationSeconds.push(seconds);
        epochFrom = at;
        break;
      }
      case 'checkpoint':
        if (epochFrom !== undefined) epochFrom = at;
        break;
      case 'done':
        outcome = done.parse(each).outcome;
        break;
    }
  }
  if (outcome === undefined) throw new RangeError('the log has no end');
  const { reason, steps, bestEpoch } = outcome;
  return {
    parameters: start.parameters,
    epochs: losses.size,
    steps,
    stepsPerEpoch: start.batchesPerEpoch,
    reason,
    ...(bestEpoch === undefined ? {} : { bestEpoch: bestEpoch + 1 }),
    ...named('epochSeconds', median(epochSeconds)),
    ...named('validationSeconds', median(validationSeconds)),
    validation: {
      'ndcg@10': curve([...validations].map(([at, metrics]) => [at, metrics['ndcg@10']])),
      'hitRate@10': curve([...validations].map(([at, metrics]) => [at, metrics['hitRate@10']])),
    },
    loss: curve(thinned([...losses])),
  };
}

type Event = z.infer<typeof event>;

function parsed(line: string): Event | undefined {
  try {
    return event.parse(JSON.parse(line));
  } catch {
    return undefined;
  }
}

function named(key: string, value: number | undefined): Record<string, number> {
  return value === undefined ? {} : { [key]: Number(value.toFixed(2)) };
}

type Points = readonly (readonly [number, number])[];

function curve(points: Points): Record<string, number> {
  return Object.fromEntries(points.map(([at, value]) => [at, Number(value.toFixed(5))]));
}

/** The first and the last point, and evenly spaced points between them. */
function thinned(points: Points): Points {
  if (points.length <= mostLosses) return points;
  const every = (points.length - 1) / (mostLosses - 1);
  return Array.from({ length: mostLosses }, (_, i) => points[Math.round(i * every)]).filter(
    (point) => point !== undefined,
  );
}

function median(values: readonly number[]): number | undefined {
  return values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)];
}

import type { ArtifactConfig } from '@org/artifact';
import type { Sequences, SplitRecipe } from '@org/seqrec-data';
import { CliError } from '../program/cli-error.js';

/** The split of an update: it is learned from all events before the newest ones, which are held out. */
export type UpdateRecipe = Extract<SplitRecipe, { kind: 'global-time' }>;

/** The events that a model has not seen, and what is held out of them. */
export interface NewestEvents {
  readonly count: number;
  /** When the first and the last of them happened. */
  readonly from: number;
  readonly to: number;
  /** How many of them are the test, the newest ones. */
  readonly tested: number;
  readonly recipe: UpdateRecipe;
}

export interface NewestEventsOptions {
  /** From when on events are new; see {@link unseenBy}. */
  readonly isNew: (time: number) => boolean;
  /** The share of the new events that is the test; half as many before them choose the epoch. */
  readonly share: number;
  /** When the test starts, in place of the share. */
  readonly testFrom?: number | undefined;
}

/**
 * Which events a model was neither trained on nor chosen by, by their times: of a split by time those of its test, of any
 * other those after the last of its data.
 *
 * @throws CliError `usage` for a model that does not say until when its data goes.
 */
export function unseenBy({ data }: ArtifactConfig): (time: number) => boolean {
  const { lastEvent, split } = data as {
    readonly lastEvent?: number;
    readonly split?: SplitRecipe;
  };
  if (split?.kind === 'global-time') return (time) => time >= split.testFrom;
  if (typeof lastEvent === 'number') return (time) => time > lastEvent;
  throw new CliError(
    'usage',
    'the model does not say until when its data goes, as its data had no times or an older version trained it: name the first new moment with --test-from',
  );
}

/** The new events and their split; undefined where there are none. */
export function newestEvents(
  { timestamps }: Sequences,
  { isNew, share, testFrom: chosen }: NewestEventsOptions,
): NewestEvents | undefined {
  if (timestamps === undefined) {
    throw new CliError(
      'usage',
      'update tests the new model on the newest events, and this data has no times: train again',
    );
  }
  const times = Float64Array.from(timestamps, Number).filter(isNew).sort();
  const last = times.length - 1;
  const at = (place: number) => times[Math.min(Math.max(place, 0), last)] as number;
  if (last < 0) return undefined;
  const tested = Math.max(1, Math.round(share * times.length));
  const testFrom = chosen ?? at(times.length - tested);
  const first = times.findIndex((time) => time >= testFrom);
  if (first < 0) return undefined;
  const validationFrom = Math.min(testFrom, at(first - Math.round((times.length - first) / 2)));
  return {
    ...{ count: times.length, from: at(0), to: at(last), tested: times.length - first },
    recipe: { kind: 'global-time', validationFrom, testFrom },
  };
}

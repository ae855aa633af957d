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
  /** Whether an event of some time is new to the model; see {@link unseenBy}. */
  readonly isNew: ((time: number) => boolean) | undefined;
  /** The share of the new events that is the test; half as many before them choose the epoch. */
  readonly share: number;
  /** When the test starts, in place of the share. */
  readonly testFrom?: number | undefined;
}

/**
 * Which events a model was neither trained on nor chosen by, by their times: of a split by time those of its test, of any
 * other those after the last of its data. Undefined for a model that does not say until when its data goes.
 */
export function unseenBy({
  data,
}: Pick<ArtifactConfig, 'data'>): ((time: number) => boolean) | undefined {
  const { lastEvent, split } = data as {
    readonly lastEvent?: number;
    readonly split?: SplitRecipe;
  };
  if (split?.kind === 'global-time') return (time) => time >= split.testFrom;
  return typeof lastEvent === 'number' ? (time) => time > lastEvent : undefined;
}

/**
 * The new events and their split; undefined where there are none.
 *
 * @throws CliError `usage` for data without times, and where nobody knows what is new or the test would hold what is not.
 */
export function newestEvents(
  { timestamps }: Pick<Sequences, 'timestamps'>,
  { isNew: isUnseen, share, testFrom: chosen }: NewestEventsOptions,
): NewestEvents | undefined {
  if (timestamps === undefined) {
    throw new CliError(
      'usage',
      'update tests the new model on the newest events, and this data has no times: train again',
    );
  }
  if (isUnseen === undefined && chosen === undefined) {
    throw new CliError(
      'usage',
      'the model does not say until when its data goes, as its data had no times or an older version trained it: name the first new moment with --test-from',
    );
  }
  if (chosen !== undefined && isUnseen?.(chosen) === false) {
    throw new CliError(
      'usage',
      `--test-from ${chosen}: the model that serves was trained on events of that time; name a later moment`,
    );
  }
  const isNew = isUnseen ?? ((time: number) => time >= (chosen ?? Number.NaN));
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

import {
  type DatasetManifest,
  type Sequences,
  type Split,
  type SplitRecipe,
  splitSequences,
  timeRange,
} from '@org/seqrec-data';
import { formatTime } from '../output/format.js';
import { CliError } from '../program/cli-error.js';

export interface SplitRequest {
  readonly sequences: Sequences;
  readonly recipe: SplitRecipe;
  readonly timestampUnit: DatasetManifest['source']['timestampUnit'];
  /** Whether a model is trained on the first part. */
  readonly trains: boolean;
}

/**
 * The parts of the data.
 *
 * @throws CliError as {@link requireMoments}.
 */
export function splitData({ sequences, recipe, timestampUnit, trains }: SplitRequest): Split {
  const split = splitSequences(sequences, recipe);
  if (recipe.kind === 'global-time') {
    requireMoments(recipe, { ...timeRange(sequences), timestampUnit, trains });
  }
  return split;
}

interface MomentsRequest extends Pick<SplitRequest, 'timestampUnit' | 'trains'> {
  /** The times of the first and the last event of the data. */
  readonly first: number;
  readonly last: number;
}

/**
 * @throws CliError `usage` if the moments of `global-time` leave nothing to train on or to test; it states the times of
 *   the data.
 */
export function requireMoments(
  { validationFrom, testFrom }: Extract<SplitRecipe, { readonly kind: 'global-time' }>,
  { first, last, timestampUnit, trains }: MomentsRequest,
): void {
  const refuse = (flag: string, moment: number, purpose: string): CliError => {
    const range = `the times of the data run from ${first} to ${last}`;
    const days = [first, last].map((time) => formatTime(time, timestampUnit));
    const known = timestampUnit === undefined ? '' : ` (${days.join(' to ')})`;
    return new CliError('usage', `--${flag} ${moment} leaves nothing ${purpose}: ${range}${known}`);
  };
  if (trains && validationFrom <= first) {
    throw refuse('validation-from', validationFrom, 'to train on');
  }
  if (testFrom <= first || testFrom > last) throw refuse('test-from', testFrom, 'to test');
}

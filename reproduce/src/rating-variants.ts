import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import {
  compareRatingErrors,
  type PairedBootstrap,
  type RatedPairs,
  ratingErrors,
} from '@org/metrics';
import { z } from 'zod';
import { dataTag } from './data-tag.js';
import { cacheDirectory, runsDirectory, startDirectory } from './places.js';
import { Problem } from './problem.js';
import { finishRun } from './trained-run.js';

export interface RatingVariantsOptions {
  /** The flag of `seqrec train-ratings` that sets the variants apart, without dashes. */
  readonly flag: string;
  /** Its values; the others are compared with the first. */
  readonly values: readonly string[];
  readonly split: string;
  readonly seeds: readonly number[];
  /** Further arguments of `seqrec train-ratings`. */
  readonly more: readonly string[];
  readonly say: (text: string) => void;
  /** The directory of the runs. Default: in `runs/reproduce`. */
  readonly runs?: string;
}

/**
 * Trains a rating model with each value of one setting and several seeds, and returns a table in Markdown: the errors of
 * all seeds, and the difference to the first value, paired by user. A finished run is not repeated.
 */
export async function ratingVariants(
  folder: string,
  options: RatingVariantsOptions,
): Promise<string> {
  const { flag, values, split, seeds, more, say } = options;
  const data = resolve(startDirectory, folder);
  const tag = await dataTag(data);
  const tested: Tested[] = [];
  for (const value of values) {
    const runs: string[] = [];
    for (const seed of seeds) {
      const directory = variantDirectory(tag, { ...options, value, seed });
      const args = [
        ...['--data', data, '--cache', cacheDirectory, '--split', split, '--output', directory],
        ...['--seed', String(seed), '--baselines', 'damped-bias', `--${flag}`, value, ...more],
      ];
      await finishRun({
        ...{ directory, args, say },
        ...{ command: 'train-ratings', result: RESULT, started: 'rating-run.json' },
      });
      runs.push(directory);
    }
    tested.push({ value, pairs: await pairsOf(runs) });
  }
  return table(tested, flag);
}

const RESULT = 'test-predictions.json';

/** The directory of the run of one value and seed. */
export function variantDirectory(
  tag: string,
  {
    flag,
    split,
    more,
    value,
    seed,
    runs = join(runsDirectory, 'ratings'),
  }: Pick<RatingVariantsOptions, 'flag' | 'split' | 'more' | 'runs'> & {
    readonly value: string;
    readonly seed: number;
  },
): string {
  const words = [tag, split, flag, value, `seed${seed}`, ...more];
  return join(runs, words.map((word) => word.replace(/^-+|[^\w.-]+/g, '')).join('-'));
}

interface Tested {
  readonly value: string;
  /** The test of all seeds, one after the other. So a user's errors are those of all seeds. */
  readonly pairs: RatedPairs;
}

const schema = z.object({
  users: z.array(z.union([z.string(), z.number()])),
  ratings: z.array(z.number()),
  predictions: z.record(z.string(), z.array(z.number())),
});

async function pairsOf(directories: readonly string[]): Promise<RatedPairs> {
  const places = new Map<string | number, number>();
  const users: number[] = [];
  const actual: number[] = [];
  const predicted: number[] = [];
  for (const directory of directories) {
    const file = schema.parse(JSON.parse(await readFile(join(directory, RESULT), 'utf8')));
    for (const user of file.users) {
      const place = places.get(user) ?? places.size;
      places.set(user, place);
      users.push(place);
    }
    for (const rating of file.ratings) actual.push(rating);
    for (const value of file.predictions.bst ?? []) predicted.push(value);
  }
  return { users, actual, predicted };
}

function table([first, ...rest]: readonly Tested[], flag: string): string {
  if (first === undefined) throw new Problem(`name values of --${flag}`);
  const options = { seed: 1, resamples: 2000 };
  const line = ({ value, pairs }: Tested, cells: readonly string[]) => {
    const { mae, rmse } = ratingErrors(pairs, options);
    return [value, mae.mean.toFixed(4), rmse.mean.toFixed(4), ...cells];
  };
  const rows = [
    line(first, ['', '']),
    ...rest.map((other) => {
      const { absolute, squared } = compareRatingErrors(
        other.pairs,
        first.pairs.predicted,
        options,
      );
      return line(other, [differenceText(absolute), differenceText(squared)]);
    }),
  ];
  const head = [
    `--${flag}`,
    'MAE',
    'RMSE',
    `MAE less that of ${first.value}`,
    'the same of squares',
  ];
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

function differenceText({ difference, pValue }: PairedBootstrap): string {
  const sign = difference < 0 ? '' : '+';
  return `${sign}${difference.toFixed(4)} (p ${pValue < 0.001 ? '< 0.001' : pValue.toFixed(3)})`;
}

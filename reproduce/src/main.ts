import { relative } from 'node:path';
import { Argument, Command, InvalidArgumentError, Option } from 'commander';
import { type AblationDataName, ablation, ablationDataNames } from './ablation.js';
import { comparedText, type Extent, trialExtent } from './compared-text.js';
import { type DataName, dataFile, flagOf } from './data-set.js';
import { type ItemTextOptions, itemText } from './item-text/item-text.js';
import { type TextDataName, textDataNames } from './item-text/item-text-data.js';
import { readmeFile, startDirectory } from './places.js';
import { Problem } from './problem.js';
import { type RatingVariantsOptions, ratingVariants } from './rating-variants.js';
import { currentTable, updateReadme } from './readme.js';
import { type Result, writeResult } from './result.js';
import { readRow, rowNames } from './row.js';
import { runRow } from './run-row.js';
import { timedMl1m } from './timed-ml-1m.js';
import { trialReport } from './trial-report.js';

interface DataFlags {
  readonly ml1m?: string | undefined;
  readonly beauty?: string | undefined;
}

interface AblationFlags extends DataFlags, Extent {
  readonly trial?: number | true;
}

interface ItemTextFlags extends Omit<ItemTextOptions, 'say'> {
  readonly trial?: number | true;
}

interface Flags extends DataFlags {
  readonly seed: number;
  readonly threads?: number;
  readonly fresh: boolean;
  readonly trial?: number | true;
}

const TRIAL_HELP = 'train one seed, so few epochs only (default: 2), to see what all take';

const say = (text: string) => process.stderr.write(`${text}\n`);

const command = new Command('reproduce')
  .description('Reproduces published results, one row of the table at a time.')
  .configureHelp({ showGlobalOptions: true });

command
  .command('run', { isDefault: true })
  .description(`runs a row, or goes on with it: ${rowNames().join(', ')}`)
  .argument('<row>')
  .option('--seed <n>', 'seed of weights, order, masks and negatives', wholeNumber, 1)
  .option('--threads <n>', 'cores to hold the run to (Linux; default: all)', wholeNumber)
  .option('--ml-1m <path>', 'ml-1m.txt, gzip or not (default: in the folder ORG_DATA)')
  .option('--beauty <path>', 'Beauty.txt of S3-Rec, gzip or not (default: in the folder ORG_DATA)')
  .option('--fresh', 'begin anew where there is a run already', false)
  .option(
    '--trial [epochs]',
    'train so few epochs only (default: 2), to see what one costs',
    wholeNumber,
  )
  .action(async (name: string, flags: Flags) => {
    const row = readRow(name);
    const { seed, threads, fresh, trial } = flags;
    const trialEpochs = trial === true ? 2 : trial;
    if (trialEpochs !== undefined && !('train' in row)) {
      throw new Problem(`--trial is for rows that train a model; ${name} takes a minute or so`);
    }
    const file = await fileOf(row.data, flags);
    const result = await runRow(row, { seed, threads, file, fresh, trialEpochs, say });
    if (trialEpochs !== undefined && 'train' in row) {
      process.stdout.write(`${trialReport(row, result)}\n`);
      return;
    }
    const written = await writeResult(result);
    updateReadme();
    process.stdout.write(`${summary(result)}\n`);
    say(
      `written to ${relative(startDirectory, written)}, and to the table of ${relative(startDirectory, readmeFile)}`,
    );
  });

command
  .command('item-text')
  .description(
    'compares vectors of items that are learned with those of their texts, categories and numbers',
  )
  .addArgument(
    new Argument('<data>', 'data with attributes of items, in ORG_DATA').choices(textDataNames),
  )
  .option('--text-encoder <dir>', 'folder of a pretrained text encoder, for data with titles')
  .option('--seeds <n,n>', 'seeds of weights, order, masks and dropout', wholeNumbers, [1, 2, 3])
  .option('--epochs <n>', 'most epochs of a run', wholeNumber, 60)
  .addOption(
    new Option('--split <name>', 'which events are held out')
      .choices(['global-time', 'leave-one-out'])
      .default('global-time'),
  )
  .option('--trial [epochs]', TRIAL_HELP, wholeNumber)
  .action(async (name: TextDataName, { trial, ...flags }: ItemTextFlags) => {
    const extent = trialExtent(flags, trial);
    const compared = await itemText(name, { ...flags, ...extent, say });
    process.stdout.write(`${comparedText(compared, extent, flags)}\n`);
  });

command
  .command('ablation')
  .description('trains SASRec and models that differ from it by one change, with the same seeds')
  .addArgument(new Argument('<data>', 'the data').choices(ablationDataNames))
  .option(
    '--seeds <n,n>',
    'seeds of weights, order, dropout and negatives',
    wholeNumbers,
    [1, 2, 3],
  )
  .option('--epochs <n>', 'most epochs of a run', wholeNumber, 60)
  .option('--ml-1m <path>', 'ml-1m.txt, gzip or not (default: in the folder ORG_DATA)')
  .option('--beauty <path>', 'Beauty.txt of S3-Rec, gzip or not (default: in the folder ORG_DATA)')
  .option('--trial [epochs]', TRIAL_HELP, wholeNumber)
  .action(async (name: AblationDataName, { trial, ml1m, beauty, ...flags }: AblationFlags) => {
    const file = await fileOf(name, { ml1m, beauty });
    const extent = trialExtent(flags, trial);
    const compared = await ablation(name, { file, ...extent, say });
    process.stdout.write(`${comparedText(compared, extent, flags)}\n`);
  });

command
  .command('rating-variants')
  .description('compares values of one setting of rating models, with several seeds')
  .argument('<folder>', 'folder of MovieLens-1M, with ratings.dat, users.dat and movies.dat')
  .argument('[more...]', 'further arguments of seqrec train-ratings, after --')
  .option('--flag <name>', 'the setting, a flag of seqrec train-ratings', 'numbers')
  .option('--values <a,b>', 'its values; the others are compared with the first', words, [
    'concatenate',
    'bucketise',
    'both',
  ])
  .option('--split <name>', 'which ratings are held out', 'last-rating')
  .option('--seeds <n,n>', 'seeds of weights, order and dropout', wholeNumbers, [1, 2, 3])
  .action(
    async (
      folder: string,
      more: readonly string[],
      flags: Omit<RatingVariantsOptions, 'more' | 'say'>,
    ) => {
      process.stdout.write(`${await ratingVariants(folder, { ...flags, more, say })}\n`);
    },
  );

command
  .command('table')
  .description('prints the table of the results in the repository')
  .option('--write', 'put it into the README too', false)
  .action(({ write }: { readonly write: boolean }) => {
    if (write) updateReadme();
    process.stdout.write(`${currentTable()}\n`);
  });

try {
  await command.parseAsync();
} catch (error) {
  if (!(error instanceof Problem)) throw error;
  say(`error: ${error.message}`);
  process.exitCode = 1;
}

function summary({ row, seed, test, wallSeconds, peakRssMib, training }: Result): string {
  const numbers = ['hitRate@10', 'ndcg@10'].map((key) => {
    const { mean, low, high } = test[key] ?? {
      mean: Number.NaN,
      low: Number.NaN,
      high: Number.NaN,
    };
    return `${key} ${mean.toFixed(4)} (${low.toFixed(4)} to ${high.toFixed(4)})`;
  });
  const best = training?.bestEpoch === undefined ? [] : [`best epoch ${training.bestEpoch}`];
  const memory = peakRssMib === undefined ? [] : [`peak ${peakRssMib} MiB`];
  const parts = [...numbers, ...best, `${(wallSeconds / 60).toFixed(1)} minutes`, ...memory];
  return `${row}, seed ${seed}: ${parts.join(', ')}`;
}

/** The file of a data set, made of several where it needs that. */
async function fileOf(name: DataName, { ml1m, beauty }: DataFlags): Promise<string> {
  const given = dataFile(name, flagOf(name) === 'ml-1m' ? ml1m : beauty);
  return name === 'ml-1m-times' ? timedMl1m(given) : given;
}

function words(text: string): string[] {
  return text.split(',');
}

function wholeNumber(text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new InvalidArgumentError('expected a whole number from 1');
  return Number(text);
}

function wholeNumbers(text: string): number[] {
  return text.split(',').map(wholeNumber);
}

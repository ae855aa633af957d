import { relative } from 'node:path';
import { Argument, Command, InvalidArgumentError, Option } from 'commander';
import { dataFile, flagOf } from './data-set.js';
import { type ItemTextOptions, itemText } from './item-text/item-text.js';
import { type TextDataName, textDataNames } from './item-text/item-text-data.js';
import { readmeFile, startDirectory } from './places.js';
import { Problem } from './problem.js';
import { currentTable, updateReadme } from './readme.js';
import { type Result, writeResult } from './result.js';
import { readRow, rowNames } from './row.js';
import { runRow } from './run-row.js';
import { timedMl1m } from './timed-ml-1m.js';
import { trialReport } from './trial-report.js';

interface Flags {
  readonly seed: number;
  readonly threads?: number;
  readonly ml1m?: string;
  readonly beauty?: string;
  readonly fresh: boolean;
  readonly trial?: number | true;
}

const say = (text: string) => process.stderr.write(`${text}\n`);

const command = new Command('reproduce')
  .description('Has published results again, one row of the table at a time.')
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
    const given = dataFile(row.data, flagOf(row.data) === 'ml-1m' ? flags.ml1m : flags.beauty);
    const file = row.data === 'ml-1m-times' ? await timedMl1m(given) : given;
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
  .description('compares vectors of items that are learned with those of their texts')
  .addArgument(new Argument('<data>', 'data with titles, in ORG_DATA').choices(textDataNames))
  .requiredOption('--text-encoder <dir>', 'folder of a pretrained text encoder')
  .option('--seeds <n,n>', 'seeds of weights, order, masks and dropout', wholeNumbers, [1, 2, 3])
  .option('--epochs <n>', 'most epochs of a run', wholeNumber, 60)
  .addOption(
    new Option('--split <name>', 'which events are held out')
      .choices(['global-time', 'leave-one-out'])
      .default('global-time'),
  )
  .action(async (name: TextDataName, flags: Omit<ItemTextOptions, 'say'>) => {
    process.stdout.write(`${await itemText(name, { ...flags, say })}\n`);
  });

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

function wholeNumber(text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new InvalidArgumentError('expected a whole number from 1');
  return Number(text);
}

function wholeNumbers(text: string): number[] {
  return text.split(',').map(wholeNumber);
}

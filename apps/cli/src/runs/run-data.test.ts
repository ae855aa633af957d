import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { temporaryDirectory } from '../../../../testing/temporary-directory.js';
import { absolutePaths } from '../config/absolute-paths.js';
import { settle } from '../config/configuration.js';
import { type PartialConfiguration, parseConfiguration } from '../config/load.js';
import { prepareData } from '../data/prepared-data.js';
import { QuietTerminal } from '../testing/quiet-terminal.js';
import { walkRows, writeWalks } from '../testing/walks.js';
import { storedRunData } from './run-data.js';
import { writeRunRecord } from './run-directory.js';
import { runSettings } from './run-settings.js';

const folder = temporaryDirectory();

const rows = walkRows();
const walks = join(folder, 'walks.csv');
const trainedBy = {
  files: [walks],
  cache: join(folder, 'cache'),
  ...{ userColumn: 'person', itemColumn: 'tree', timestampColumn: 'when' },
  duplicates: 'consecutive',
};
let trainedOn: string;
let run: string;

beforeEach(async () => {
  writeWalks(walks, rows);
  run = mkdtempSync(join(folder, 'run-'));
  const configuration = settle(
    absolutePaths(parseConfiguration({ data: trainedBy }, 'test')),
    true,
  );
  const { dataset } = await prepareData(configuration.data, new QuietTerminal(), { quiet: true });
  trainedOn = dataset.manifest.contentHash;
  await writeRunRecord(run, { configuration, dataset: trainedOn, command: 'seqrec train' });
});

async function joined(data: PartialConfiguration[string], allowChanged = false) {
  const terminal = new QuietTerminal();
  const { dataset, isOwn } = await storedRunData({
    directory: run,
    settings: runSettings(run, { data }),
    ...{ trainedOn, allowChanged, terminal },
  });
  return { dataset, isOwn, said: terminal.said };
}

describe('a run’s data', () => {
  test.each([
    ['nothing', {}],
    ['another cache', { cache: join(folder, 'elsewhere') }],
    ['rows to skip, of which there are none', { badRows: 'skip' }],
    ['a limit that nothing reaches', { maxEvents: 1000, tooLong: 'drop' }],
    ['its own files', { files: [walks] }],
  ])('is read where %s is given', async (_, given) => {
    const { dataset, isOwn, said } = await joined(given);
    expect([isOwn, dataset.manifest.contentHash]).toEqual([true, trainedOn]);
    expect(said).toMatch(/^data {5}walks\.csv \(csv, [0-9a-f]{12}\): 120 users, 15 items, 780 eve/);
  });

  test('is the same data under another name', async () => {
    cpSync(walks, join(folder, 'moved.csv'));
    expect((await joined({ files: [join(folder, 'moved.csv')] })).isOwn).toBe(true);
  });

  test('is what a given filter is applied to, over the filters of the run', async () => {
    const { dataset, isOwn, said } = await joined({ minUserEvents: 8 });
    expect(isOwn).toBe(false);
    expect(dataset.manifest.counts.users).toBe(30);
    expect(dataset.manifest.filters.duplicates).toBe('consecutive');
    expect(said).toContain('warning: --min-user-events 8 changes what is taken of the data');
  });
});

describe('other data', () => {
  test('is read as the run reads its own, which is said', async () => {
    const other = join(folder, 'other.csv');
    writeWalks(other, rows.slice(0, 400));
    const { dataset, isOwn, said } = await joined({ files: [other], itemColumn: 'tree' });
    expect(isOwn).toBe(false);
    expect(dataset.manifest.filters.duplicates).toBe('consecutive');
    expect(said).toContain(
      'as the run has it: --user-column person --timestamp-column when --duplicates consecutive',
    );
  });

  test('that cannot be read so is refused with the settings of the run', async () => {
    const other = join(folder, 'lists.txt');
    writeWalks(other, ['1 2', '1 3']);
    await expect(joined({ files: [other], format: 'sasrec', itemColumn: 'tree' })).rejects.toThrow(
      /\(settings of the run hold here too: --user-column person .*--format drops those/,
    );
  });
});

/** Each person's last step is gone, so that what was trained on would be tested on. */
function loseLastSteps(): void {
  const person = (row: string | undefined) => row?.split(',')[0];
  writeWalks(
    walks,
    rows.filter((row, i) => person(row) === person(rows[i + 1])),
  );
}

describe('files that changed since training', () => {
  test.each([
    ['nothing', {}],
    ['their names', { files: [walks] }],
    ['rows to skip', { badRows: 'skip' }],
    ['another filter', { minUserEvents: 7 }],
    ['another filter for the same files', { files: [walks], duplicates: 'last' }],
  ])('are refused where %s is given', async (_, given) => {
    loseLastSteps();
    await expect(joined(given)).rejects.toThrow(
      new RegExp(
        `^the data of .* \\(walks\\.csv\\) has changed since it was trained: its hash was ${trainedOn.slice(0, 12)} and is [0-9a-f]{12}; restore it or train again, or use it as it is by --allow-changed-data$`,
      ),
    );
  });

  test('are refused where the run’s settings no longer read them', async () => {
    writeWalks(walks, [...rows, 'p0,oak,soon']);
    await expect(joined({ badRows: 'skip', minEvents: 6 })).rejects.toThrow(
      /cannot be read any more as it was for training: .*walks\.csv:782: .*; restore it or train/,
    );
  });

  test('are read where that is allowed, and are not the run’s own', async () => {
    loseLastSteps();
    const { dataset, isOwn, said } = await joined({}, true);
    const found = dataset.manifest.contentHash.slice(0, 12);
    expect(isOwn).toBe(false);
    expect(said).toContain(`its hash was ${trainedOn.slice(0, 12)} and is ${found}; it is used`);
  });
});

describe('a model without its run', () => {
  test('has no data unless it is named', async () => {
    rmSync(join(run, 'run.json'));
    await expect(joined({ badRows: 'skip' })).rejects.toThrow(/has no run\.json.*--data$/);
    const { duplicates: _, ...named } = trainedBy;
    expect((await joined(named)).isOwn).toBe(true);
    const { isOwn, said } = await joined({ ...named, minUserEvents: 8 });
    expect(isOwn).toBe(false);
    expect(said).toContain('has no run.json, so the data is read by the flags alone');
  });
});

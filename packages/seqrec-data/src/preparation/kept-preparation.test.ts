import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryDirectory } from '../../../../testing/temporary-directory.js';
import { SeqrecDataError, type SeqrecDataErrorCode } from '../error.js';
import { keptPreparation } from './kept-preparation.js';

const directory = temporaryDirectory();

/** Finishes a stage, and then fails. */
const failAfterStage = (place: string, code: SeqrecDataErrorCode) =>
  keptPreparation(place, 'rows of 1 May', async (journal) => {
    await journal.stage('read', 1, async () => ({ data: 3 }));
    throw new SeqrecDataError(code, 'it fails');
  });

it('keeps finished stages when a file cannot be read, because it may be readable later', async () => {
  const place = join(directory, 'unread');
  await expect(failAfterStage(place, 'source-missing')).rejects.toThrow('it fails');
  const rows = await keptPreparation(place, 'rows of 1 May', (journal) =>
    journal.stage('read', 1, () => Promise.reject(new Error('the stage is made again'))),
  );
  expect(rows).toBe(3);
  expect(existsSync(place)).toBe(false);
});

it('removes stages with an error of the data, which would recur', async () => {
  const place = join(directory, 'empty');
  await expect(failAfterStage(place, 'empty-dataset')).rejects.toThrow('it fails');
  expect(existsSync(place)).toBe(false);
});

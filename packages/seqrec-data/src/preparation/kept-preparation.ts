import { lockDirectory, lockHolder, removeDirectory } from '@org/files';
import { SeqrecDataError, type SeqrecDataErrorCode } from '../error.js';
import { type LostStages, StageJournal } from './stage-journal.js';

/** Errors that the same data gives again with the same settings. A file that cannot be read now may be readable later. */
const LASTING: ReadonlySet<SeqrecDataErrorCode> = new Set([
  'invalid-option',
  'bad-file',
  'bad-row',
  'bad-query',
  'empty-dataset',
  'invalid-sequences',
]);

/**
 * Does resumable work in a directory of its own, which stays when the work is interrupted, and is removed when it ends, as
 * it does by an error that would recur.
 *
 * @param key of the work: stages of other work in the directory are not used.
 * @throws FileError `locked` while another process works in the directory.
 */
export async function keptPreparation<Result>(
  directory: string,
  key: string,
  work: (journal: StageJournal, lost: LostStages | undefined) => Promise<Result>,
): Promise<Result> {
  const lock = await lockDirectory(directory);
  let hasStages = true;
  let isOver = false;
  try {
    const { journal, lost } = await StageJournal.open(directory, key);
    try {
      const result = await work(journal, lost);
      isOver = true;
      return result;
    } catch (error) {
      hasStages = journal.last !== undefined;
      isOver = error instanceof SeqrecDataError && LASTING.has(error.code);
      throw error;
    }
  } finally {
    // The work is done even if its directory cannot be removed: the next preparation here uses or replaces it.
    if (isOver || !hasStages) await removeDirectory(directory).catch(() => {});
    await lock.release();
  }
}

/** Removes what a kill just before the end left of work that is done. */
export async function removeFinished(directory: string, key: string): Promise<void> {
  if ((await StageJournal.keyOf(directory)) !== key) return;
  if ((await lockHolder(directory)) !== undefined) return;
  await removeDirectory(directory);
}

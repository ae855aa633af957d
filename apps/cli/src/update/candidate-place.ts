import { mkdir, rename, rm, rmdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { syncDirectory, writeError } from '@org/files';
import { refusal } from '../output/write-output.js';
import { freeRun, lockRun, requireFree } from '../runs/run-lock.js';

/**
 * Where a new model is made and tested before anybody may serve it: `.updates/<name>/model` beside its place, on the same
 * disk, so that one rename publishes it whole. Servers look for models beside the place, not below it.
 */
export interface CandidatePlace {
  /** Where the model is made. */
  readonly directory: string;
  /** Where it goes when it is published. */
  readonly target: string;
  /** Gives the directory its place. */
  publish(): Promise<void>;
  /** Removes what is not published, and lets go. */
  close(): Promise<void>;
}

/**
 * Opens and locks the place for a new model, and removes what a killed update left there.
 *
 * @param output the directory that a person named; without it the first of `<runs>/<name>`, `<runs>/<name>-2`, … that is free.
 * @throws CliError where the place is taken, or another update is at work on it.
 */
export async function openCandidatePlace(
  output: string | undefined,
  { runs, name }: { readonly runs: string; readonly name: string },
): Promise<CandidatePlace> {
  if (output !== undefined) await requireFree(output, { flag: '--to' });
  const target = output ?? freeRun(runs, name);
  const workshop = join(dirname(target), '.updates', basename(target));
  const directory = join(workshop, 'model');
  const lock = await lockRun(workshop, ADVICE);
  await rm(directory, { recursive: true, force: true });
  await mkdir(directory);
  return {
    directory,
    target,
    publish: async () => {
      try {
        await syncDirectory(directory);
        await rename(directory, target);
        await syncDirectory(dirname(target));
      } catch (cause) {
        throw refusal(writeError(target, cause), ADVICE);
      }
    },
    close: async () => {
      await rm(directory, { recursive: true, force: true });
      await lock.release();
      // Another update may wait there, or work on another name.
      await rmdir(workshop).catch(() => {});
      await rmdir(dirname(workshop)).catch(() => {});
    },
  };
}

const ADVICE = 'choose another directory with --to';

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { EVALUATION_FILE, readEvaluation } from '@org/evaluation';
import type { Terminal } from '../output/terminal.js';
import { commandLine } from '../program/invocation.js';
import { shownPath } from '../program/start-directory.js';
import { stoppedModel } from '../runs/found-model.js';
import { isUnfinishedRun, stoppedRecord, stoppedSentence } from '../runs/stopped-run.js';
import { measureModel } from './measure-model.js';

/**
 * The result of a stopped run's best checkpoint, which is measured now if needed, with a sentence about it. Undefined
 * for any other directory.
 */
export async function stoppedResult(
  directory: string,
  terminal: Terminal,
): Promise<{ readonly place: string; readonly sentence: string } | undefined> {
  if (!isUnfinishedRun(directory)) return undefined;
  const found = await stoppedModel(directory);
  const { place, stopped } = found;
  const before = existsSync(join(place, EVALUATION_FILE)) ? await readEvaluation(place) : undefined;
  if (!isDeepStrictEqual(before?.model.stopped, stoppedRecord(stopped))) {
    const command = commandLine('evaluate', ['--artifact', shownPath(directory)]);
    await measureModel(found, { given: {}, command, terminal });
  }
  return { place, sentence: stoppedSentence(stopped) };
}

import { join } from 'node:path';
import { EVALUATION_FILE } from '@org/evaluation';
import type { SplitRecipe } from '@org/seqrec-data';
import { givenSettings } from '../config/load.js';
import { measureModel } from '../measure/measure-model.js';
import { showScores, showSlices } from '../measure/scores.js';
import { repeatCommand } from '../program/repeat-command.js';
import { shellWord } from '../program/shell-word.js';
import { fromStart, shownPath } from '../program/start-directory.js';
import { checkReranker, type RerankerFlags } from '../recommend/reranker.js';
import { findModel } from '../runs/found-model.js';
import type { Invocation } from './command.js';

export interface EvaluateFlags extends RerankerFlags {
  readonly artifact?: string;
  readonly config?: string;
  readonly slices?: boolean;
  readonly output?: string;
  readonly allowChangedData?: boolean;
}

/** Measures a model on the held-out items of its own data, or of other data with the model's catalogue. */
export async function evaluate(invocation: Invocation<EvaluateFlags>): Promise<number> {
  const { terminal, options } = invocation;
  const found = await findModel(options.artifact, terminal);
  const { directory } = found;
  checkReranker(options);
  const result = await measureModel(found, {
    second: options,
    given: givenSettings(invocation.settings, options.config),
    command: commandFor(directory, options),
    output: options.output === undefined ? undefined : fromStart(options.output),
    allowChanged: options.allowChangedData === true,
    terminal,
  });
  const { file, place, kept, scores, sampledScores, evaluation } = result;
  const { version, dataset: trainedOnData } = file.model;
  const recipe = file.split as SplitRecipe;
  terminal.note(`model    ${shownPath(directory)} (version ${version})`);
  terminal.note(`result   ${shownPath(join(place, EVALUATION_FILE))}`);
  if (kept.length > 0) terminal.note(`kept     ${kept.join(', ')}, as measured before`);
  showScores({ scores, sampledScores }, { recipe, ks: evaluation.ks, terminal });
  if (options.slices) showSlices(file.protocols[0]?.scorers ?? [], evaluation, terminal);
  terminal.result({
    artifact: directory,
    version,
    ...(file.model.stopped && { stopped: file.model.stopped }),
    dataset: file.dataset.contentHash,
    trainedOn: trainedOnData,
    split: recipe,
    scores,
    sampledScores,
    evaluation: join(place, EVALUATION_FILE),
  });
  return 0;
}

/** The command with the name of the model, because another may be the newest later. */
function commandFor(directory: string, { artifact }: EvaluateFlags): string {
  const typed = repeatCommand('evaluate');
  return artifact === undefined ? `${typed} --artifact ${shellWord(shownPath(directory))}` : typed;
}

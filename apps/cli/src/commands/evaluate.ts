import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { ArtifactConfig } from '@org/artifact';
import { EVALUATION_FILE, writeEvaluation } from '@org/evaluation';
import { modelScorer } from '@org/sequence-model';
import { settle } from '../config/configuration.js';
import { givenSettings, parseConfiguration } from '../config/load.js';
import { dataName } from '../data/data-name.js';
import { splitData } from '../data/split-data.js';
import { splitRecipe } from '../data/split-recipe.js';
import { baselineScorers } from '../measure/baselines.js';
import { measureAll, requireMeasurable } from '../measure/evaluation.js';
import { evaluationContent } from '../measure/evaluation-content.js';
import { resultPlace } from '../measure/result-place.js';
import { type ResultTask, resultTask } from '../measure/result-task.js';
import { showScores, showSlices } from '../measure/scores.js';
import { formatCount } from '../output/format.js';
import { ProgressLine } from '../output/progress.js';
import type { Terminal } from '../output/terminal.js';
import { requireWritable, writingTo } from '../output/write-output.js';
import { useEngine } from '../program/engine.js';
import { repeatCommand } from '../program/repeat-command.js';
import { shellWord } from '../program/shell-word.js';
import { fromStart, shownPath } from '../program/start-directory.js';
import { exampleRecommendations } from '../recommend/examples.js';
import { findArtifact, openArtifact, trainedOn } from '../runs/artifact.js';
import { namesSameFiles } from '../runs/data-over-run.js';
import { modelSequences } from '../runs/model-sequences.js';
import { runData } from '../runs/run-data.js';
import type { RunRecord } from '../runs/run-directory.js';
import { type RunSettings, runSettings } from '../runs/run-settings.js';
import type { Invocation } from './command.js';

export interface EvaluateFlags {
  readonly artifact?: string;
  readonly config?: string;
  readonly slices?: boolean;
  readonly output?: string;
  readonly allowChangedData?: boolean;
}

/** Measures a model on the held-out items of its own data, or of other data in the model's vocabulary. */
export async function evaluate(invocation: Invocation<EvaluateFlags>): Promise<number> {
  const started = performance.now();
  const { terminal, options } = invocation;
  const directory = findArtifact(options.artifact);
  const settings = runSettings(directory, givenSettings(invocation.settings, options.config));
  const { run, configuration } = settings;
  const recipe = splitRecipe(configuration.split);

  const engine = await useEngine(configuration.engine);
  const { model, catalogue, config, popularity } = await openArtifact(directory);
  const { evaluation } = settle(configuration, config.excludeSeen ?? true);
  const data = await runData({
    ...{ directory, settings, terminal, trainedOn: trainedOn(config) },
    allowChanged: options.allowChangedData === true,
  });
  const { manifest } = data.dataset;
  const { sequences, unknownEvents } = modelSequences(catalogue, data, terminal);
  const { timestampUnit } = manifest.source;
  const split = splitData({ sequences, recipe, timestampUnit, trains: false });
  requireMeasurable(evaluation, split, catalogue);
  const output = await resultPlace({
    directory,
    output: options.output === undefined ? undefined : fromStart(options.output),
    task: resultTask(evaluation, {
      ...{ model: config.version, dataset: manifest.contentHash, split: recipe },
    }),
    ownTask: ownTask(config, run),
    dataName: dataName(configuration.data.files),
  });
  requireWritable(output);
  warnOfOtherSplit(settings, terminal);
  const { itemCount } = catalogue;
  const baselines = await baselineScorers(evaluation.baselines, {
    train: () => split.train,
    itemCount,
    popularity,
  });

  const progress = new ProgressLine(terminal);
  const { scores, sampledScores, protocols } = await measureAll(modelScorer(model), baselines, {
    set: split.test,
    catalogue,
    popularity,
    userIds: sequences.userIds,
    settings: evaluation,
    onProgress: (scorer, users, totalUsers) =>
      progress.update({
        label: `test ${scorer}`,
        share: users / totalUsers,
        details: [`${formatCount(users)}/${formatCount(totalUsers)} users`],
      }),
    onScores: () => progress.clear(),
  });

  const examples = await exampleRecommendations(modelScorer(model), split.test, {
    catalogue,
    userIds: sequences.userIds,
    excludeSeen: evaluation.excludeSeen,
  });

  const written = await writingTo('--output', () =>
    writeEvaluation(
      output,
      evaluationContent(protocols, {
        command: commandFor(directory, options),
        trainCommand: run?.command,
        ...{
          started,
          dataset: manifest,
          trainedOn: trainedOn(config),
          unknownEvents,
          split: recipe,
          model: config,
          engine,
        },
        settings: evaluation,
        examples,
      }),
    ),
  );

  terminal.note(`model    ${shownPath(directory)} (version ${config.version})`);
  terminal.note(`result   ${shownPath(join(output, EVALUATION_FILE))}`);
  showScores({ scores, sampledScores }, { recipe, ks: evaluation.ks, terminal });
  if (options.slices) showSlices(written.protocols[0]?.scorers ?? [], evaluation, terminal);
  terminal.result({
    artifact: directory,
    version: config.version,
    dataset: manifest.contentHash,
    trainedOn: trainedOn(config),
    split: recipe,
    scores,
    sampledScores,
    evaluation: join(output, EVALUATION_FILE),
  });
  return 0;
}

/** The command with the model that was found named, as another may be the newest then. */
function commandFor(directory: string, { artifact }: EvaluateFlags): string {
  const typed = repeatCommand('evaluate');
  return artifact === undefined ? `${typed} --artifact ${shellWord(shownPath(directory))}` : typed;
}

/** What the run itself measured, or would have: its own settings on the data that it was trained on. */
function ownTask(config: ArtifactConfig, run: RunRecord | undefined): ResultTask {
  const { evaluation, split } =
    run?.configuration ??
    settle(parseConfiguration({}, 'the defaults'), config.excludeSeen ?? true);
  return resultTask(evaluation, {
    model: config.version,
    dataset: trainedOn(config) ?? run?.dataset ?? '',
    split: splitRecipe(split),
  });
}

function warnOfOtherSplit(
  { run, configuration, givenData }: RunSettings,
  terminal: Terminal,
): void {
  if (run === undefined || !namesSameFiles(run.configuration.data, givenData)) return;
  const trained = splitRecipe(run.configuration.split);
  if (isDeepStrictEqual(trained, splitRecipe(configuration.split))) return;
  terminal.warn(
    `the model was trained on a ${trained.kind} split; another one may hold out what it was trained on`,
  );
}

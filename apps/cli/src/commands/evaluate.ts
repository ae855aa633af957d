import { join } from 'node:path';
import { EVALUATION_FILE, writeEvaluation } from '@org/evaluation';
import { splitSequences } from '@org/seqrec-data';
import { modelScorer } from '@org/sequence-model';
import type { Configuration } from '../config/configuration.js';
import { givenSettings, mergeSections, parseConfiguration } from '../config/load.js';
import { splitRecipe } from '../data/split-recipe.js';
import { baselineScorers } from '../measure/baselines.js';
import { measureAll, requireMeasurable } from '../measure/evaluation.js';
import { evaluationContent } from '../measure/evaluation-content.js';
import { formatCount } from '../output/format.js';
import { ProgressLine } from '../output/progress.js';
import { showScores, showSlices } from '../output/scores.js';
import type { Invocation } from '../program/command.js';
import { useEngine } from '../program/engine.js';
import { repeatCommand } from '../program/repeat-command.js';
import { fromStart, shownPath } from '../program/start-directory.js';
import { exampleRecommendations } from '../recommend/examples.js';
import { findArtifact, openArtifact } from '../runs/artifact.js';
import { type ModelData, modelSequences } from '../runs/model-sequences.js';
import { dataName, readRun, trainCommandOf } from '../runs/run-directory.js';

export interface EvaluateFlags {
  readonly artifact?: string;
  readonly config?: string;
  readonly slices?: boolean;
  readonly output?: string;
}

/** Measures a model on the held-out items of its own data, or of other data in the model's vocabulary. */
export async function evaluate(invocation: Invocation<EvaluateFlags>): Promise<number> {
  const started = performance.now();
  const { terminal, options } = invocation;
  const directory = findArtifact(options.artifact);
  const choice = chooseData(directory, invocation);
  const { configuration } = choice;
  const recipe = splitRecipe(configuration.split);

  const engine = await useEngine(configuration.engine);
  const { model, catalogue, config, popularity } = await openArtifact(directory);
  const { sequences, manifest, unknownEvents } = await modelSequences(catalogue, {
    ...choice,
    terminal,
  });
  const split = splitSequences(sequences, recipe);
  const { evaluation } = configuration;
  requireMeasurable(evaluation, split, catalogue);
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

  const output = options.output ? fromStart(options.output) : defaultOutput(directory, choice);
  const written = await writeEvaluation(
    output,
    evaluationContent(protocols, {
      command: commandFor(directory, options),
      trainCommand: trainCommandOf(directory),
      ...{ started, dataset: manifest, unknownEvents, split: recipe, model: config, engine },
      settings: evaluation,
      examples,
    }),
  );

  terminal.note(`model    ${shownPath(directory)} (version ${config.version})`);
  terminal.note(`result   ${shownPath(join(output, EVALUATION_FILE))}`);
  showScores({ scores, sampledScores }, { recipe, ks: evaluation.ks, terminal });
  if (options.slices) showSlices(written.protocols[0]?.scorers ?? [], evaluation, terminal);
  terminal.result({
    artifact: directory,
    version: config.version,
    dataset: manifest.contentHash,
    split: recipe,
    scores,
    sampledScores,
    evaluation: join(output, EVALUATION_FILE),
  });
  return 0;
}

/** Beside the model where it is the model's own test; elsewhere it would hide that one. */
function defaultOutput(directory: string, { configuration, isOwn }: Choice): string {
  const { data, split } = configuration;
  if (isOwn && split.kind === readRun(directory).configuration.split.kind) return directory;
  return join(directory, 'evaluations', `${dataName(data.files)}-${split.kind}`);
}

/** The command with the model that was found named, as another may be the newest then. */
function commandFor(directory: string, { artifact }: EvaluateFlags): string {
  const typed = repeatCommand('evaluate');
  return artifact === undefined ? `${typed} --artifact ${shownPath(directory)}` : typed;
}

interface Choice extends ModelData {
  readonly configuration: Configuration;
}

function chooseData(
  artifact: string,
  { settings, options, terminal }: Invocation<EvaluateFlags>,
): Choice {
  const given = givenSettings(settings, options.config);
  if (given.data !== undefined) {
    return { configuration: parseConfiguration(given, 'the settings'), isOwn: false };
  }
  const run = readRun(artifact);
  if (given.split !== undefined) {
    terminal.warn(
      `the model was trained on a ${run.configuration.split.kind} split; another one may hold out what it was trained on`,
    );
  }
  const merged = mergeSections(run.configuration, given);
  const configuration = parseConfiguration(merged, 'the settings');
  return { configuration, isOwn: true, contentHash: run.dataset };
}

import { type Catalogue, type Sequences, splitSequences } from '@org/seqrec-data';
import { modelScorer } from '@org/sequence-model';
import { findArtifact, openArtifact } from '../artifact.js';
import { baselineScorers } from '../baselines.js';
import { CliError } from '../cli-error.js';
import type { Invocation } from '../command.js';
import type { Configuration } from '../config/configuration.js';
import { givenSettings, mergeSections, parseConfiguration } from '../config/load.js';
import { useEngine } from '../engine.js';
import { compareScorers } from '../evaluation.js';
import { formatCount, formatShare, plural } from '../output/format.js';
import { ProgressLine } from '../output/progress.js';
import { scoresTable, testHeading } from '../output/scores-table.js';
import type { Terminal } from '../output/terminal.js';
import { prepareData } from '../prepared-data.js';
import { remapSequences } from '../remap.js';
import { readRun } from '../run-directory.js';
import { splitRecipe } from '../split-recipe.js';
import { shownPath } from '../start-directory.js';

export interface EvaluateFlags {
  readonly artifact?: string;
  readonly config?: string;
}

/** Measures a model on the held-out items of its own data, or of other data in the model's vocabulary. */
export async function evaluate(invocation: Invocation<EvaluateFlags>): Promise<number> {
  const { terminal, options } = invocation;
  const directory = findArtifact(options.artifact);
  const { configuration, isOwn } = chooseData(directory, invocation);
  const recipe = splitRecipe(configuration.split);

  await useEngine(configuration.engine.name);
  const { model, catalogue, config, popularity } = await openArtifact(directory);
  const { sequences, contentHash } = await sequencesFor(catalogue, {
    configuration,
    isOwn,
    terminal,
  });
  const split = splitSequences(sequences, recipe);
  const { evaluation } = configuration;
  const { itemCount } = catalogue;
  const baselines = await baselineScorers(evaluation.baselines, {
    train: split.train,
    itemCount,
    popularity,
  });

  const progress = new ProgressLine(terminal);
  const scores = await compareScorers([modelScorer(model), ...baselines], {
    set: split.test,
    itemCount,
    popularity,
    settings: evaluation,
    onProgress: (scorer, users, totalUsers) =>
      progress.update({
        label: `test ${scorer}`,
        share: users / totalUsers,
        details: [`${formatCount(users)}/${formatCount(totalUsers)} users`],
      }),
    onScores: () => progress.clear(),
  });

  terminal.note(`model    ${shownPath(directory)} (version ${config.version})`);
  terminal.show(terminal.resultStyle.bold(testHeading(recipe, scores)));
  terminal.show(scoresTable(scores, evaluation.ks));
  terminal.result({
    artifact: directory,
    version: config.version,
    dataset: contentHash,
    split: recipe,
    scores,
  });
  return 0;
}

interface Choice {
  readonly configuration: Configuration;
  /** Whether it is the data that the model was trained on. */
  readonly isOwn: boolean;
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
  return { configuration: parseConfiguration(merged, 'the settings'), isOwn: true };
}

interface OpenedSequences {
  readonly sequences: Sequences;
  readonly contentHash: string;
}

async function sequencesFor(
  catalogue: Catalogue,
  { configuration, isOwn, terminal }: Choice & { readonly terminal: Terminal },
): Promise<OpenedSequences> {
  const { dataset } = await prepareData(configuration.data, terminal);
  const { contentHash } = dataset.manifest;
  const { sequences, unknownEvents, unknownItems } = remapSequences(dataset, catalogue);
  if (sequences.items.length === 0) {
    throw new CliError(
      'failure',
      `the model knows none of the ${plural(dataset.catalogue.itemCount, 'item')} of this data: are its ids the same as in training?`,
    );
  }
  if (isOwn && unknownEvents > 0) {
    throw new CliError('failure', 'the data of this model has changed since it was trained');
  }
  if (unknownEvents > 0) {
    const share = formatShare(unknownEvents / dataset.sequences.items.length);
    terminal.warn(
      `${plural(unknownEvents, 'event')} (${share}) of ${plural(unknownItems, 'item')} that the model does not know are left out`,
    );
  }
  return { sequences, contentHash };
}

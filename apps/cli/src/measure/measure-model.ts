import { isDeepStrictEqual } from 'node:util';
import type { ArtifactConfig } from '@org/artifact';
import { type EvaluationFile, writeEvaluation } from '@org/evaluation';
import type { Sequences } from '@org/seqrec-data';
import { modelScorer } from '@org/sequence-model';
import { type SettledEvaluation, settle } from '../config/configuration.js';
import { type PartialConfiguration, parseConfiguration } from '../config/load.js';
import { dataName } from '../data/data-name.js';
import { splitRecipe } from '../data/split-recipe.js';
import { formatCount } from '../output/format.js';
import { ProgressLine } from '../output/progress.js';
import type { Terminal } from '../output/terminal.js';
import { requireWritable, writingTo } from '../output/write-output.js';
import { useEngine } from '../program/engine.js';
import { exampleRecommendations } from '../recommend/examples.js';
import {
  allStages,
  type OpenedReranker,
  openReranker,
  type RerankerFlags,
  requireHeldOut,
} from '../recommend/reranker.js';
import { namesSameFiles } from '../runs/data-over-run.js';
import { type FoundModel, openModel, trainedOn } from '../runs/found-model.js';
import { storedRunData } from '../runs/run-data.js';
import type { RunRecord } from '../runs/run-directory.js';
import { type RunSettings, runSettings } from '../runs/run-settings.js';
import { stoppedRecord } from '../runs/stopped-run.js';
import { reportUnknownItems } from '../runs/unknown-items.js';
import { baselineScorers, fitProgressBar, fittedOf, longFitLine, longFits } from './baselines.js';
import { withEarlierBaselines } from './earlier-baselines.js';
import { type Measurements, measureAll, requireMeasurable } from './evaluation.js';
import { evaluationContent } from './evaluation-content.js';
import { resultPlace } from './result-place.js';
import { type ResultTask, resultTask } from './result-task.js';
import { storedTest } from './stored-test.js';

export interface MeasureModelOptions {
  /** Settings that override those of the run. */
  readonly given: PartialConfiguration;
  /** The command that repeats the measurement. */
  readonly command: string;
  /** The directory that the user named for the result. */
  readonly output?: string | undefined;
  /** A re-ranker of the model's candidates. */
  readonly second?: RerankerFlags;
  /** Uses the run's files even if they changed since training. */
  readonly allowChanged?: boolean;
  readonly terminal: Terminal;
}

export interface MeasuredModel extends Pick<Measurements, 'scores' | 'sampledScores'> {
  /** Baselines that come from an earlier measurement of the same task. */
  readonly kept: readonly string[];
  readonly file: EvaluationFile;
  /** The directory of the result. */
  readonly place: string;
  readonly evaluation: SettledEvaluation;
}

/** Measures a model and writes the result. */
export async function measureModel(
  found: FoundModel,
  {
    given,
    command,
    output: named,
    second = {},
    allowChanged = false,
    terminal,
  }: MeasureModelOptions,
): Promise<MeasuredModel> {
  const started = performance.now();
  const { directory } = found;
  const settings = runSettings(directory, given);
  const { run, configuration } = settings;
  const recipe = splitRecipe(configuration.split);

  const engine = await useEngine(configuration.engine);
  const { model, catalogue, config, popularity } = await openModel(found, terminal);
  const { evaluation } = settle(configuration, config.excludeSeen ?? true);
  const reranker = await openReranker(second);
  const data = await storedRunData({
    ...{ directory, settings, terminal, trainedOn: trainedOn(config) },
    allowChanged,
  });
  const { manifest } = data.dataset;
  const unknownEvents = await reportUnknownItems(catalogue, data, terminal);
  if (reranker !== undefined) {
    const { contentHash: dataset } = manifest;
    requireHeldOut(reranker.artifact.config, { dataset, split: recipe }, terminal);
  }
  const { test, userIds, examples, exampleIds, whole } = await storedTest(data, {
    ...{ catalogue, recipe },
    needsTraining: fittedOf(evaluation.baselines).length > 0,
  });
  const train = (): Sequences => {
    if (whole === undefined) throw new Error('no baseline is fitted, so no training part is read');
    return whole.train;
  };
  requireMeasurable(evaluation, { train, test }, catalogue);
  const measured = reranker === undefined ? config : twoStages(config, reranker);
  const first = modelScorer(model);
  const { excludeSeen } = evaluation;
  const scorer = allStages({ scorer: first, catalogue, excludeSeen }, reranker);
  const place = await resultPlace({
    directory: found.place,
    output: named,
    task: resultTask(evaluation, {
      ...{ model: measured.version, dataset: manifest.contentHash, split: recipe },
    }),
    ownTask: ownTask(config, run),
    dataName: dataName(configuration.data.files),
  });
  requireWritable(place);
  warnOfOtherSplit(settings, terminal);
  const { itemCount } = catalogue;
  const progress = new ProgressLine(terminal);
  for (const fit of longFits(evaluation.baselines, { train, itemCount })) {
    terminal.note(longFitLine(fit));
  }
  const baselines = await baselineScorers(evaluation.baselines, {
    train,
    itemCount,
    popularity,
    onProgress: (fit) => progress.update(fitProgressBar(fit)),
  });
  progress.clear();
  const { scores, sampledScores, protocols } = await measureAll(
    scorer,
    reranker === undefined ? baselines : [first, ...baselines],
    {
      set: test,
      catalogue,
      popularity,
      userIds,
      settings: evaluation,
      onProgress: (scorer, users, totalUsers) =>
        progress.update({
          label: `test ${scorer}`,
          share: users / totalUsers,
          details: [`${formatCount(users)}/${formatCount(totalUsers)} users`],
        }),
      onScores: () => progress.clear(),
    },
  );

  const shownExamples = await exampleRecommendations(scorer, examples, {
    ...{ catalogue, userIds: exampleIds, excludeSeen },
  });

  const { content, kept } = await withEarlierBaselines(
    place,
    evaluationContent(protocols, {
      command,
      trainCommand: run?.command,
      ...{
        started,
        dataset: manifest,
        trainedOn: trainedOn(config),
        unknownEvents,
        split: recipe,
        model: measured,
        stopped: found.stopped && stoppedRecord(found.stopped),
        engine,
      },
      settings: evaluation,
      examples: shownExamples,
    }),
  );
  const file = await writingTo('--output', () => writeEvaluation(place, content));

  return { file, place, kept, scores, sampledScores, evaluation };
}

/** What a result says of a model whose candidates are ordered again: both versions, and the options of the second stage. */
function twoStages(
  config: ArtifactConfig,
  { artifact: { config: second }, candidates }: OpenedReranker,
): ArtifactConfig {
  return {
    ...config,
    version: `${config.version}-${second.version}-${candidates}`,
    model: {
      ...config.model,
      reranker: { version: second.version, candidates, training: second.training },
    },
  };
}

/** The run's own task: its settings on its training data. */
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

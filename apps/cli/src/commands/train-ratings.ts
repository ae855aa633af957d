import { join } from 'node:path';
import { dataRecord } from '@org/artifact';
import { saveRatingArtifact } from '@org/bst';
import type { RatingScores } from '@org/ratings';
import { absoluteData, absoluteValues } from '../config/absolute-paths.js';
import { checkedVectors } from '../config/vector-options.js';
import { dataLabel, dataName } from '../data/data-name.js';
import { prepareData } from '../data/prepared-data.js';
import { formatSeconds } from '../output/format.js';
import { writeOutput } from '../output/write-output.js';
import { CliError } from '../program/cli-error.js';
import { useEngine } from '../program/engine.js';
import { type Interrupt, interruptedExitCode, onInterrupt } from '../program/interrupt.js';
import { commandLine } from '../program/invocation.js';
import { repeatCommand } from '../program/repeat-command.js';
import { fromStart, shownPath } from '../program/start-directory.js';
import { version } from '../program/version.js';
import { chooseReranking } from '../ratings/choose-reranking.js';
import type { FirstStage } from '../ratings/first-stage.js';
import { type TestedLikes, testLikes } from '../ratings/like-model.js';
import { likePage } from '../ratings/like-page.js';
import { ratingPage } from '../ratings/rating-page.js';
import {
  type RatingRun,
  ratingEvents,
  ratingFirstStage,
  ratingModel,
  readRatingRun,
  writeRatingRun,
} from '../ratings/rating-run.js';
import {
  type RatingConfiguration,
  type RatingSettings,
  ratingConfiguration,
} from '../ratings/rating-settings.js';
import { likeTable, ratingTable, splitSentence } from '../ratings/rating-table.js';
import { ratingTexts, readRatingTexts, writeRatingTexts } from '../ratings/rating-texts.js';
import { writeTestPredictions } from '../ratings/test-predictions.js';
import {
  type TrainedRatings,
  testRatingModel,
  trainRatingModel,
} from '../ratings/train-rating-model.js';
import { chartsScript } from '../report/document.js';
import { changedData } from '../runs/changed-data.js';
import { lockNewRun, lockResumed } from '../runs/run-lock.js';
import type { Invocation } from './command.js';

export interface TrainRatingsFlags {
  readonly resume?: string;
}

/** Trains a rating model, measures it beside baselines, and writes result, report and weights into a run. */
export async function trainRatings({
  terminal,
  settings,
  options,
}: Invocation<TrainRatingsFlags>): Promise<number> {
  const started = performance.now();
  const resumed = resumedRun(settings, options.resume);
  const configuration = resumed?.run.configuration ?? given(settings);
  const { data, ratings, engine: choice } = configuration;
  const { dataset } = await prepareData(data, terminal, { contentHash: resumed?.run.dataset });
  const { contentHash } = dataset.manifest;
  if (resumed !== undefined && resumed.run.dataset !== contentHash) {
    throw changedData({
      of: `${shownPath(resumed.directory)} (${dataLabel(data)})`,
      since: 'the run began',
      recorded: resumed.run.dataset,
      found: contentHash,
      advice: 'restore it, or train again in another directory',
    });
  }
  const engine = await useEngine(choice);
  terminal.note(`engine   ${engine.name}`);
  const { catalogue } = dataset;
  const texts =
    resumed === undefined
      ? await ratingTexts({ settings: ratings, catalogue, terminal, cache: fromStart(data.cache) })
      : await readRatingTexts(resumed.directory, ratings);
  const events = ratingEvents(configuration, dataset);
  const firstStage = await ratingFirstStage(configuration, { dataset, ...events, terminal });
  requireSameFirstStage(resumed, firstStage);
  const model = ratingModel(configuration, dataset, events, { texts, firstStage });
  const { run: directory, lock } =
    resumed === undefined
      ? await lockNewRun(ratings.output, `bst-${dataName(data.files)}`)
      : { run: resumed.directory, lock: await lockResumed(resumed.directory) };
  const aborter = new AbortController();
  let interrupt: Interrupt | undefined;
  const stop = onInterrupt({
    first: (signal) => {
      interrupt = signal;
      aborter.abort();
    },
    second: (signal) => process.exit(interruptedExitCode(signal)),
  });
  try {
    const run: RatingRun = resumed?.run ?? {
      configuration,
      dataset: contentHash,
      command: repeatCommand('train-ratings'),
      ...(firstStage && { firstStage: firstStage.version }),
    };
    terminal.note(`run      ${shownPath(directory)}`);
    if (texts !== undefined) await writeRatingTexts(directory, texts, catalogue);
    await writeRatingRun(directory, run);
    const work = { settings: ratings, terminal, signal: aborter.signal };
    const trained = await trainRatingModel(model, {
      ...work,
      engine,
      directory,
      resume: resumed !== undefined,
      dataset: contentHash,
    });
    if (trained.reason === 'aborted') return stopped(directory, trained, interrupt);
    const { likes } = model;
    const reranking =
      firstStage && likes && (await chooseReranking(model, likes, { firstStage, terminal }));
    const tested =
      likes === undefined
        ? { kind: 'ratings' as const, ...(await testRatingModel(model, work)) }
        : { kind: 'likes' as const, ...(await testLikes(model, likes, work)) };
    const { scores } = tested;
    await saveRatingArtifact(directory, {
      ...{ model: model.model, features: model.features, catalogue, reranking },
      data: dataRecord(dataset, model.split.recipe),
      training: {
        ...trainingOf(ratings),
        steps: trained.steps,
        reason: trained.reason,
        engine: engine.name,
      },
      metrics: { test: tested.kind === 'likes' ? likeMetrics(tested) : testMetrics(tested.scores) },
      versions: { cli: version, [engine.package]: engine.version },
    });
    await writeTestPredictions(directory, {
      ...{ model, dataset, predictions: tested.predictions },
      ...(likes && { likes: likes.test }),
    });
    const content = {
      data: dataLabel(data),
      split: model.split.recipe,
      testRatings: model.split.test.length,
      ...(likes && { examples: likes.test.labels.length }),
      ...(reranking && { reranking }),
      scores,
      trained,
      loss: model.model.config.loss,
      command: run.command,
    };
    await writeOutput(
      join(directory, 'ratings.json'),
      resultJson({
        ...content,
        dataset: contentHash,
        engine: engine.name,
        configuration: { ratings },
      }),
    );
    const script = await chartsScript();
    await writeOutput(
      join(directory, 'report.html'),
      tested.kind === 'likes'
        ? await likePage({
            ...{ ...content, script, scores: tested.scores },
            examples: likes?.test.labels.length ?? 0,
          })
        : await ratingPage({ ...content, script, scores: tested.scores }),
    );
    const seconds = (performance.now() - started) / 1000;
    terminal.show(splitSentence(model.split.recipe, model.split.test.length));
    terminal.show(tested.kind === 'likes' ? likeTable(tested.scores) : ratingTable(tested.scores));
    terminal.show();
    terminal.show(`Report   ${shownPath(join(directory, 'report.html'))}`);
    terminal.show(`Model    ${shownPath(directory)}  (${formatSeconds(seconds)})`);
    terminal.result({ ...content, run: directory, seconds });
    return 0;
  } finally {
    stop();
    await lock.release();
  }

  function stopped(
    directory: string,
    { steps }: TrainedRatings,
    by: Interrupt | undefined,
  ): number {
    const command = commandLine('train-ratings', ['--resume', shownPath(directory)]);
    terminal.print(`Stopped after step ${steps}; a checkpoint is written. Continue with:`);
    terminal.print(`  ${command}`);
    terminal.result({ reason: 'aborted', steps, run: directory, resume: command });
    return interruptedExitCode(by ?? 'SIGINT');
  }
}

function given(settings: object): RatingConfiguration {
  const { data, ratings, engine } = ratingConfiguration(settings);
  if (data.files === undefined && ratings.loss !== 'log') {
    throw new CliError(
      'usage',
      'the shipped sample has no ratings: name data with --data, such as a folder of MovieLens-1M',
    );
  }
  checkedVectors(ratings);
  requireImplicit(ratings);
  if (ratings.loss !== 'log' && (ratings.implicit || ratings.negatives > 0)) {
    const flag = ratings.implicit ? '--implicit' : '--negatives';
    throw new CliError('usage', `${flag} needs --loss log, which predicts likes and no ratings`);
  }
  const placed = {
    ...ratings,
    ...absoluteValues(ratings, ['output', 'itemVectors', 'textEncoder', 'firstStage']),
  };
  return { data: absoluteData(data), ratings: placed, engine };
}

/** The rest of the training must see the candidates that its beginning saw. */
function requireSameFirstStage(
  resumed: ResumedRun | undefined,
  firstStage: FirstStage | undefined,
): void {
  if (resumed === undefined || resumed.run.firstStage === firstStage?.version) return;
  throw new CliError(
    'failure',
    `the first stage is not the model that it was when ${shownPath(resumed.directory)} began (version ${resumed.run.firstStage}, now ${firstStage?.version}): restore it, or train again in another directory`,
  );
}

/** A re-ranker of a first stage reads what every history has, and learns from candidates that were not taken. */
function requireImplicit({ firstStage, loss, implicit, negatives }: RatingSettings): void {
  if (firstStage === undefined || (loss === 'log' && implicit && negatives > 0)) return;
  throw new CliError(
    'usage',
    '--first-stage trains a re-ranker, which needs --loss log --implicit --negatives 16 or another number',
  );
}

interface ResumedRun {
  readonly directory: string;
  readonly run: RatingRun;
}

function resumedRun(settings: object, resume: string | undefined): ResumedRun | undefined {
  if (resume === undefined) return undefined;
  if (Object.keys(settings).length > 0) {
    throw new CliError(
      'usage',
      '--resume continues with the settings of its run: give no other settings beside it',
    );
  }
  const directory = fromStart(resume);
  return { directory, run: readRatingRun(directory) };
}

/** What the artifact says of its training besides the options of the network. */
function trainingOf({ epochs, batchSize, learningRate, weightDecay, seed }: RatingSettings) {
  return { epochs, batchSize, learningRate, weightDecay, seed };
}

/** The content of `metrics.json` about the test. */
function testMetrics(scores: readonly RatingScores[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    scores.map(({ name, mae, rmse, spearman }) => [
      name,
      { mae: mae.mean, rmse: rmse.mean, spearman },
    ]),
  );
}

function likeMetrics({ scores }: TestedLikes): Readonly<Record<string, unknown>> {
  return Object.fromEntries(scores.map(({ name, ...values }) => [name, values]));
}

/** The content of `ratings.json`. */
function resultJson(result: object): string {
  return `${JSON.stringify({ formatVersion: 1, ...result }, null, 2)}\n`;
}

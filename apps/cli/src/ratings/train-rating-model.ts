import { join } from 'node:path';
import { bstBatches } from '@org/bst';
import type { Engine } from '@org/engine';
import {
  fitRatingBaseline,
  type RatingPredictions,
  type RatingScores,
  ratingQuestions,
  scoreLikes,
  scoreRatings,
} from '@org/ratings';
import { type EvaluationRecord, train } from '@org/training';
import { formatCount, formatSeconds } from '../output/format.js';
import { ProgressLine } from '../output/progress.js';
import type { Terminal } from '../output/terminal.js';
import { predictLikes } from './like-model.js';
import type { RatingModel } from './rating-run.js';
import type { RatingSettings } from './rating-settings.js';

export interface TrainRatingModelOptions {
  readonly settings: RatingSettings;
  readonly engine: Engine;
  readonly directory: string;
  readonly resume: boolean;
  /** The content hash of the dataset. */
  readonly dataset: string;
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
}

/** The names of metrics of validation for people. */
export const metricNames: Readonly<Record<string, string>> = {
  ...{ mae: 'MAE', rmse: 'RMSE', auc: 'AUC', logLoss: 'log loss' },
};

/** One point of the loss, the mean over steps. */
export interface LossPoint {
  readonly epoch: number;
  readonly loss: number;
}

export interface TrainedRatings {
  readonly reason: 'completed' | 'stopped-early' | 'aborted';
  readonly steps: number;
  readonly losses: readonly LossPoint[];
  readonly validations: readonly (EvaluationRecord & { readonly at: number })[];
}

/** Trains the model in place, and shows progress. The model then has the weights of the best validation. */
export async function trainRatingModel(
  { data, split, features, model, predictor, likes }: RatingModel,
  { settings, engine, directory, resume, dataset, terminal, signal }: TrainRatingModelOptions,
): Promise<TrainedRatings> {
  const { batchSize, seed, epochs, learningRate: rate, weightDecay, patience } = settings;
  const batches = bstBatches({
    ...{ model, features, data, batchSize, seed },
    examples: likes?.examples ?? split.examples,
    ...(likes && {
      ...{ negatives: likes.negatives, targetTime: likes.targetTime },
      candidates: likes.candidates,
    }),
  });
  const metric = { mse: 'rmse', l1: 'mae', log: 'logLoss' }[model.config.loss];
  const { batchesPerEpoch } = batches;
  const totalSteps = epochs * batchesPerEpoch;
  const measure = async (): Promise<Record<string, number>> => {
    if (likes !== undefined) {
      const said = await predictLikes({ data, predictor }, likes.validation, likes);
      const [scores] = scoreLikes([said], likes.validation);
      return { auc: scores?.auc ?? Number.NaN, logLoss: scores?.logLoss ?? Number.NaN };
    }
    const values = await predictor.predict(ratingQuestions(data, split.validation));
    const [scores] = scoreRatings([{ name: 'bst', values }], data, split.validation, {
      seed,
      resamples: 1,
    });
    return { mae: scores?.mae.mean ?? Number.NaN, rmse: scores?.rmse.mean ?? Number.NaN };
  };
  const every = { steps: Math.max(1, Math.floor(batchesPerEpoch / settings.validations)) };
  const events = train({
    model,
    batches,
    seed,
    epochs,
    optimizer: { kind: 'adamw', weightDecay },
    learningRate: {
      kind: 'linear',
      rate,
      warmupSteps: Math.floor(totalSteps / 50),
      totalSteps,
    },
    ...(engine.stepRunner !== undefined && { stepRunner: engine.stepRunner }),
    validation: { measure, metric, lowerIsBetter: true, every, ...(patience > 0 && { patience }) },
    checkpoints: { directory: join(directory, 'checkpoints'), resume },
    provenance: { dataset, split: split.recipe },
    signal,
  });
  const progress = new ProgressLine(terminal);
  const losses: LossPoint[] = [];
  let sum = 0;
  let count = 0;
  try {
    for (;;) {
      const { done, value } = await events.next();
      if (done) {
        const { reason, steps, evaluations } = value;
        return {
          reason,
          steps,
          losses,
          validations: evaluations.map((one) => ({ ...one, at: one.step / batchesPerEpoch })),
        };
      }
      if (value.type === 'step') {
        sum += value.loss;
        count += 1;
        if (count === Math.max(1, Math.floor(batchesPerEpoch / 50))) {
          losses.push({ epoch: value.step / batchesPerEpoch, loss: sum / count });
          [sum, count] = [0, 0];
        }
        progress.update({
          label: `epoch ${value.epoch + 1}/${epochs}`,
          share: value.step / totalSteps,
          details: [
            `loss ${(losses.at(-1)?.loss ?? value.loss).toFixed(3)}`,
            `${formatCount(Math.round(value.sequencesPerSecond))} ratings/s`,
            `${formatSeconds(value.etaSeconds)} left`,
          ],
        });
      } else if (value.type === 'evaluation') {
        const at = (value.step / batchesPerEpoch).toFixed(2);
        const shown = Object.entries(value.metrics).map(
          ([name, number]) => `${metricNames[name] ?? name} ${number.toFixed(4)}`,
        );
        const line = `epoch ${at}  validation ${shown.join('  ')}`;
        progress.print(value.best ? `${line}  best` : line);
      }
    }
  } finally {
    progress.clear();
  }
}

export interface TestedRatings {
  /** The model first. */
  readonly predictions: readonly RatingPredictions[];
  readonly scores: readonly RatingScores[];
}

/**
 * Measures the model and the baselines on the test. Baselines learn from the ratings of training and validation, because
 * nothing is chosen for them on validation and the model's histories show those ratings too.
 */
export async function testRatingModel(
  { data, split, predictor }: RatingModel,
  { settings, terminal, signal }: Pick<TrainRatingModelOptions, 'settings' | 'terminal' | 'signal'>,
): Promise<TestedRatings> {
  const progress = new ProgressLine(terminal);
  const questions = ratingQuestions(data, split.test);
  const predictions: RatingPredictions[] = [
    { name: 'bst', values: await predictor.predict(questions) },
  ];
  const events = Int32Array.from([...split.train, ...split.validation]).sort();
  try {
    for (const kind of settings.baselines) {
      const fit = fitRatingBaseline(kind, { data, events }, settings);
      let next = fit.next();
      for (; !next.done; next = fit.next()) {
        signal.throwIfAborted();
        progress.update({ label: `fitting ${kind}`, share: next.value, details: [] });
        await new Promise((resolve) => setImmediate(resolve));
      }
      predictions.push({ name: kind, values: await next.value.predict(questions) });
    }
  } finally {
    progress.clear();
  }
  return { predictions, scores: scoreRatings(predictions, data, split.test, settings) };
}

import { type Advice, nextTurn, setting } from '@org/seqrec-data/web';
import type { Step } from '@org/step';
import { eagerStep } from '@org/step';
import { Adam } from './adam.js';
import { BatchCursor, batchArrays, batchTotals } from './batch-cursor.js';
import type { CheckpointKeeper } from './checkpoint-keeper.js';
import { TrainingError } from './error.js';
import { learningRateAt } from './learning-rate.js';
import { trainableVariables } from './model-weights.js';
import { Pace } from './pace.js';
import { isDue, planRun, type RunPlan, type ValidationPlan } from './run-plan.js';
import {
  afterEvaluation,
  afterUpdate,
  bestEvaluation,
  FRESH_RUN,
  type RunState,
  runLoss,
} from './run-state.js';
import { type NamedTensors, RunTensors } from './run-tensors.js';
import type { CheckpointSaved, TrainEvent, TrainResult } from './train-event.js';
import type { TrainOptions } from './train-options.js';
import { trainingBody } from './training-body.js';
import { pickUpdateOptions } from './update-options.js';

const DIVERGED: Advice = [
  'lower the learning rate, warm it up, or bound the gradients with ',
  [setting('clipNorm')],
];

/**
 * A run in progress. Its next action (evaluate, save, update or end) is a function of its options and of the state that
 * checkpoints hold, so a resumed run does the same as a run without a stop.
 */
export class TrainingRun {
  readonly #options: TrainOptions;
  /** Where checkpoints are kept; undefined if none are. */
  readonly #keeper: CheckpointKeeper | undefined;
  readonly #plan: RunPlan;
  readonly #parameters: number;
  readonly #optimizer: Adam;
  readonly #tensors: RunTensors;
  readonly #step: Step;
  readonly #pace: Pace = new Pace();
  #state: RunState = FRESH_RUN;
  /** Whether the state changed since the last save. */
  #unsaved = true;
  #checkpoint: string | undefined;
  #bestWeights: NamedTensors | undefined;

  constructor(options: TrainOptions, keeper?: CheckpointKeeper) {
    const { model, seed, microBatchRows, stepRunner = eagerStep } = options;
    const plan = planRun(options);
    const variables = trainableVariables(model.network).map(({ variable }) => variable);
    const optimizer = new Adam(variables, plan.optimizer, plan.schedule);
    this.#options = options;
    this.#keeper = keeper;
    this.#plan = plan;
    this.#parameters = variables.reduce((sum, { size }) => sum + size, 0);
    this.#optimizer = optimizer;
    this.#tensors = new RunTensors(model, optimizer);
    this.#step = stepRunner(
      trainingBody({
        model,
        variables,
        optimizer,
        seed,
        meanWeight: options.batches.meanWeight,
        ...pickUpdateOptions({ ...options }),
        microBatchRows,
      }),
    );
  }

  async *events(): AsyncGenerator<TrainEvent, TrainResult> {
    const { batches, signal } = this.#options;
    const { totalSteps, validation } = this.#plan;
    yield await this.#start();
    const cursor = new BatchCursor(batches, this.#state.epoch, this.#state.batch);
    try {
      for (;;) {
        const atEnd = this.#state.step >= totalSteps;
        if (validation && this.#evaluationDue(atEnd)) yield* this.#evaluate(validation);
        const patienceOut =
          validation !== undefined && this.#state.evaluationsSinceBest >= validation.patience;
        const complete = atEnd && !this.#evaluationDue(atEnd);
        const reason = this.#reasonToSave(complete || patienceOut);
        if (reason !== undefined) yield* this.#save(reason);

        if (complete) return this.#end('completed');
        if (patienceOut) {
          const { step } = this.#state;
          yield { type: 'stopped-early', step, ...this.#best(validation) };
          return this.#end('stopped-early');
        }
        if (signal?.aborted) {
          const { step } = this.#state;
          const saved = this.#checkpoint !== undefined && { checkpoint: this.#checkpoint };
          yield { type: 'aborted', step, ...saved };
          return this.#end('aborted');
        }
        yield* this.#update(cursor);
        await nextTurn();
      }
    } finally {
      await cursor.close();
    }
  }

  dispose(): void {
    this.#step.dispose();
    this.#optimizer.dispose();
  }

  async #start(): Promise<TrainEvent> {
    const { batches } = this.#options;
    const { checkpoint, bestWeights, skipped } =
      this.#keeper === undefined ? { skipped: [] } : await this.#keeper.open(this.#plan);
    if (checkpoint !== undefined) {
      this.#tensors.write(checkpoint.tensors, checkpoint.directory);
      this.#state = checkpoint.run;
      this.#unsaved = false;
      this.#checkpoint = checkpoint.directory;
      this.#bestWeights = bestWeights;
    }
    return {
      type: 'started',
      step: this.#state.step,
      epoch: this.#state.epoch,
      totalSteps: this.#plan.totalSteps,
      batchesPerEpoch: batches.batchesPerEpoch,
      parameters: this.#parameters,
      skipped,
      ...(checkpoint !== undefined && { resumedFrom: checkpoint.directory }),
    };
  }

  async *#update(cursor: BatchCursor): AsyncGenerator<TrainEvent, void> {
    const { totalSteps, schedule } = this.#plan;
    const { epoch, batch: batchIndex } = this.#state;
    const step = this.#state.step + 1;
    const started = performance.now();
    const batch = await cursor.next();
    const { sequences, weight } = batchTotals(batch);
    const results = await this.#step.run(batchArrays(batch), step);
    this.#pace.add((performance.now() - started) / 1000, sequences);

    const loss = results.loss?.[0] ?? Number.NaN;
    const gradientNorm = results.gradientNorm?.[0] ?? Number.NaN;
    const learningRate = learningRateAt(schedule, step);
    if (!Number.isFinite(loss) || !Number.isFinite(gradientNorm)) {
      throw new TrainingError(
        'not-finite',
        `training diverged at step ${step}: loss ${loss}, gradient norm ${gradientNorm}, learning rate ${learningRate}`,
        { step, advice: DIVERGED },
      );
    }
    this.#state = afterUpdate(this.#state, { loss, weight }, this.#options.batches.batchesPerEpoch);
    this.#unsaved = true;
    yield {
      type: 'step',
      step,
      epoch,
      batch: batchIndex,
      totalSteps,
      loss,
      learningRate,
      gradientNorm,
      sequences,
      sequencesPerSecond: this.#pace.sequencesPerSecond,
      etaSeconds: (totalSteps - step) * this.#pace.secondsPerStep,
    };
    if (this.#state.epoch > epoch) {
      yield { type: 'epoch', step, epoch, loss: runLoss(this.#state) };
    }
  }

  #evaluationDue(atEnd: boolean): boolean {
    const { validation } = this.#plan;
    const { step, evaluations } = this.#state;
    if (validation === undefined || step === 0 || evaluations.at(-1)?.step === step) return false;
    return atEnd || isDue(validation.every, this.#state);
  }

  /** Evaluates the current weights. After an abort, the evaluation is still due. */
  async *#evaluate(plan: ValidationPlan): AsyncGenerator<TrainEvent, void> {
    const { signal } = this.#options;
    const { metric, users: totalUsers } = plan;
    const { step, batch } = this.#state;
    // At the end of an epoch, the cursor is already in the next epoch.
    const epoch = this.#state.epoch - (batch === 0 ? 1 : 0);
    const started = performance.now();
    const progress = plan.measure(signal);
    try {
      let next = await progress.next();
      for (; !next.done; next = await progress.next()) {
        yield { type: 'evaluation-progress', step, users: next.value, totalUsers };
      }
      const metrics = next.value;
      this.#state = afterEvaluation(this.#state, { step, epoch, metrics }, plan);
    } catch (error) {
      if (signal?.aborted && error === signal.reason) return;
      throw error;
    }

    this.#unsaved = true;
    const { bestStep, evaluations } = this.#state;
    const metrics = evaluations.at(-1)?.metrics ?? {};
    const best = bestStep === step;
    if (best) this.#bestWeights = await this.#tensors.readWeights();
    yield {
      type: 'evaluation',
      step,
      epoch,
      metrics,
      metric,
      value: metrics[metric] ?? Number.NaN,
      best,
      ...this.#best(plan),
      seconds: (performance.now() - started) / 1000,
    };
  }

  #best({ metric }: ValidationPlan): { bestStep: number; bestValue: number } {
    const { step = 0, metrics } = bestEvaluation(this.#state) ?? {};
    return { bestStep: step, bestValue: metrics?.[metric] ?? Number.NaN };
  }

  #reasonToSave(ending: boolean): CheckpointSaved['reason'] | undefined {
    if (this.#keeper === undefined || !this.#unsaved) return undefined;
    if (ending) return 'end';
    if (this.#options.signal?.aborted) return 'abort';
    const { step, bestStep } = this.#state;
    if (bestStep === step) return 'best';
    return isDue(this.#plan.checkpointEvery, this.#state) ? 'scheduled' : undefined;
  }

  async *#save(reason: CheckpointSaved['reason']): AsyncGenerator<TrainEvent, void> {
    if (this.#keeper === undefined) return;
    const tensors = await this.#tensors.read();
    const directory = await this.#keeper.save(this.#plan, this.#state, tensors);
    this.#unsaved = false;
    this.#checkpoint = directory;
    yield { type: 'checkpoint', step: this.#state.step, directory, reason };
  }

  #end(reason: TrainResult['reason']): TrainResult {
    const restore = reason !== 'aborted' && this.#plan.validation?.restoreBest === true;
    if (restore && this.#bestWeights !== undefined) {
      this.#tensors.writeWeights(this.#bestWeights, 'the best evaluation');
    }
    const best = bestEvaluation(this.#state);
    return {
      reason,
      steps: this.#state.step,
      loss: runLoss(this.#state),
      evaluations: this.#state.evaluations,
      ...(best !== undefined && { best }),
      ...(this.#checkpoint !== undefined && { checkpoint: this.#checkpoint }),
    };
  }
}

import { metricLabel } from '@org/metrics';
import type { ItemFeature } from '@org/seqrec-data';
import type { EvaluationDone, StepDone, TrainEvent, TrainStarted } from '@org/training';
import { fitProgressBar, longFitLine } from '../measure/baselines.js';
import { formatCount, formatSeconds, plural } from '../output/format.js';
import { ProgressLine } from '../output/progress.js';
import type { Terminal } from '../output/terminal.js';
import type { WorkerMessage } from './job.js';

/** The weight of the newest step in the shown loss, which smooths the jumps between batches. */
const newestLossShare = 0.05;

/** Shows a training run: a progress bar, a line per validation, and the end. */
export class TrainingView {
  readonly #terminal: Terminal;
  readonly #progress: ProgressLine;
  readonly #epochs: number;
  #loss: number | undefined;
  #epochLoss = Number.NaN;
  #validationSeconds = 0;
  #started: TrainStarted | undefined;

  constructor(terminal: Terminal, epochs: number) {
    this.#terminal = terminal;
    this.#progress = new ProgressLine(terminal);
    this.#epochs = epochs;
  }

  show(message: WorkerMessage): void {
    switch (message.type) {
      case 'engine': {
        const { name, version, device } = message.engine;
        this.#terminal.note(`engine   ${name} ${version} on ${device}`);
        if (name === 'wasm' || name === 'cpu') {
          this.#terminal.warn(
            `training on ${name} takes many times as long as on the other engines; doctor says what keeps them from being used`,
          );
        }
        break;
      }
      case 'encoding':
        this.#progress.update({
          label: 'encoding texts',
          share: message.done / message.total,
          details: [`${formatCount(message.done)}/${formatCount(message.total)}`],
        });
        break;
      case 'without-vector':
        this.#progress.clear();
        this.#terminal.warn(
          `${plural(message.items, 'item')} without a vector: the model can tell them apart by nothing but what it learns of each`,
        );
        break;
      case 'features':
        this.#terminal.note(`features ${message.features.map(featureText).join(', ')}`);
        break;
      case 'train':
        this.#showEvent(message.event);
        break;
      case 'long-fit':
        this.#terminal.note(longFitLine(message.fit));
        break;
      case 'fitting':
        this.#progress.update(fitProgressBar(message.progress));
        break;
      case 'evaluating':
        this.#progress.update({
          label: `test ${message.scorer}`,
          share: message.users / message.totalUsers,
          details: [`${formatCount(message.users)}/${formatCount(message.totalUsers)} users`],
        });
        break;
      case 'evaluated':
      case 'done':
      case 'failed':
        this.#progress.clear();
        break;
    }
  }

  /** A line above the bar. */
  print(text: string): void {
    this.#progress.print(text);
  }

  clear(): void {
    this.#progress.clear();
  }

  #showEvent(event: TrainEvent): void {
    switch (event.type) {
      case 'started':
        this.#started = event;
        this.#terminal.note(startLine(event));
        break;
      case 'step':
        this.#showStep(event);
        break;
      case 'evaluation-progress':
        this.#progress.update({
          label: 'validation',
          share: event.users / event.totalUsers,
          details: [`${formatCount(event.users)}/${formatCount(event.totalUsers)} users`],
        });
        break;
      case 'evaluation':
        this.#validationSeconds = event.seconds;
        this.#progress.print(this.#validationLine(event));
        break;
      case 'stopped-early':
        this.#progress.print(
          this.#terminal.style.dim(
            `no better validation for a while: stopping at step ${formatCount(event.step)}`,
          ),
        );
        break;
      case 'aborted':
        this.#progress.clear();
        break;
      case 'epoch':
        this.#epochLoss = event.loss;
        break;
      case 'checkpoint':
        break;
    }
  }

  #showStep(event: StepDone): void {
    const { loss, step, totalSteps, epoch, sequencesPerSecond } = event;
    const before = this.#loss ?? loss;
    this.#loss = before + newestLossShare * (loss - before);
    this.#progress.update({
      label: `epoch ${epoch + 1}/${this.#epochs}`,
      share: step / totalSteps,
      details: [
        `loss ${this.#loss.toFixed(3)}`,
        `${formatCount(Math.round(sequencesPerSecond))} sequences/s`,
        `ETA ${formatSeconds(this.#eta(event))}`,
      ],
    });
  }

  /** The engine's estimate lacks the validations that are still to come. */
  #eta({ etaSeconds, totalSteps, step }: StepDone): number {
    const perEpoch = this.#started?.batchesPerEpoch ?? totalSteps;
    return etaSeconds + Math.ceil((totalSteps - step) / perEpoch) * this.#validationSeconds;
  }

  #validationLine({ epoch, metrics, best, metric, value }: EvaluationDone): string {
    const { style } = this.#terminal;
    const hitRate = metrics['hitRate@10'];
    const text = [
      `epoch ${String(epoch + 1).padStart(String(this.#epochs).length)}`,
      `loss ${this.#epochLoss.toFixed(3)}`,
      `validation ${metricLabel(metric)} ${value.toFixed(4)}`,
      ...(hitRate === undefined ? [] : [`${metricLabel('hitRate@10')} ${hitRate.toFixed(4)}`]),
    ].join('  ');
    return best ? `${text}  ${style.green('best')}` : style.dim(text);
  }
}

/** `genres: 18 values` */
function featureText(feature: ItemFeature): string {
  switch (feature.kind) {
    case 'category':
    case 'categories':
      return `${feature.attribute}: ${plural(feature.values.length, 'value')}`;
    case 'number':
      return `${feature.attribute}: a number`;
    case 'buckets':
      return `${feature.attribute}: ${plural(feature.bounds.length + 1, 'bucket')}`;
  }
}

function startLine({ parameters, batchesPerEpoch, step, totalSteps }: TrainStarted): string {
  const size = `${formatCount(parameters)} parameters, ${formatCount(batchesPerEpoch)} steps per epoch`;
  return step === 0
    ? `model    ${size}`
    : `model    ${size}; resumes after step ${formatCount(step)} of ${formatCount(totalSteps)}`;
}

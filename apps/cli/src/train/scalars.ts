import type { WorkerMessage } from './job.js';

export interface Scalars {
  readonly step: number;
  /** By tag; the part before the slash groups them. */
  readonly values: Readonly<Record<string, number>>;
}

/** The numbers of a message that TensorBoard shows as curves. */
export function scalarsOf(message: WorkerMessage, lastStep: number): Scalars | undefined {
  if (message.type === 'evaluated') {
    const { scorer, metrics, protocol } = message.scores;
    const group =
      protocol.ranking === 'full' ? `test_${scorer}` : `test_${scorer}_${protocol.name}`;
    return { step: lastStep, values: tagged(group, metrics) };
  }
  if (message.type !== 'train') return undefined;
  const { event } = message;
  switch (event.type) {
    case 'step':
      return {
        step: event.step,
        values: {
          'train/loss': event.loss,
          'train/learning_rate': event.learningRate,
          'train/gradient_norm': event.gradientNorm,
          'train/sequences_per_second': event.sequencesPerSecond,
        },
      };
    case 'epoch':
      return { step: event.step, values: { 'train/epoch_loss': event.loss } };
    case 'evaluation':
      return { step: event.step, values: tagged('validation', event.metrics) };
    default:
      return undefined;
  }
}

function tagged(group: string, metrics: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(metrics).map(([key, value]) => [`${group}/${key}`, value]),
  );
}

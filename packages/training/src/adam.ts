import type { UpdateContext } from '@org/step';
import * as tf from '@tensorflow/tfjs-core';
import { TrainingError } from './error.js';
import { type LearningRateSchedule, learningRateAt } from './learning-rate.js';
import type { OptimizerOptions } from './optimizer-options.js';

/** The running means of one variable, in variables of its shape. */
export interface Moments {
  /** The mean of gradients. */
  readonly mean: tf.Variable;
  /** The mean of squared gradients. */
  readonly variance: tf.Variable;
}

/**
 * Adam and AdamW over variables, as a function of tensors. The learning rate and the bias corrections change from step
 * to step, so they are feeds, which a compiled step can read; the optimizers of TensorFlow.js use JavaScript numbers.
 *
 * One step, for the gradient g of a variable p: `m = β₁m + (1-β₁)g`, `v = β₂v + (1-β₂)g²`,
 * `p = (1 - ηλ)p - η · (m / (1-β₁ᵗ)) / (√(v / (1-β₂ᵗ)) + ε)`, with λ = 0 for vectors and for plain Adam.
 */
export class Adam {
  readonly moments: readonly Moments[];
  readonly #variables: readonly tf.Variable[];
  readonly #options: Required<Omit<OptimizerOptions, 'kind'>> & { readonly weightDecay: number };
  readonly #schedule: LearningRateSchedule;

  constructor(
    variables: readonly tf.Variable[],
    options: OptimizerOptions,
    schedule: LearningRateSchedule,
  ) {
    this.#variables = variables;
    this.#options = resolveOptimizer(options);
    this.#schedule = schedule;
    this.moments = variables.map((variable) => ({
      mean: zerosLike(variable),
      variance: zerosLike(variable),
    }));
  }

  /**
   * Assigns every variable and its moments.
   *
   * @param gradients in the order of the variables.
   * @param factor multiplies the gradients: the clipping factor divided by the batch's weight. A scalar.
   */
  update(gradients: readonly tf.Tensor[], factor: tf.Tensor, context: UpdateContext): void {
    const { beta1, beta2, epsilon, weightDecay } = this.#options;
    const rateAt = (step: number) => learningRateAt(this.#schedule, step);
    const scalar = (name: string, valueAt: (step: number) => number) =>
      context.feed(`adam/${name}`, [], 'float32', (out, step) => {
        out[0] = valueAt(step);
      });
    // With c = √(1-β₂ᵗ): η/(1-β₁ᵗ) · m / (√v/c + ε) = ηc/(1-β₁ᵗ) · m / (√v + εc). Both factors are scalars.
    const correction = (step: number) => Math.sqrt(1 - beta2 ** step);
    const stepSize = scalar('step-size', (t) => (rateAt(t) * correction(t)) / (1 - beta1 ** t));
    const guard = scalar('epsilon', (t) => epsilon * correction(t));
    const shrink =
      weightDecay === 0 ? undefined : scalar('shrink', (t) => 1 - rateAt(t) * weightDecay);
    for (const [i, variable] of this.#variables.entries()) {
      const { gradient, moments } = this.#at(i, gradients);
      // Adam applies the factor itself, which saves a pass over the gradients.
      const scalars = { beta1, beta2, factor, stepSize, guard };
      const decay = variable.rank > 1 ? shrink : undefined;
      context.adam({ variable, ...moments, gradient, ...scalars, shrink: decay });
    }
  }

  dispose(): void {
    tf.dispose(this.moments.flatMap(({ mean, variance }) => [mean, variance]));
  }

  #at(i: number, gradients: readonly tf.Tensor[]) {
    const gradient = gradients[i];
    const moments = this.moments[i];
    if (gradient === undefined || moments === undefined) {
      throw new TrainingError(
        'invalid-option',
        `${this.#variables.length} variables need as many gradients, got ${gradients.length}`,
      );
    }
    return { gradient, moments };
  }
}

/** Checks the options and fills in the defaults. */
export function resolveOptimizer(options: OptimizerOptions): {
  beta1: number;
  beta2: number;
  epsilon: number;
  weightDecay: number;
} {
  const { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 } = options;
  const weightDecay = options.kind === 'adamw' ? (options.weightDecay ?? 0.01) : 0;
  for (const [name, value] of Object.entries({ beta1, beta2 })) {
    if (!(value >= 0 && value < 1)) {
      throw new TrainingError('invalid-option', `${name} is in [0, 1), got ${value}`);
    }
  }
  if (!(epsilon > 0 && Number.isFinite(epsilon))) {
    throw new TrainingError('invalid-option', `epsilon is above 0, got ${epsilon}`);
  }
  if (!(weightDecay >= 0 && Number.isFinite(weightDecay))) {
    throw new TrainingError('invalid-option', `weightDecay is at least 0, got ${weightDecay}`);
  }
  return { beta1, beta2, epsilon, weightDecay };
}

function zerosLike(variable: tf.Variable): tf.Variable {
  return tf.tidy(() => tf.variable(tf.zerosLike(variable), false));
}

import { engine } from '@tensorflow/tfjs-core';
import type { Value } from '../graph/value.js';
import type { KernelForm } from '../kernels/kernel.js';

/**
 * An operation of several tfjs ops that is faster in one piece, with a gradient of its own. Libraries look for it with
 * `tf.getKernel(name, 'onnx')` and run stock ops where it is missing.
 */
export interface FusedOperation {
  readonly forward: KernelForm;
  /** The inputs that `backward` sees again. Only ones that are always given. */
  readonly saved: readonly string[];
  /** The inputs that have gradients, in the order in which `backward` returns them. */
  readonly differentiable: readonly string[];
  /** From `dy`, the output `y` and the saved inputs to the gradients. */
  readonly backward: KernelForm;
}

export type FusedOperations = Readonly<Record<string, FusedOperation>>;

/**
 * What a forward pass computed on its way, for its backward pass, by its output. Nothing is held in tfjs's hands: a
 * residual that no gradient uses is never computed, and goes when its output goes.
 */
export class Residuals<Kept> {
  readonly #byOutput = new WeakMap<Value, Kept>();

  keep(output: Value, residuals: Kept): Value {
    // Without a gradient to come, residuals would only hold on to the graph behind an output that is kept.
    const { gradientDepth } = engine().state as unknown as { gradientDepth: number };
    if (gradientDepth > 0) this.#byOutput.set(output, residuals);
    return output;
  }

  of(output: Value): Kept {
    const residuals = this.#byOutput.get(output);
    if (residuals === undefined) throw new TypeError('a gradient was asked of an unknown output');
    return residuals;
  }
}

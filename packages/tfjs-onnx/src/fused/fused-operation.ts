import { engine } from '@tensorflow/tfjs-core';
import type { Value } from '../graph/value.js';
import type { KernelForm } from '../kernels/kernel.js';

/**
 * One kernel that replaces several tfjs ops because it is faster, with its own gradient. Libraries look for it with
 * `tf.getKernel(name, 'onnx')` and run stock ops if it is missing.
 */
export interface FusedOperation {
  readonly forward: KernelForm;
  /** The inputs that `backward` reads. They must not be optional. */
  readonly saved: readonly string[];
  /** The inputs that have gradients, in the order that `backward` returns them. */
  readonly differentiable: readonly string[];
  /** Computes the gradients from `dy`, the output `y` and the saved inputs. */
  readonly backward: KernelForm;
}

export type FusedOperations = Readonly<Record<string, FusedOperation>>;

/**
 * Intermediate values of a forward pass that its backward pass reuses, by the pass's output. They are not tfjs tensors:
 * the backend never computes a residual that no gradient uses, and drops it together with the output.
 */
export class Residuals<Kept> {
  readonly #byOutput = new WeakMap<Value, Kept>();

  keep(output: Value, residuals: Kept): Value {
    // Without a gradient, residuals would only keep the graph behind a kept output alive.
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

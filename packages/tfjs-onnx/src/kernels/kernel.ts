import type { Value } from '../graph/value.js';

/** The tfjs inputs of a kernel, as values of the graph. */
export type Values<Inputs> = { readonly [Name in keyof Inputs]: Value };

/**
 * The ONNX form of a kernel: records the nodes that compute the kernel, and returns its outputs. A form sees shapes and
 * types, never data. The types of the returned values decide the dtypes of the outputs.
 */
export type KernelForm = (inputs: never, attributes: never) => Value | readonly Value[];

export type KernelForms = Readonly<Record<string, KernelForm>>;

/** Types a form by the interfaces of its kernel in tfjs-core, e.g. `kernel<CastInputs, CastAttrs>(...)`. */
export function kernel<Inputs extends object, Attributes = object>(
  form: (inputs: Values<Inputs>, attributes: Attributes) => Value | readonly Value[],
): KernelForm {
  return form as KernelForm;
}

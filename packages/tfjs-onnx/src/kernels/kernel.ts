import type { Value } from '../graph/value.js';

/** The tfjs inputs of a kernel, as values of the graph. */
export type Values<Inputs> = { readonly [Name in keyof Inputs]: Value };

/**
 * A kernel's ONNX form: records the nodes that compute it and returns its outputs. It sees shapes and types, never
 * data. Output dtypes follow from the types of the returned values.
 */
export type KernelForm = (inputs: never, attributes: never) => Value | readonly Value[];

export type KernelForms = Readonly<Record<string, KernelForm>>;

/** Types a form by the interfaces tfjs-core exports for its kernel, e.g. `kernel<CastInputs, CastAttrs>(...)`. */
export function kernel<Inputs extends object, Attributes = object>(
  form: (inputs: Values<Inputs>, attributes: Attributes) => Value | readonly Value[],
): KernelForm {
  return form as KernelForm;
}

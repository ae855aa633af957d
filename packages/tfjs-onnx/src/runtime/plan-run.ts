import { OnnxBackendError } from '../errors.js';
import { elementTypes } from '../graph/element-type.js';
import type { Plan } from '../graph/plan.js';
import { sizeOf } from '../graph/shape.js';
import type { Value } from '../graph/value.js';
import { type Tensors, toOrtTensor } from './session.js';

/** The inputs and outputs of one run of a plan. */
export interface PlanRun {
  readonly feeds: Tensors;
  /** Preallocated arrays, which the run fills with the results. */
  readonly fetches: Tensors;
  /** Stores the results in the plan's outputs. Call it after the run. */
  settle(): void;
}

export function planRun({ inputs, outputs, names }: Plan): PlanRun {
  const nameOf = (value: Value): string => names.get(value) ?? '';
  const feeds = inputs.map((value) => {
    if (value.data === undefined) {
      throw new OnnxBackendError('session-failed', 'a placeholder has no data outside its step');
    }
    return [nameOf(value), toOrtTensor(value.type, value.data, value.shape)] as const;
  });
  const results = outputs.map((value) => ({
    value,
    data: elementTypes[value.type].allocate(sizeOf(value.shape)),
  }));
  const fetches = results.map(
    ({ value, data }) => [nameOf(value), toOrtTensor(value.type, data, value.shape)] as const,
  );
  return {
    feeds: Object.fromEntries(feeds),
    fetches: Object.fromEntries(fetches),
    settle() {
      for (const { value, data } of results) value.data = data;
    },
  };
}

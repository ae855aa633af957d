import type { Variable } from '@tensorflow/tfjs-core';
import { OnnxBackendError } from '../errors.js';
import { type ElementArray, elementTypes } from '../graph/element-type.js';
import { sizeOf } from '../graph/shape.js';
import { type Placement, Value } from '../graph/value.js';
import type { OnnxBackend } from '../onnx-backend.js';
import { assign, tensorOf } from './trace-step.js';

/** A spare array for each variable, into which the next step can write. */
const spares = new WeakMap<Variable, ElementArray>();

/** A variable's current numbers, not copied. */
export function readVariable(backend: OnnxBackend, variable: Variable): ElementArray {
  if (variable.isDisposed) {
    throw new OnnxBackendError(
      'bad-batch',
      `the variable '${variable.name}' of a compiled step was disposed`,
    );
  }
  const content = backend.contentOf(variable.dataId);
  if (content.kind !== 'value' || content.value.data === undefined) {
    throw new OnnxBackendError('session-failed', `the variable '${variable.name}' has no data`);
  }
  return content.value.data;
}

/** Returns the variable's own array if nobody else can see it change; otherwise a spare array. */
export function writableArray(backend: OnnxBackend, variable: Variable): ElementArray {
  const { content, refCount } = backend.entryOf(variable.dataId);
  const own = content.kind === 'value' && content.reused === true && refCount === 1;
  if (own && content.value.data !== undefined) return content.value.data;
  return spareArray(variable, { type: 'float32', shape: variable.shape });
}

/** Takes the variable's spare array, or allocates one. */
export function spareArray(variable: Variable, like: Placement): ElementArray {
  const spare = spares.get(variable);
  spares.delete(variable);
  return spare ?? elementTypes[like.type].allocate(sizeOf(like.shape));
}

/**
 * Makes `data` the variable's numbers. The replaced array becomes the spare array, unless someone may still read it: a
 * clone of the variable, or a caller that holds the array itself.
 */
export function writeVariable(backend: OnnxBackend, variable: Variable, data: ElementArray): void {
  const entry = backend.entryOf(variable.dataId);
  const { content } = entry;
  if (content.kind !== 'value') throw new TypeError(`variable '${variable.name}' is not numeric`);
  const { type, shape } = content.value;
  if (entry.refCount > 1) {
    assign(variable, tensorOf(backend, new Value({ type, shape }, { data })));
    backend.settle(backend.entryOf(variable.dataId), data, shape, true);
    return;
  }
  if (content.reused === true && content.value.data !== undefined && content.value.data !== data) {
    spares.set(variable, content.value.data);
  }
  backend.settle(entry, data, shape, true);
}

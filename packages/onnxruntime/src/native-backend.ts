import type { Backend, InferenceSession, InferenceSessionHandler } from 'onnxruntime-common';
import { nativeSession, type ValueMetadata } from './addon.js';

/** Names of the element types of ONNX, by their numbers in the format. */
const ELEMENT_TYPES: Readonly<Record<number, InferenceSession.TensorValueMetadata['type']>> = {
  1: 'float32',
  2: 'uint8',
  3: 'int8',
  4: 'uint16',
  5: 'int16',
  6: 'int32',
  7: 'int64',
  8: 'string',
  9: 'bool',
  10: 'float16',
  11: 'float64',
  12: 'uint32',
  13: 'uint64',
  21: 'uint4',
  22: 'int4',
};

/** Sessions of onnxruntime-common on the addon. Each call runs in a turn of its own, and blocks the thread meanwhile. */
export const nativeBackend: Backend = {
  init: async () => {},
  createInferenceSessionHandler: (model, options = {}) => inOwnTurn(() => open(model, options)),
};

function open(
  model: string | Uint8Array,
  options: InferenceSession.SessionOptions,
): InferenceSessionHandler {
  const session = nativeSession();
  if (typeof model === 'string') session.loadModel(model, options);
  else session.loadModel(model.buffer, model.byteOffset, model.byteLength, options);
  const inputMetadata = session.inputMetadata.map(describe);
  const outputMetadata = session.outputMetadata.map(describe);
  return {
    inputNames: inputMetadata.map(({ name }) => name),
    outputNames: outputMetadata.map(({ name }) => name),
    ...{ inputMetadata, outputMetadata },
    // Profiling starts with the session, by its option `enableProfiling`.
    startProfiling: () => {},
    endProfiling: () => session.endProfiling(),
    run: (feeds, fetches, runOptions) => inOwnTurn(() => session.run(feeds, fetches, runOptions)),
    dispose: async () => session.dispose(),
  };
}

function describe(value: ValueMetadata): InferenceSession.ValueMetadata {
  const { name, isTensor, shape, symbolicDimensions } = value;
  if (!isTensor) return { name, isTensor };
  const type = ELEMENT_TYPES[value.type];
  if (type === undefined) {
    throw new Error(`'${name}' has the element type ${value.type} of ONNX, which has no array`);
  }
  const named = shape.map((size, axis) => (size < 0 ? (symbolicDimensions[axis] ?? '') : size));
  return { name, isTensor, type, shape: named };
}

function inOwnTurn<Result>(work: () => Result): Promise<Result> {
  return new Promise((resolve, reject) => {
    setImmediate(() => {
      try {
        resolve(work());
      } catch (error) {
        reject(error);
      }
    });
  });
}

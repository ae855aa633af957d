import * as tf from '@tensorflow/tfjs-core';

/** The methods of a backend that a JavaScript kernel needs. The WASM and the JavaScript backend both have them. */
interface HostBackend {
  readSync(dataId: object): Float32Array | Int32Array;
  write(values: Float32Array | Int32Array, shape: number[], dtype: tf.DataType): object;
}

/**
 * Registers a JavaScript UnsortedSegmentSum, the gradient of an embedding lookup. The WASM backend lacks it, so it
 * could not train an embedding; that of the JavaScript backend compares every row with every segment (rows × segments ×
 * width), although one pass over the rows is enough. Does nothing if it is already registered.
 *
 * It adds rows in order, so results are the same in every run, and ignores ids out of range, as other backends do.
 */
export function registerUnsortedSegmentSum(backendName: 'wasm' | 'cpu'): void {
  const present = tf.getKernel(tf.UnsortedSegmentSum, backendName);
  if (present?.kernelFunc === kernelFunc) return;
  if (present !== undefined) tf.unregisterKernel(tf.UnsortedSegmentSum, backendName);
  tf.registerKernel({ kernelName: tf.UnsortedSegmentSum, backendName, kernelFunc });
}

const kernelFunc: tf.KernelFunc = ({ inputs, attrs, backend }) => {
  const { x, segmentIds } = inputs as { x: tf.TensorInfo; segmentIds: tf.TensorInfo };
  const { numSegments } = attrs as unknown as { numSegments: number };
  const host = backend as HostBackend;
  const ids = host.readSync(segmentIds.dataId);
  const rows = host.readSync(x.dataId);
  const shape = [numSegments, ...x.shape.slice(segmentIds.shape.length)];
  const width = tf.util.sizeFromShape(shape.slice(1));
  const sums =
    x.dtype === 'float32'
      ? new Float32Array(numSegments * width)
      : new Int32Array(numSegments * width);
  addRows(sums, rows, ids, width, numSegments);
  return { dataId: host.write(sums, shape, x.dtype), shape, dtype: x.dtype };
};

function addRows(
  sums: Float32Array | Int32Array,
  rows: Float32Array | Int32Array,
  ids: Float32Array | Int32Array,
  width: number,
  segments: number,
): void {
  for (let row = 0; row < ids.length; row += 1) {
    const segment = ids[row] ?? -1;
    if (segment < 0 || segment >= segments) continue;
    const to = segment * width;
    const from = row * width;
    for (let column = 0; column < width; column += 1) {
      sums[to + column] = (sums[to + column] ?? 0) + (rows[from + column] ?? 0);
    }
  }
}

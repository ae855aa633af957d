import * as tf from '@tensorflow/tfjs-core';

/** What a JavaScript kernel needs of a backend. Both the WASM and the JavaScript one have it. */
interface HostBackend {
  readSync(dataId: object): Float32Array | Int32Array;
  write(values: Float32Array | Int32Array, shape: number[], dtype: tf.DataType): object;
}

/**
 * Registers a JavaScript UnsortedSegmentSum, the gradient of an embedding lookup. The WASM backend has none, so it
 * could not train an embedding at all; the one of the JavaScript backend compares every row with every segment
 * (rows × segments × width) where one pass over the rows does. Does nothing when it is registered already.
 *
 * Rows are added in order, so results are the same in every run. Ids out of range are left out, as on other backends.
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

import type {
  BatchToSpaceNDAttrs,
  BatchToSpaceNDInputs,
  DepthToSpaceAttrs,
  DepthToSpaceInputs,
  FlipLeftRightInputs,
  FusedBatchNormAttrs,
  FusedBatchNormInputs,
  ResizeBilinearAttrs,
  ResizeBilinearGradAttrs,
  ResizeBilinearGradInputs,
  ResizeBilinearInputs,
  ResizeNearestNeighborAttrs,
  SpaceToBatchNDAttrs,
} from '@tensorflow/tfjs-core';
import { backend_util } from '@tensorflow/tfjs-core';
import { dimensionOf } from '../graph/shape.js';
import type { Value } from '../graph/value.js';
import { add, cast, constant, mul, sub, unary } from '../ops/elementwise.js';
import { matMul } from '../ops/matmul.js';
import { int64s, literal, node } from '../ops/node.js';
import { pad, reshape, slice, transpose } from '../ops/shape-ops.js';
import { type KernelForms, kernel } from './kernel.js';
import { channelsFirst, tfjsLayout } from './spatial.js';

const NHWC = { channelsLast: true };

interface Resizing {
  readonly size: readonly number[];
  readonly alignCorners: boolean;
  readonly halfPixelCenters: boolean;
}

function resize(x: Value, { size, alignCorners, halfPixelCenters }: Resizing, mode: string): Value {
  const image = channelsFirst(cast(x, 'float32'), NHWC);
  const shape = [...image.shape.slice(0, 2), ...size];
  const coordinates = alignCorners
    ? 'align_corners'
    : halfPixelCenters
      ? 'half_pixel'
      : 'asymmetric';
  const resized = node(
    'Resize',
    [image, undefined, undefined, int64s(shape)],
    { type: 'float32', shape },
    {
      mode: { string: mode },
      coordinate_transformation_mode: { string: coordinates },
      nearest_mode: { string: alignCorners || halfPixelCenters ? 'round_prefer_ceil' : 'floor' },
    },
  );
  return tfjsLayout(resized, NHWC);
}

/**
 * The weights `[input, output]` with which pixels along one axis make those of a resized image, without half-pixel
 * centers, which tfjs's gradient ignores too.
 */
function bilinearWeights(input: number, output: number, alignCorners: boolean): Value {
  const weights = new Float32Array(input * output);
  const aligned = alignCorners && output > 1 ? 1 : 0;
  const scale = (input - aligned) / (output - aligned);
  for (let place = 0; place < output; place += 1) {
    const from = place * scale;
    const before = Math.floor(from);
    const after = Math.min(Math.ceil(from), input - 1);
    const share = from - before;
    weights[before * output + place] = (weights[before * output + place] ?? 0) + 1 - share;
    weights[after * output + place] = (weights[after * output + place] ?? 0) + share;
  }
  return literal('float32', [input, output], weights);
}

/** Resizing is a linear map along each axis, so its gradient multiplies by the transposed weights. */
function bilinearGradient(images: Value, dy: Value, alignCorners: boolean): Value {
  const [batch = 1, height = 1, width = 1, channels = 1] = images.shape;
  const [, outHeight = 1, outWidth = 1] = dy.shape;
  const rows = matMul(
    bilinearWeights(height, outHeight, alignCorners),
    reshape(dy, [batch, outHeight, outWidth * channels]),
  ); // [batch, height, outWidth * channels]
  const columns = matMul(
    bilinearWeights(width, outWidth, alignCorners),
    reshape(rows, [batch * height, outWidth, channels]),
  );
  return reshape(columns, images.shape);
}

export const imageKernels: KernelForms = {
  FusedBatchNorm: kernel<FusedBatchNormInputs, FusedBatchNormAttrs>(
    ({ x, scale, offset, mean, variance }, { varianceEpsilon }) => {
      const deviation = unary('Sqrt', add(variance, constant(variance, varianceEpsilon)));
      const inverse = unary('Reciprocal', deviation);
      const factor = scale === undefined || scale === null ? inverse : mul(inverse, scale);
      const normalized = mul(sub(x, mean), factor);
      return offset === undefined || offset === null ? normalized : add(normalized, offset);
    },
  ),
  ResizeBilinear: kernel<ResizeBilinearInputs, ResizeBilinearAttrs>(({ images }, attributes) =>
    resize(images, attributes, 'linear'),
  ),
  ResizeBilinearGrad: kernel<ResizeBilinearGradInputs, ResizeBilinearGradAttrs>(
    ({ images, dy }, { alignCorners }) => bilinearGradient(images, dy, alignCorners),
  ),
  ResizeNearestNeighbor: kernel<ResizeBilinearInputs, ResizeNearestNeighborAttrs>(
    ({ images }, attributes) => cast(resize(images, attributes, 'nearest'), images.type),
  ),
  FlipLeftRight: kernel<FlipLeftRightInputs>(({ image }) =>
    slice(image, [{ axis: 2, start: dimensionOf(image.shape, 2) - 1, end: -1, step: -1 }]),
  ),
  DepthToSpace: kernel<DepthToSpaceInputs, DepthToSpaceAttrs>(({ x }, attributes) => {
    const { blockSize, dataFormat } = attributes;
    const layout = { channelsLast: dataFormat === 'NHWC' };
    const image = channelsFirst(x, layout);
    const [batch = 1, depth = 1, height = 1, width = 1] = image.shape;
    const shape = [batch, depth / blockSize ** 2, height * blockSize, width * blockSize];
    const spread = node(
      'DepthToSpace',
      [image],
      { type: x.type, shape },
      { blocksize: { int: blockSize }, mode: { string: 'DCR' } },
    );
    return tfjsLayout(spread, layout);
  }),
  BatchToSpaceND: kernel<BatchToSpaceNDInputs, BatchToSpaceNDAttrs>(({ x }, attributes) => {
    const { blockShape, crops } = attributes;
    const blocks = blockShape.reduce((product, size) => product * size, 1);
    const shape = [...x.shape];
    const split = reshape(x, backend_util.getReshaped(shape, blockShape, blocks));
    const order = backend_util.getPermuted(split.shape.length, blockShape.length);
    const joined = backend_util.getReshapedPermuted(shape, blockShape, blocks);
    const whole = reshape(transpose(split, order), joined);
    return slice(
      whole,
      crops.map(([before = 0, after = 0], place) => {
        const end = dimensionOf(whole.shape, place + 1) - after;
        return { axis: place + 1, start: before, end };
      }),
    );
  }),
  SpaceToBatchND: kernel<BatchToSpaceNDInputs, SpaceToBatchNDAttrs>(({ x }, attributes) => {
    const { blockShape, paddings } = attributes;
    const blocks = blockShape.reduce((product, size) => product * size, 1);
    const rest = x.shape.length - 1 - blockShape.length;
    const padded = pad(x, [
      [0, 0],
      ...paddings.map(([before = 0, after = 0]) => [before, after] as const),
      ...Array.from({ length: rest }, () => [0, 0] as const),
    ]);
    const shape = [...padded.shape];
    const split = reshape(padded, backend_util.getReshaped(shape, blockShape, blocks, false));
    const order = backend_util.getPermuted(split.shape.length, blockShape.length, false);
    const joined = backend_util.getReshapedPermuted(shape, blockShape, blocks, false);
    return reshape(transpose(split, order), joined);
  }),
};

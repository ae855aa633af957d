import type {
  AvgPool3DAttrs,
  AvgPool3DGradAttrs,
  AvgPool3DGradInputs,
  AvgPoolAttrs,
  AvgPoolGradAttrs,
  AvgPoolGradInputs,
  AvgPoolInputs,
  MaxPool3DAttrs,
  MaxPool3DGradAttrs,
  MaxPool3DGradInputs,
  MaxPoolGradAttrs,
  MaxPoolGradInputs,
} from '@tensorflow/tfjs-core';
import { backend_util } from '@tensorflow/tfjs-core';
import { dimensionOf, sizeOf } from '../graph/shape.js';
import type { Value } from '../graph/value.js';
import { mul } from '../ops/elementwise.js';
import { filled, literal, node, nodes } from '../ops/node.js';
import { reshape } from '../ops/shape-ops.js';
import { type KernelForms, kernel } from './kernel.js';
import {
  channelsFirst,
  type Spatial,
  spatial2d,
  spatial3d,
  tfjsLayout,
  windowAttributes,
} from './spatial.js';

type Quad = [number, number, number, number];
type Quint = [number, number, number, number, number];

function pool2d(x: Value, attributes: AvgPoolAttrs | AvgPoolGradAttrs): Spatial {
  const { filterSize, strides, pad } = attributes;
  const rounding = 'dimRoundingMode' in attributes ? attributes.dimRoundingMode : undefined;
  return spatial2d(
    backend_util.computePool2DInfo([...x.shape] as Quad, filterSize, strides, 1, pad, rounding),
  );
}

function pool3d(x: Value, attributes: AvgPool3DAttrs | AvgPool3DGradAttrs): Spatial {
  const { filterSize, strides, pad, dimRoundingMode } = attributes;
  return spatial3d(
    backend_util.computePool3DInfo(
      [...x.shape] as Quint,
      filterSize,
      strides,
      1,
      pad,
      dimRoundingMode,
    ),
  );
}

function pooledShape(x: Value, { output }: Spatial): number[] {
  return [dimensionOf(x.shape, 0), dimensionOf(x.shape, -1), ...output];
}

function maxPool(x: Value, spatial: Spatial): Value {
  const place = { type: x.type, shape: pooledShape(x, spatial) };
  return tfjsLayout(
    node('MaxPool', [channelsFirst(x, spatial)], place, windowAttributes(spatial)),
    spatial,
  );
}

/** Adds the gradient of each window to the first of the window's largest elements. */
function maxPoolGradient(dy: Value, x: Value, spatial: Spatial): Value {
  const input = channelsFirst(x, spatial);
  const shape = pooledShape(x, spatial);
  const [, indices] = nodes(
    'MaxPool',
    [input],
    [
      { type: x.type, shape },
      { type: 'int64', shape },
    ],
    windowAttributes(spatial),
  );
  if (indices === undefined) throw new TypeError('MaxPool has two outputs');
  const count = sizeOf(shape);
  const scattered = node(
    'ScatterElements',
    [
      filled(x.type, [sizeOf(x.shape)], 0),
      reshape(indices, [count]),
      reshape(channelsFirst(dy, spatial), [count]),
    ],
    { type: x.type, shape: [sizeOf(x.shape)] },
    { axis: { int: 0 }, reduction: { string: 'add' } },
  );
  return tfjsLayout(reshape(scattered, input.shape), spatial);
}

/** The mean over each window, without padding. */
function averagePool(x: Value, spatial: Spatial): Value {
  const place = { type: x.type, shape: pooledShape(x, spatial) };
  return tfjsLayout(
    node('AveragePool', [channelsFirst(x, spatial)], place, windowAttributes(spatial)),
    spatial,
  );
}

/** Adds `dy / count` to each element of a window, by a transposed convolution with ones. */
function averagePoolGradient(dy: Value, x: Value, spatial: Spatial): Value {
  const { kernel: size, input, output, strides, pads } = spatial;
  const channels = dimensionOf(x.shape, -1);
  const counts = output.map((length, axis) =>
    Array.from({ length }, (_, place) => {
      const start = place * (strides[axis] ?? 1) - (pads[axis]?.[0] ?? 0);
      const end = Math.min(start + (size[axis] ?? 1), input[axis] ?? 1);
      return end - Math.max(start, 0);
    }),
  );
  const shares = counts.reduce<number[]>(
    (products, axis) => products.flatMap((product) => axis.map((count) => product / count)),
    [1],
  );
  const share = mul(
    channelsFirst(dy, spatial),
    literal('float32', [1, 1, ...output], Float32Array.from(shares)),
  );
  const unreached = input.map((length, axis) => {
    const [before, after] = pads[axis] ?? [0, 0];
    const reached = ((output[axis] ?? 1) - 1) * (strides[axis] ?? 1) + (size[axis] ?? 1);
    return length - (reached - before - after);
  });
  const spread = node(
    'ConvTranspose',
    [share, filled('float32', [channels, 1, ...size], 1)],
    { type: 'float32', shape: [dimensionOf(x.shape, 0), channels, ...input] },
    {
      ...windowAttributes(spatial),
      group: { int: channels },
      output_padding: { ints: unreached },
    },
  );
  return tfjsLayout(spread, spatial);
}

export const poolingKernels: KernelForms = {
  MaxPool: kernel<AvgPoolInputs, AvgPoolAttrs>(({ x }, attributes) =>
    maxPool(x, pool2d(x, attributes)),
  ),
  MaxPoolGrad: kernel<MaxPoolGradInputs, MaxPoolGradAttrs>(({ dy, input }, attributes) =>
    maxPoolGradient(dy, input, pool2d(input, attributes)),
  ),
  AvgPool: kernel<AvgPoolInputs, AvgPoolAttrs>(({ x }, attributes) =>
    averagePool(x, pool2d(x, attributes)),
  ),
  AvgPoolGrad: kernel<AvgPoolGradInputs, AvgPoolGradAttrs>(({ dy, input }, attributes) =>
    averagePoolGradient(dy, input, pool2d(input, attributes)),
  ),
  MaxPool3D: kernel<AvgPoolInputs, MaxPool3DAttrs>(({ x }, attributes) =>
    maxPool(x, pool3d(x, attributes)),
  ),
  MaxPool3DGrad: kernel<MaxPool3DGradInputs, MaxPool3DGradAttrs>(({ dy, input }, attributes) =>
    maxPoolGradient(dy, input, pool3d(input, attributes)),
  ),
  AvgPool3D: kernel<AvgPoolInputs, AvgPool3DAttrs>(({ x }, attributes) =>
    averagePool(x, pool3d(x, attributes)),
  ),
  AvgPool3DGrad: kernel<AvgPool3DGradInputs, AvgPool3DGradAttrs>(({ dy, input }, attributes) =>
    averagePoolGradient(dy, input, pool3d(input, attributes)),
  ),
};

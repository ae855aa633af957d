import type {
  Conv2DAttrs,
  Conv2DBackpropFilterAttrs,
  Conv2DBackpropFilterInputs,
  Conv2DBackpropInputAttrs,
  Conv2DBackpropInputInputs,
  Conv2DInputs,
  Conv3DAttrs,
  Conv3DBackpropFilterV2Attrs,
  Conv3DBackpropFilterV2Inputs,
  Conv3DBackpropInputV2Attrs,
  Conv3DBackpropInputV2Inputs,
  Conv3DInputs,
  DepthwiseConv2dNativeAttrs,
  DepthwiseConv2dNativeBackpropFilterAttrs,
  DepthwiseConv2dNativeBackpropFilterInputs,
  DepthwiseConv2dNativeBackpropInputAttrs,
  DepthwiseConv2dNativeBackpropInputInputs,
  DepthwiseConv2dNativeInputs,
  FusedConv2DAttrs,
  FusedConv2DInputs,
  FusedDepthwiseConv2DAttrs,
} from '@tensorflow/tfjs-core';
import { backend_util } from '@tensorflow/tfjs-core';
import { dimensionOf } from '../graph/shape.js';
import type { Value } from '../graph/value.js';
import { add } from '../ops/elementwise.js';
import { node } from '../ops/node.js';
import { reshape, slice, transpose } from '../ops/shape-ops.js';
import { activate } from './activations.js';
import { type KernelForms, kernel } from './kernel.js';
import {
  channelsFirst,
  range,
  type Spatial,
  spatial2d,
  spatial3d,
  tfjsLayout,
  windowAttributes,
} from './spatial.js';

type Quad = [number, number, number, number];
type Quint = [number, number, number, number, number];

/** How a filter connects channels: every input to every output, or each input only to its own outputs. */
interface Channels {
  readonly groups: number;
  /** Converts tfjs's `[...kernel, I, O]` to ONNX's `[outputs, inputs of a group, ...kernel]`. */
  readonly toOnnx: (filter: Value) => Value;
}

const dense: Channels = {
  groups: 1,
  toOnnx: (filter) => {
    const rank = filter.shape.length;
    return transpose(filter, [rank - 1, rank - 2, ...range(0, rank - 2)]);
  },
};

function depthwise(filterShape: readonly number[]): Channels {
  const [height = 1, width = 1, inputs = 1, multiplier = 1] = filterShape;
  return {
    groups: inputs,
    toOnnx: (filter) =>
      reshape(transpose(filter, [2, 3, 0, 1]), [inputs * multiplier, 1, height, width]),
  };
}

function convolution(x: Value, filter: Value, spatial: Spatial, channels: Channels): Value {
  const input = channelsFirst(x, spatial);
  const weights = channels.toOnnx(filter);
  const shape = [dimensionOf(x.shape, 0), dimensionOf(weights.shape, 0), ...spatial.output];
  const attributes = { ...windowAttributes(spatial), group: { int: channels.groups } };
  return tfjsLayout(node('Conv', [input, weights], { type: x.type, shape }, attributes), spatial);
}

/** The gradient of a convolution with respect to its input, which is the transposed convolution. */
function inputGradient(dy: Value, filter: Value, spatial: Spatial, channels: Channels): Value {
  const gradient = channelsFirst(dy, spatial);
  const weights = channels.toOnnx(filter);
  const perGroup = dimensionOf(weights.shape, 1);
  const { kernel: size, strides, dilations, pads, input, output } = spatial;
  // Elements at the end of each axis that the last window did not reach.
  const unreached = input.map((length, axis) => {
    const [before, after] = pads[axis] ?? [0, 0];
    const reach = ((size[axis] ?? 1) - 1) * (dilations[axis] ?? 1) + 1;
    const reached = ((output[axis] ?? 1) - 1) * (strides[axis] ?? 1) + reach;
    return length - (reached - before - after);
  });
  const shape = [dimensionOf(dy.shape, 0), perGroup * channels.groups, ...input];
  const attributes = {
    ...windowAttributes(spatial),
    group: { int: channels.groups },
    output_padding: { ints: unreached },
  };
  const product = node('ConvTranspose', [gradient, weights], { type: dy.type, shape }, attributes);
  return tfjsLayout(product, spatial);
}

/**
 * The gradient of a convolution with respect to its filter, `[outputs, inputs of a group, ...kernel]`. It convolves the
 * input with `dy`: batch and channels swap roles, and so do strides and dilations.
 */
function filterGradient(x: Value, dy: Value, spatial: Spatial, groups: number): Value {
  const input = channelsFirst(x, spatial); // [N, I, ...]
  const gradient = channelsFirst(dy, spatial); // [N, O, ...]
  const [batch = 1, inputs = 1] = input.shape;
  const outputs = dimensionOf(gradient.shape, 1);
  const axes = range(2, input.shape.length);
  const perGroup = inputs / groups;
  // [inputs of a group, groups * N, ...]: within a group, the batch takes the role of the channels.
  const split = reshape(input, [batch, groups, perGroup, ...spatial.input]);
  const images = reshape(transpose(split, [2, 1, 0, ...axes.map((axis) => axis + 1)]), [
    perGroup,
    groups * batch,
    ...spatial.input,
  ]);
  const filters = transpose(gradient, [1, 0, ...axes]); // [O, N, ...]
  const { kernel: size, strides, dilations, pads, output } = spatial;
  const reached = spatial.input.map((length, axis) => {
    const [before, after] = pads[axis] ?? [0, 0];
    const window = ((output[axis] ?? 1) - 1) * (strides[axis] ?? 1) + 1;
    return Math.floor((length + before + after - window) / (dilations[axis] ?? 1)) + 1;
  });
  const product = node(
    'Conv',
    [images, filters],
    { type: x.type, shape: [perGroup, outputs, ...reached] },
    {
      ...windowAttributes({ ...spatial, kernel: output, strides: dilations, dilations: strides }),
      group: { int: groups },
    },
  );
  const cut = slice(
    product,
    size.map((length, axis) => ({ axis: axis + 2, start: 0, end: length })),
  );
  return transpose(cut, [1, 0, ...axes]);
}

function conv2dInfo(
  inputShape: readonly number[],
  filterShape: readonly number[],
  { strides, pad, dataFormat, dilations, dimRoundingMode }: Partial<Conv2DAttrs>,
  isDepthwise = false,
): Spatial {
  return spatial2d(
    backend_util.computeConv2DInfo(
      [...inputShape] as Quad,
      [...filterShape] as Quad,
      strides ?? 1,
      dilations ?? 1,
      pad ?? 'valid',
      dimRoundingMode,
      isDepthwise,
      backend_util.convertConv2DDataFormat(dataFormat ?? 'NHWC'),
    ),
  );
}

function conv3dInfo(
  inputShape: readonly number[],
  filterShape: readonly number[],
  { strides, pad }: Pick<Conv3DAttrs, 'strides' | 'pad'>,
  dilations: Conv3DAttrs['dilations'] = 1 as unknown as Conv3DAttrs['dilations'],
): Spatial {
  return spatial3d(
    backend_util.computeConv3DInfo(
      [...inputShape] as Quint,
      [...filterShape] as Quint,
      strides,
      dilations,
      pad,
    ),
  );
}

/** Converts ONNX's `[O, I, ...kernel]` to tfjs's `[...kernel, I, O]`. */
function toTfjsFilter(filter: Value): Value {
  return transpose(filter, [...range(2, filter.shape.length), 1, 0]);
}

/** Converts `[I * multiplier, 1, H, W]` to `[H, W, I, multiplier]`. */
function toTfjsDepthwise(filter: Value, filterShape: readonly number[]): Value {
  const [height = 1, width = 1, inputs = 1, multiplier = 1] = filterShape;
  return transpose(reshape(filter, [inputs, multiplier, height, width]), [2, 3, 0, 1]);
}

/** Aligns a vector over channels (a bias) with ONNX's layout. A PReLU weight may have any shape that broadcasts. */
function alongChannels(vector: Value, spatial: Spatial): Value {
  if (spatial.channelsLast || vector.shape.length !== 1) return vector;
  return reshape(vector, [...vector.shape, 1, 1]);
}

function finished(
  product: Value,
  { bias, preluActivationWeights }: { bias?: Value; preluActivationWeights?: Value },
  { activation, leakyreluAlpha }: Pick<FusedConv2DAttrs, 'activation' | 'leakyreluAlpha'>,
  spatial: Spatial,
): Value {
  const biased = bias === undefined ? product : add(product, alongChannels(bias, spatial));
  const prelu =
    preluActivationWeights === undefined
      ? undefined
      : alongChannels(preluActivationWeights, spatial);
  return activate(biased, activation, { prelu, leakyRelu: leakyreluAlpha });
}

export const convolutionKernels: KernelForms = {
  Conv2D: kernel<Conv2DInputs, Conv2DAttrs>(({ x, filter }, attributes) =>
    convolution(x, filter, conv2dInfo(x.shape, filter.shape, attributes), dense),
  ),
  FusedConv2D: kernel<FusedConv2DInputs, FusedConv2DAttrs>(({ x, filter, ...rest }, attributes) => {
    const spatial = conv2dInfo(x.shape, filter.shape, attributes);
    return finished(convolution(x, filter, spatial, dense), rest, attributes, spatial);
  }),
  Conv2DBackpropInput: kernel<Conv2DBackpropInputInputs, Conv2DBackpropInputAttrs>(
    ({ dy, filter }, { inputShape, ...attributes }) =>
      inputGradient(dy, filter, conv2dInfo(inputShape, filter.shape, attributes), dense),
  ),
  Conv2DBackpropFilter: kernel<Conv2DBackpropFilterInputs, Conv2DBackpropFilterAttrs>(
    ({ x, dy }, { filterShape, ...attributes }) =>
      toTfjsFilter(filterGradient(x, dy, conv2dInfo(x.shape, filterShape, attributes), 1)),
  ),
  DepthwiseConv2dNative: kernel<DepthwiseConv2dNativeInputs, DepthwiseConv2dNativeAttrs>(
    ({ x, filter }, attributes) =>
      convolution(
        x,
        filter,
        conv2dInfo(x.shape, filter.shape, attributes, true),
        depthwise(filter.shape),
      ),
  ),
  FusedDepthwiseConv2D: kernel<FusedConv2DInputs, FusedDepthwiseConv2DAttrs>(
    ({ x, filter, ...rest }, attributes) => {
      const spatial = conv2dInfo(x.shape, filter.shape, attributes, true);
      const product = convolution(x, filter, spatial, depthwise(filter.shape));
      return finished(product, rest, attributes, spatial);
    },
  ),
  DepthwiseConv2dNativeBackpropInput: kernel<
    DepthwiseConv2dNativeBackpropInputInputs,
    DepthwiseConv2dNativeBackpropInputAttrs
  >(({ dy, filter }, { inputShape, ...attributes }) => {
    const spatial = conv2dInfo(inputShape, filter.shape, attributes, true);
    return inputGradient(dy, filter, spatial, depthwise(filter.shape));
  }),
  DepthwiseConv2dNativeBackpropFilter: kernel<
    DepthwiseConv2dNativeBackpropFilterInputs,
    DepthwiseConv2dNativeBackpropFilterAttrs
  >(({ x, dy }, { filterShape, ...attributes }) => {
    const spatial = conv2dInfo(x.shape, filterShape, attributes, true);
    return toTfjsDepthwise(filterGradient(x, dy, spatial, filterShape[2]), filterShape);
  }),
  Conv3D: kernel<Conv3DInputs, Conv3DAttrs>(({ x, filter }, attributes) =>
    convolution(
      x,
      filter,
      conv3dInfo(x.shape, filter.shape, attributes, attributes.dilations),
      dense,
    ),
  ),
  Conv3DBackpropInputV2: kernel<Conv3DBackpropInputV2Inputs, Conv3DBackpropInputV2Attrs>(
    ({ dy, filter }, { inputShape, ...attributes }) =>
      inputGradient(dy, filter, conv3dInfo(inputShape, filter.shape, attributes), dense),
  ),
  Conv3DBackpropFilterV2: kernel<Conv3DBackpropFilterV2Inputs, Conv3DBackpropFilterV2Attrs>(
    ({ x, dy }, { filterShape, ...attributes }) =>
      toTfjsFilter(filterGradient(x, dy, conv3dInfo(x.shape, filterShape, attributes), 1)),
  ),
};

import type { backend_util } from '@tensorflow/tfjs-core';
import type { Attributes, Value } from '../graph/value.js';
import { transpose } from '../ops/shape-ops.js';

/** The geometry of a convolution or pooling over two or three spatial axes. */
export interface Spatial {
  readonly kernel: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  /** Padding before and after each spatial axis. */
  readonly pads: readonly (readonly [number, number])[];
  readonly input: readonly number[];
  readonly output: readonly number[];
  readonly inputShape: readonly number[];
  readonly outputShape: readonly number[];
  readonly channelsLast: boolean;
}

export function spatial2d(info: backend_util.Conv2DInfo): Spatial {
  const { padInfo } = info;
  return {
    kernel: [info.filterHeight, info.filterWidth],
    strides: [info.strideHeight, info.strideWidth],
    dilations: [info.dilationHeight, info.dilationWidth],
    pads: [
      [padInfo.top, padInfo.bottom],
      [padInfo.left, padInfo.right],
    ],
    input: [info.inHeight, info.inWidth],
    output: [info.outHeight, info.outWidth],
    inputShape: info.inShape,
    outputShape: info.outShape,
    channelsLast: info.dataFormat === 'channelsLast',
  };
}

export function spatial3d(info: backend_util.Conv3DInfo): Spatial {
  const { padInfo } = info;
  return {
    kernel: [info.filterDepth, info.filterHeight, info.filterWidth],
    strides: [info.strideDepth, info.strideHeight, info.strideWidth],
    dilations: [info.dilationDepth, info.dilationHeight, info.dilationWidth],
    pads: [
      [padInfo.front, padInfo.back],
      [padInfo.top, padInfo.bottom],
      [padInfo.left, padInfo.right],
    ],
    input: [info.inDepth, info.inHeight, info.inWidth],
    output: [info.outDepth, info.outHeight, info.outWidth],
    inputShape: info.inShape,
    outputShape: info.outShape,
    channelsLast: info.dataFormat === 'channelsLast',
  };
}

/** The geometry as ONNX attributes. */
export function windowAttributes({ kernel, strides, dilations, pads }: Spatial): Attributes {
  return {
    kernel_shape: { ints: kernel },
    strides: { ints: strides },
    dilations: { ints: dilations },
    pads: { ints: [...pads.map(([before]) => before), ...pads.map(([, after]) => after)] },
  };
}

/** Moves channels before the spatial axes, where ONNX expects them; tfjs mostly keeps them last. */
export function channelsFirst(x: Value, { channelsLast }: Pick<Spatial, 'channelsLast'>): Value {
  if (!channelsLast) return x;
  const rank = x.shape.length;
  return transpose(x, [0, rank - 1, ...range(1, rank - 1)]);
}

/** Undoes {@link channelsFirst}. */
export function tfjsLayout(x: Value, { channelsLast }: Pick<Spatial, 'channelsLast'>): Value {
  return channelsLast ? transpose(x, [0, ...range(2, x.shape.length), 1]) : x;
}

/** `[from, from + 1, ..., to - 1]`. */
export function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i);
}

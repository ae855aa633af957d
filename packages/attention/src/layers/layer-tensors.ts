import type * as tf from '@tensorflow/tfjs-core';
import type { Shape } from '@tensorflow/tfjs-layers';
import { AttentionError } from '../attention-error.js';

/** The input tensors of a layer: tfjs passes a single input bare and several as an array. */
export function inputTensors(
  where: string,
  inputs: tf.Tensor | tf.Tensor[],
  least: number,
  most: number = least,
): [tf.Tensor, ...tf.Tensor[]] {
  const list = Array.isArray(inputs) ? inputs : [inputs];
  return counted(where, list, least, most);
}

/** The input shapes of a layer, also bare or as an array. */
export function inputShapes(
  where: string,
  shapes: Shape | Shape[],
  least: number,
  most: number = least,
): [Shape, ...Shape[]] {
  const list = shapes.every((entry): entry is Shape => Array.isArray(entry))
    ? (shapes as Shape[])
    : [shapes as Shape];
  return counted(where, list, least, most);
}

function counted<Entry>(
  where: string,
  list: readonly Entry[],
  least: number,
  most: number,
): [Entry, ...Entry[]] {
  const [first, ...rest] = list;
  if (first === undefined || list.length < least || list.length > most) {
    const expected = least === most ? `${least}` : `${least} to ${most}`;
    throw new AttentionError(
      'invalid-shape',
      where,
      `takes ${expected} inputs, got ${list.length}`,
    );
  }
  return [first, ...rest];
}

/** The number of input features: the last axis, which must be known. */
export function featureSize(where: string, shape: Shape): number {
  const size = shape[shape.length - 1];
  if (typeof size !== 'number') {
    throw new AttentionError(
      'invalid-shape',
      where,
      `the size of the input's last axis must be known when the layer is built, got [${shape}]`,
    );
  }
  return size;
}

/** @returns the shape, checked to have this rank. */
export function ofRank(where: string, what: string, shape: Shape, rank: number): Shape {
  if (shape.length !== rank) {
    throw new AttentionError(
      'invalid-shape',
      where,
      `${what} has ${rank} axes, got shape [${shape.map((size) => size ?? 'null').join(', ')}]`,
    );
  }
  return shape;
}

import { fillKeepMask, maskKey } from '@org/random';
import type { DropoutSource } from '@org/step';
import * as tf from '@tensorflow/tfjs-core';
import type { DropoutMask } from './dropout.js';

let activeSource: DropoutSource | undefined;

/**
 * Runs a training forward pass during which every dropout of this package's layers takes its masks from `source`.
 *
 * It is a dynamic scope like `tf.tidy`: `forward` is synchronous, scopes nest, and the innermost one applies. Layers
 * apply dropout only when called with `training: true`.
 */
export function withDropout<Result>(source: DropoutSource, forward: () => Result): Result {
  const outer = activeSource;
  activeSource = source;
  try {
    return forward();
  } finally {
    activeSource = outer;
  }
}

/** A dropout site of a layer. */
export interface DropoutSite {
  /** The layer's name, followed by the site's name if the layer has several. */
  readonly site: string;
  readonly rate: number;
  /** Whether this forward pass is for training. */
  readonly training: boolean | undefined;
  /** Draws the mask when no {@link withDropout} is active. */
  readonly fallback: DropoutSource;
}

/** The mask for values of `shape`, from the innermost {@link withDropout}; `undefined` if there is no dropout. */
export function dropoutMask(
  shape: readonly number[],
  { site, rate, training, fallback }: DropoutSite,
): DropoutMask | undefined {
  if (training !== true || rate === 0) return undefined;
  return { rate, keep: (activeSource ?? fallback)(shape, rate, site) };
}

/**
 * A source whose n-th mask of a site is a function of `seed`, the site and n. It draws when it is called, so it only
 * suits eager training; a compiled step needs masks that are fed for each run.
 */
export function seededDropout(seed: number): DropoutSource {
  const draws = new Map<string, number>();
  return (shape, rate, site) => {
    const draw = draws.get(site) ?? 0;
    draws.set(site, draw + 1);
    const mask = new Uint8Array(tf.util.sizeFromShape([...shape]));
    fillKeepMask(mask, rate, 1, { key: maskKey(seed, site, draw), step: 0, firstRow: 0 });
    return tf.tensor(mask, [...shape], 'bool');
  };
}

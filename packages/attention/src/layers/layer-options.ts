import { AttentionError } from '../attention-error.js';

/** The options of every layer of this package. */
export interface BaseLayerOptions {
  /**
   * Unique in a model. It prefixes the names of the layer's weights and names its dropout sites. Default: class name
   * and a number.
   */
  readonly name?: string;
  /** Whether its weights are trainable. Default true. */
  readonly trainable?: boolean;
}

/** How a layer draws its first weights. */
export interface InitializerOptions {
  /**
   * A whole number. First weights depend only on the seed, not on the layer's name or on other layers, so give the
   * layers of a model different seeds: equal layers with equal seeds start with equal weights.
   */
  readonly seed: number;
  /**
   * The standard deviation of the truncated normal distribution of first kernels and tables. Default 0.02 as in BERT.
   * With 0 the weights start as zeros.
   */
  readonly stddev?: number;
}

/** @returns the value, checked to be a whole number of at least 1. */
export function positiveInteger(where: string, option: string, value: number): number {
  if (!Number.isSafeInteger(value) || value < 1) {
    throw invalidOption(where, option, 'a whole number of at least 1', value);
  }
  return value;
}

/** @returns the value, checked to be a whole number. */
export function integer(where: string, option: string, value: number): number {
  if (!Number.isSafeInteger(value)) throw invalidOption(where, option, 'a whole number', value);
  return value;
}

/** @returns the value, checked to be finite and at least 0. */
export function nonNegative(where: string, option: string, value: number): number {
  if (!(Number.isFinite(value) && value >= 0)) {
    throw invalidOption(where, option, 'a number of at least 0', value);
  }
  return value;
}

/** @returns the value, checked to be a dropout rate. */
export function dropoutRate(where: string, option: string, value: number): number {
  if (!(value >= 0 && value < 1)) {
    throw invalidOption(where, option, 'a number from 0 up to but not including 1', value);
  }
  return value;
}

/** @returns the value, checked to be one of the choices. */
export function oneOf<Choice extends string>(
  where: string,
  option: string,
  choices: readonly Choice[],
  value: Choice,
): Choice {
  if (!choices.includes(value)) {
    throw invalidOption(where, option, `one of ${choices.join(', ')}`, value);
  }
  return value;
}

function invalidOption(where: string, option: string, expected: string, value: unknown) {
  return new AttentionError(
    'invalid-option',
    where,
    `${option} is ${expected}, got ${JSON.stringify(value) ?? String(value)}`,
  );
}

import type { DataType } from '@tensorflow/tfjs-core';
import type { Value } from './graph/value.js';

/** What the backend keeps for one tfjs data id. */
export interface TensorEntry {
  refCount: number;
  readonly dtype: DataType;
  content: TensorContent;
}

export type TensorContent =
  | {
      readonly kind: 'value';
      readonly value: Value;
      /** The array is overwritten by a later step, so readers get a copy. */
      readonly reused?: boolean;
    }
  | { readonly kind: 'strings'; readonly bytes: Uint8Array[] }
  | { readonly kind: 'complex'; readonly real: object; readonly imag: object };

import type { DataType } from '@tensorflow/tfjs-core';
import type { Value } from './graph/value.js';

/** The backend's record of one tfjs data id. */
export interface TensorEntry {
  refCount: number;
  readonly dtype: DataType;
  content: TensorContent;
}

export type TensorContent =
  | {
      readonly kind: 'value';
      readonly value: Value;
      /** Whether a later step overwrites the array, so that readers must get a copy. */
      readonly reused?: boolean;
    }
  | { readonly kind: 'strings'; readonly bytes: Uint8Array[] }
  | { readonly kind: 'complex'; readonly real: object; readonly imag: object };

import type { EngineName } from '@org/engine/names';
import type { History, ItemRecord } from '@org/seqrec-data';

/** What the model's thread is started with. */
export interface WorkerSettings {
  readonly artifact: string;
  readonly engine: EngineName | 'auto';
}

/** Sent once by the model's thread, when the model is loaded and warm. */
export interface ModelReady {
  readonly kind: 'ready';
  readonly model: {
    readonly name: string;
    readonly version: string;
    readonly kind: string;
    readonly maxLength: number;
    readonly engine: string;
    readonly metrics: Readonly<Record<string, unknown>>;
    readonly items: readonly ItemRecord[];
    readonly popularity: Float32Array;
  };
}

export type WorkerRequest =
  | { readonly kind: 'score'; readonly id: number; readonly histories: readonly History[] }
  | { readonly kind: 'similarity'; readonly id: number; readonly index: number };

/** `data` is `[rows, width]` for scores, one row for a similarity. */
export type WorkerAnswer =
  | {
      readonly kind: 'answer';
      readonly id: number;
      readonly width: number;
      readonly data: Float32Array;
    }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string };

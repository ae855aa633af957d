import type { KeepMask } from '@org/step';
import type { Slot } from './step-graph.js';

/**
 * The first part of a step, for pieces of one shape: an ONNX model, and what its inputs and outputs are. Plain data, to
 * be run in any thread.
 */
export interface PieceModel {
  readonly model: Uint8Array;
  /** What its session would keep in an arena, about; see `sessionBytes`. */
  readonly arenaBytes: number;
  /** Arrays of the piece. */
  readonly arrays: readonly (Slot & { readonly key: string })[];
  readonly masks: readonly (Slot & KeepMask)[];
  /** Variables, and where in the shared weights each stands. */
  readonly variables: readonly (Slot & { readonly byteOffset: number })[];
  /** `before` is the input for the sum over earlier pieces, where a lane works several. */
  readonly sums: readonly (Slot & { readonly key: string; readonly before?: string | undefined })[];
}

/** One piece of a batch, in the arrays that its model takes. */
export interface Piece {
  /** The place of its first row in the batch. */
  readonly firstRow: number;
  readonly arrays: Readonly<Record<string, Int32Array | Float32Array>>;
}

/** What one lane is to do: all its pieces, one after the other. */
export interface LaneWork {
  readonly pieces: readonly Piece[];
  readonly step: number;
  /** The values of all variables, at their offsets. */
  readonly weights: SharedArrayBuffer;
}

/** Sums over the pieces of a lane, by key. */
export type LaneSums = Readonly<Record<string, Float32Array>>;

import type { KeepMask } from '@org/step';
import type { Slot } from './step-graph.js';

/**
 * The first part of a step for pieces of one shape: an ONNX model and the meaning of its inputs and outputs. It is
 * plain data, so that any thread can run it.
 */
export interface PieceModel {
  readonly model: Uint8Array;
  /** An estimate of the memory that the session's arena would keep; see `sessionBytes`. */
  readonly arenaBytes: number;
  /** The inputs for the piece's arrays. */
  readonly arrays: readonly (Slot & { readonly key: string })[];
  readonly masks: readonly (Slot & KeepMask)[];
  /** The inputs for variables, each with its offset in the shared weights. */
  readonly variables: readonly (Slot & { readonly byteOffset: number })[];
  /** The outputs. If a lane runs several pieces, `before` names the input for the sum over earlier pieces. */
  readonly sums: readonly (Slot & { readonly key: string; readonly before?: string | undefined })[];
}

/** Memory of all threads. A page without the headers that allow it has one thread, and memory of its own. */
export type WeightsMemory = SharedArrayBuffer | ArrayBuffer;

/** One piece of a batch, as the arrays that its model reads. */
export interface Piece {
  /** The index of its first row in the batch. */
  readonly firstRow: number;
  readonly arrays: Readonly<Record<string, Int32Array | Float32Array>>;
}

/** The work of one lane in one step: the pieces that it runs one after the other. */
export interface LaneWork {
  readonly pieces: readonly Piece[];
  readonly step: number;
  /** The values of all variables, at their offsets. */
  readonly weights: WeightsMemory;
}

/** The sums over the pieces of a lane, by key. */
export type LaneSums = Readonly<Record<string, Float32Array>>;

import type { InferenceSession, OnnxValue } from 'onnxruntime-common';

/** A session whose calls return when their work is done. */
export interface SyncSession {
  /** Holds nothing if it throws. */
  loadModel(
    model: ArrayBufferLike,
    offset: number,
    length: number,
    options: InferenceSession.SessionOptions,
  ): void;
  /** Writes into the tensors of `fetches`. */
  run(
    feeds: Readonly<Record<string, OnnxValue>>,
    fetches: Readonly<Record<string, OnnxValue>>,
    options: InferenceSession.RunOptions,
  ): void;
  endProfiling(): void;
  dispose(): void;
}

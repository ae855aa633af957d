import type { History } from '../dataset/history.js';

/** A row of scores per history: `data[row * width + item index]`, higher is better. */
export interface ScoreMatrix {
  readonly rows: number;
  /** The columns of a row: at least V + 1, column = item index. PAD and MASK are never ranked. */
  readonly width: number;
  /** `[rows, width]`, row-major. */
  readonly data: Float32Array;
}

/** Anything that scores every item as the next one of a history: a trained model, a popularity baseline. */
export interface Scorer {
  readonly name: string;
  /** @param histories may be empty or of any length. */
  score(histories: readonly History[]): Promise<ScoreMatrix>;
}

/** One row of a {@link ScoreMatrix}, as a view. */
export function scoreRow(scores: ScoreMatrix, row: number): Float32Array {
  return scores.data.subarray(row * scores.width, (row + 1) * scores.width);
}

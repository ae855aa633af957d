import {
  type History,
  type ScoreMatrix,
  type Sequences,
  scoreRow,
  sequencesFromLists,
} from '@org/seqrec-data';
import { expect } from 'vitest';
import golden from '../../golden/baselines.json' with { type: 'json' };

export const goldenTrain: Sequences = sequencesFromLists(golden.sequences);

export const goldenHistories: readonly History[] = golden.histories.map((items) => ({
  items: Int32Array.from(items),
}));

/** Compares scores with rows for the items 1..V, to the precision of float32; PAD must score 0. */
export function expectRows(scores: ScoreMatrix, expected: readonly (readonly number[])[]): void {
  expect(scores.rows).toBe(expected.length);
  for (const [r, values] of expected.entries()) {
    const row = scoreRow(scores, r);
    expect(row.length).toBe(values.length + 1);
    expect(row[0]).toBe(0);
    for (const [i, value] of values.entries()) {
      const tolerance = 2e-6 * Math.max(1, Math.abs(value));
      expect(Math.abs((row[i + 1] ?? Number.NaN) - value), `row ${r}, item ${i + 1}`).toBeLessThan(
        tolerance,
      );
    }
  }
}

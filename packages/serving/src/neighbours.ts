import { topK } from '@org/metrics';
import { maskId, tableRows } from '@org/seqrec-data';
import type { SequenceModel } from '@org/sequence-model';
import type { Ranked } from './messages.js';

/** The rows of a model's item table, and their lengths. */
export interface ItemTable {
  /** `[V + 2, D]` */
  readonly rows: Float32Array;
  readonly norms: Float32Array;
}

export async function itemTable(model: SequenceModel): Promise<ItemTable> {
  const rows = (await model.itemTable().data<'float32'>()).slice();
  const norms = new Float32Array(tableRows(model.itemCount));
  const hidden = rows.length / norms.length;
  for (let row = 0; row < norms.length; row += 1) {
    let sum = 0;
    for (let d = row * hidden; d < (row + 1) * hidden; d += 1) sum += (rows[d] ?? 0) ** 2;
    norms[row] = Math.sqrt(sum);
  }
  return { rows, norms };
}

/** Finds the items whose rows in the model's table have the highest cosine with the row of an item. */
export function neighbours({ rows, norms }: ItemTable, itemCount: number) {
  return (index: number, k: number): Ranked => {
    const hidden = rows.length / norms.length;
    const item = rows.subarray(index * hidden, (index + 1) * hidden);
    const cosines = new Float32Array(maskId(itemCount));
    for (let other = 1; other < cosines.length; other += 1) {
      const start = other * hidden;
      let sum = 0;
      for (let d = 0; d < hidden; d += 1) sum += (rows[start + d] ?? 0) * (item[d] ?? 0);
      cosines[other] = sum / ((norms[other] ?? 0) * (norms[index] ?? 0) || 1);
    }
    return topK(cosines, k, { from: 1, exclude: Int32Array.of(index) });
  };
}

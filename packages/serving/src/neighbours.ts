import { topK } from '@org/metrics';
import { maskId, tableRows } from '@org/seqrec-data';
import type { SequenceModel } from '@org/sequence-model';
import type { Ranked } from './messages.js';

/** Finds the items whose rows in the model's table have the highest cosine with the row of an item. */
export function neighbours(model: SequenceModel) {
  const { itemCount } = model;
  let table: { readonly rows: Float32Array; readonly norms: Float32Array } | undefined;
  return async (index: number, k: number): Promise<Ranked> => {
    table ??= await itemTable(model);
    const { rows, norms } = table;
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

async function itemTable(model: SequenceModel) {
  const rows = await model.itemTable().data<'float32'>();
  const norms = new Float32Array(tableRows(model.itemCount));
  const hidden = rows.length / norms.length;
  for (let row = 0; row < norms.length; row += 1) {
    let sum = 0;
    for (let d = row * hidden; d < (row + 1) * hidden; d += 1) sum += (rows[d] ?? 0) ** 2;
    norms[row] = Math.sqrt(sum);
  }
  return { rows, norms };
}

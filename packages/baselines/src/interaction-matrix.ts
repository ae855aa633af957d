import type { Sequences } from '@org/seqrec-data';
import { requireItems } from './item-scorer.js';

/** The rows of a sparse 0/1 matrix: row r holds the columns `columns[offsets[r]..offsets[r + 1] - 1]`. */
export interface SparseRows {
  readonly rows: number;
  readonly offsets: Int32Array; // [rows + 1]
  readonly columns: Int32Array;
}

/**
 * Which users have which items, each pair once: by user, [users, V + 1], columns in order of first interaction; and by
 * item, [V + 1, users], columns ascending. Each sequence counts as one user.
 */
export interface InteractionMatrix {
  readonly itemCount: number;
  readonly byUser: SparseRows;
  readonly byItem: SparseRows;
}

export function interactionMatrix(train: Sequences, itemCount: number): InteractionMatrix {
  requireItems(train.items, itemCount, 'training');
  const users = train.offsets.length - 1;
  const offsets = new Int32Array(users + 1);
  const columns = new Int32Array(train.items.length);
  const lastUser = new Int32Array(itemCount + 1).fill(-1);
  let size = 0;
  for (let user = 0; user < users; user += 1) {
    for (const item of train.items.subarray(train.offsets[user], train.offsets[user + 1])) {
      if (lastUser[item] === user) continue;
      lastUser[item] = user;
      columns[size] = item;
      size += 1;
    }
    offsets[user + 1] = size;
  }
  const byUser = { rows: users, offsets, columns: columns.slice(0, size) };
  return { itemCount, byUser, byItem: transpose(byUser, itemCount + 1) };
}

export function rowOf(matrix: SparseRows, row: number): Int32Array {
  return matrix.columns.subarray(matrix.offsets[row], matrix.offsets[row + 1]);
}

function transpose(matrix: SparseRows, width: number): SparseRows {
  const offsets = new Int32Array(width + 1);
  for (const column of matrix.columns) offsets[column + 1] = (offsets[column + 1] as number) + 1;
  for (let c = 0; c < width; c += 1) {
    offsets[c + 1] = (offsets[c + 1] as number) + (offsets[c] as number);
  }
  const next = offsets.slice(0, width);
  const columns = new Int32Array(matrix.columns.length);
  for (let row = 0; row < matrix.rows; row += 1) {
    for (const column of rowOf(matrix, row)) {
      const place = next[column] as number;
      columns[place] = row;
      next[column] = place + 1;
    }
  }
  return { rows: width, offsets, columns };
}

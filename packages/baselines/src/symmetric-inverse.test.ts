import { Random } from '@org/random';
import { expect, it } from 'vitest';
import golden from '../golden/baselines.json' with { type: 'json' };
import { invertSymmetric } from './symmetric-inverse.js';
import { finish } from './testing/finish.js';

for (const { matrix, inverse } of golden.inverses) {
  it(`agrees with numpy for ${matrix.length} rows`, () => {
    const values = Float64Array.from(matrix.flat());
    finish(invertSymmetric(values, matrix.length));
    const scale = Math.max(...inverse.flat().map(Math.abs));
    for (const [place, expected] of inverse.flat().entries()) {
      expect(Math.abs((values[place] ?? Number.NaN) - expected) / scale).toBeLessThan(1e-10);
    }
  });
}

// On both sides of the edges of blocks (64) and tiles (4).
for (const size of [3, 4, 5, 63, 64, 65, 127, 128, 131, 200]) {
  it(`inverts ${size} rows, and reads only the lower triangle`, () => {
    const random = Random.of(size, 'matrix');
    const root = Float64Array.from({ length: size * size }, () => random.normal());
    const matrix = new Float64Array(size * size);
    for (let i = 0; i < size; i += 1) {
      for (let j = 0; j < size; j += 1) {
        let sum = i === j ? 5 : 0;
        for (let k = 0; k < size; k += 1) {
          sum += (root[i * size + k] ?? 0) * (root[j * size + k] ?? 0);
        }
        matrix[i * size + j] = sum;
      }
    }
    const inverse = matrix.map((value, place) =>
      place % size > Math.floor(place / size) ? Number.NaN : value,
    );
    finish(invertSymmetric(inverse, size));
    let worst = 0;
    for (let i = 0; i < size; i += 1) {
      for (let j = 0; j < size; j += 1) {
        let sum = i === j ? -1 : 0;
        for (let k = 0; k < size; k += 1) {
          sum += (matrix[i * size + k] ?? 0) * (inverse[k * size + j] ?? Number.NaN);
        }
        worst = Math.max(worst, Math.abs(sum));
      }
    }
    expect(worst).toBeLessThan(1e-10);
  });
}

it('refuses a matrix that is not positive definite, naming the pivot', () => {
  expect(() => finish(invertSymmetric(Float64Array.of(1, 2, 2, 4), 2))).toThrow('pivot 1 is 0');
  expect(() => finish(invertSymmetric(Float64Array.of(-1), 1))).toThrow('pivot 0 is -1');
  expect(() => finish(invertSymmetric(Float64Array.of(Number.NaN), 1))).toThrow('pivot 0 is NaN');
});

import { expect, it } from 'vitest';
import { principalDirections } from './principal-directions.js';
import { decodeVectorMap, encodeVectorMap, fitVectorMap, mapVectors } from './vector-map.js';

it('takes the mean off, and scales to length 1', () => {
  const map = fitVectorMap(Float32Array.of(1, 2, 3, 6), { size: 2 });
  expect([...map.mean]).toEqual([2, 4]);
  const mapped = mapVectors(map, Float32Array.of(5, 8, 2, 4));
  expect(mapped[0]).toBeCloseTo(0.6, 6);
  expect(mapped[1]).toBeCloseTo(0.8, 6);
  // A vector at the mean has no direction.
  expect([...mapped.slice(2)]).toEqual([0, 0]);
});

it('leaves out rows of zeros, which are items without a text', () => {
  const map = fitVectorMap(Float32Array.of(1, 2, 0, 0, 3, 6), { size: 2 });
  expect([...map.mean]).toEqual([2, 4]);
  expect([...mapVectors(map, Float32Array.of(0, 0))]).toEqual([0, 0]);
});

it('keeps the directions in which the vectors differ most', () => {
  // Around (5, 5, 5): far along (0.6, 0.8, 0), little along the third axis.
  const rows = [-3, -1, 2, 4].flatMap((far, i) => [
    5 + 0.6 * far,
    5 + 0.8 * far,
    5 + 0.01 * (i % 2),
  ]);
  const { directions, size } = fitVectorMap(Float32Array.from(rows), { size: 3, reduceTo: 1 });
  expect(size).toBe(1);
  const [x = 0, y = 0, z = 0] = directions ?? [];
  expect(Math.abs(0.6 * x + 0.8 * y)).toBeCloseTo(1, 4);
  expect(z).toBeCloseTo(0, 2);
});

it('preserves the products of vectors that span no more directions than it keeps', () => {
  const size = 6;
  const rows = Array.from({ length: 40 }, (_, n) => {
    const [a, b] = [Math.sin(n), Math.cos(3 * n)];
    return Float32Array.from({ length: size }, (_, i) => a * Math.sin(i) + b * Math.cos(2 * i));
  });
  const directions = principalDirections(rows, { size, count: 2 });
  const project = (row: Float32Array) =>
    [0, 1].map((d) => row.reduce((sum, x, i) => sum + x * (directions[i * 2 + d] ?? 0), 0));
  for (const [i, j] of [
    [0, 1],
    [3, 3],
    [7, 30],
  ] as const) {
    const [a, b] = [rows[i] as Float32Array, rows[j] as Float32Array];
    const whole = a.reduce((sum, x, k) => sum + x * (b[k] ?? 0), 0);
    const [p, q] = [project(a), project(b)];
    expect((p[0] ?? 0) * (q[0] ?? 0) + (p[1] ?? 0) * (q[1] ?? 0)).toBeCloseTo(whole, 4);
  }
});

it('refuses to keep more directions than there are', () => {
  expect(() => fitVectorMap(new Float32Array(4), { size: 2, reduceTo: 3 })).toThrow(
    'reduceTo is a whole number from 1 to 2, got 3',
  );
});

it.each([1, 2])('reads back a map to %i directions and its origin', (reduceTo) => {
  const vectors = Float32Array.of(1, 2, 4, 3, 5, 9);
  const map = fitVectorMap(vectors, { size: 2, reduceTo });
  const read = decodeVectorMap(encodeVectorMap(map, { encoder: 'abc' }), 'map');
  expect(read.origin).toEqual({ encoder: 'abc' });
  expect(mapVectors(read.map, vectors)).toEqual(mapVectors(map, vectors));
});

it('refuses other bytes', () => {
  expect(() => decodeVectorMap(Uint8Array.of(1, 2), 'map')).toThrow('map holds no map of vectors');
});

import { readFileSync } from 'node:fs';
import { Random } from '@org/random';
import { expect, it } from 'vitest';
import wabt from 'wabt';
import { type AdamState, adamStep } from './adam-arrays.js';
import { ADAM_KERNEL, BLOCK } from './adam-kernel.js';

const numbers = { beta1: 0.9, beta2: 0.999, factor: 0.5, stepSize: 0.1, guard: 1e-3, shrink: 0.99 };

const state = (size: number, fill: () => number): AdamState => ({
  variable: Float32Array.from({ length: size }, fill),
  mean: Float32Array.from({ length: size }, fill),
  variance: Float32Array.from({ length: size }, () => fill() ** 2),
});

it('takes the step of the formula, worked out by hand', () => {
  const after = state(1, () => 0);
  const before = {
    variable: Float32Array.of(2),
    mean: Float32Array.of(1),
    variance: Float32Array.of(4),
  };
  adamStep({ before, after, gradient: Float32Array.of(6), ...numbers });
  // The scaled gradient is 6 * 0.5 = 3: m = 0.9 + 0.3, v = 3.996 + 0.009, p = 1.98 - 0.1 * 1.2 / (2.00125 + 0.001).
  expect(after.mean[0]).toBeCloseTo(1.2, 6);
  expect(after.variance[0]).toBeCloseTo(4.005, 5);
  expect(after.variable[0]).toBeCloseTo(1.98 - 0.12 / (Math.sqrt(4.005) + 0.001), 6);
});

it('has a kernel that is the text beside it', async () => {
  const file = new URL('./adam-kernel.wat', import.meta.url);
  const module = (await wabt()).parseWat('adam-kernel', readFileSync(file, 'utf8'), { simd: true });
  expect(Buffer.from(module.toBinary({}).buffer).toString('base64')).toBe(ADAM_KERNEL);
});

it('steps every parameter alike, and works in place as it does into other arrays', () => {
  const random = Random.of('adam');
  const size = 2 * BLOCK + 3;
  const before = state(size, () => random.normal());
  const gradient = Float32Array.from({ length: size }, () => random.normal());
  const after = state(size, () => 0);
  adamStep({ before, after, gradient, ...numbers });
  for (const i of [0, 5, BLOCK - 1, BLOCK, 2 * BLOCK + 2]) {
    const g = (gradient[i] ?? 0) * 0.5;
    const mean = 0.9 * (before.mean[i] ?? 0) + 0.1 * g;
    const variance = 0.999 * (before.variance[i] ?? 0) + 0.001 * g * g;
    const variable = 0.99 * (before.variable[i] ?? 0) - (0.1 * mean) / (Math.sqrt(variance) + 1e-3);
    expect(after.mean[i]).toBeCloseTo(mean, 6);
    expect(after.variance[i]).toBeCloseTo(variance, 6);
    expect(after.variable[i]).toBeCloseTo(variable, 5);
  }
  adamStep({ before, after: before, gradient, ...numbers });
  expect(before).toEqual(after);
});

it('lets moments of what gets no gradient decay to zero, and not into denormal numbers', () => {
  const one = state(1, () => 2 ** -60);
  const rates = { ...numbers, beta1: 0.5, beta2: 0.5 };
  for (let i = 0; i < 80; i += 1) {
    adamStep({ before: one, after: one, gradient: Float32Array.of(0), ...rates });
  }
  // The exact moments are 2^-140 and 2^-200. A float32 could hold the first one as a denormal.
  expect([one.mean[0], one.variance[0]]).toEqual([0, 0]);
});

import '@tensorflow/tfjs-backend-cpu';
import { Random } from '@org/random';
import { describe, expect, it } from 'vitest';
import { fillTruncatedNormal, TruncatedNormal, withoutDrawing } from './truncated-normal.js';

describe('fillTruncatedNormal', () => {
  it('stays within two deviations around 0, with the deviation of a normal distribution that is truncated there', () => {
    const values = new Float32Array(200_000);
    fillTruncatedNormal(values, 0.02, Random.of(1));
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    expect(values.every((value) => Math.abs(value) <= Math.fround(0.04))).toBe(true);
    expect(Math.abs(mean)).toBeLessThan(2e-4);
    // sqrt(1 - 4 phi(2) / (2 Phi(2) - 1)) = 0.8796.
    expect(Math.sqrt(variance) / 0.02).toBeCloseTo(0.8796, 2);
  });

  it('gives the same numbers for the same stream', () => {
    const draw = (seed: number) => {
      const values = new Float32Array(8);
      fillTruncatedNormal(values, 1, Random.of(seed));
      return [...values];
    };
    expect(draw(5)).toEqual(draw(5));
    expect(draw(5)).not.toEqual(draw(6));
  });

  it('draws nothing for weights that are loaded, and draws again afterwards', () => {
    const random = Random.of(5);
    const initializer = new TruncatedNormal(0.02, random);
    const zeros = withoutDrawing(() => initializer.apply([2, 2]));
    expect(zeros.arraySync()).toEqual([
      [0, 0],
      [0, 0],
    ]);
    expect(() =>
      withoutDrawing(() => {
        throw new Error('no such layer');
      }),
    ).toThrow('no such layer');
    const drawn = initializer.apply([2, 2]).dataSync();
    expect([...drawn]).toEqual([
      ...new TruncatedNormal(0.02, Random.of(5)).apply([2, 2]).dataSync(),
    ]);
  });

  it('draws nothing for a deviation of 0', () => {
    const random = Random.of(5);
    const zeros = new TruncatedNormal(0, random).apply([2, 3]);
    expect(zeros.arraySync()).toEqual([
      [0, 0, 0],
      [0, 0, 0],
    ]);
    expect(random.normal()).toBe(Random.of(5).normal());
  });
});

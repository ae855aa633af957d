import { describe, expect, it } from 'vitest';
import { LaneArrays } from './lane-arrays.js';

const weights = new SharedArrayBuffer(32);
new Float32Array(weights).set([1, 2, 3, 4, 5, 6, 7, 8]);

describe('LaneArrays', () => {
  it('copies a variable into the same array for every program', () => {
    const arrays = new LaneArrays();
    const slot = { name: 'v3', type: 'float32', shape: [2, 2], byteOffset: 16 } as const;
    const first = arrays.variable(slot, weights);
    expect([...(first as Float32Array)]).toEqual([5, 6, 7, 8]);
    const ofAnotherProgram = arrays.variable({ ...slot, name: 'v9' }, weights);
    expect(ofAnotherProgram).toBe(first);
  });

  it('copies the values as they are now', () => {
    const arrays = new LaneArrays();
    const slot = { name: 'v0', type: 'float32', shape: [2], byteOffset: 0 } as const;
    const data = arrays.variable(slot, weights);
    new Float32Array(weights).set([9, 10]);
    arrays.variable(slot, weights);
    expect([...(data as Float32Array)]).toEqual([9, 10]);
  });

  it('hands out a kept array once', () => {
    const arrays = new LaneArrays();
    const slot = { name: 's', type: 'float32', shape: [3], key: 'gradient/0' } as const;
    const kept = arrays.takeSum(slot);
    arrays.keepSum(slot, kept);
    expect(arrays.takeSum(slot)).toBe(kept);
    expect(arrays.takeSum(slot)).not.toBe(kept);
  });

  it('gives a sum of another size an array of its own', () => {
    const arrays = new LaneArrays();
    const slot = { name: 's', type: 'float32', shape: [3], key: 'loss' } as const;
    arrays.keepSum(slot, new Float32Array(3));
    expect(arrays.takeSum({ ...slot, shape: [5] })).toHaveLength(5);
  });
});

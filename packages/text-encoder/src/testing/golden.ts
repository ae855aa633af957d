import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { decodeSafeTensors, type SafeTensor } from '@org/safetensors';
import { expect } from 'vitest';

/** The path of a folder or file of `src/golden`. */
export function goldenPath(name: string): string {
  return fileURLToPath(new URL(`../golden/${name}`, import.meta.url));
}

export function goldenJson<Value>(name: string): Value {
  return JSON.parse(readFileSync(goldenPath(name), 'utf8')) as Value;
}

/** The tensors of a file of `src/golden`, by name. */
export function goldenTensors(name: string): (tensor: string) => SafeTensor {
  const { tensors } = decodeSafeTensors(readFileSync(goldenPath(name)), name);
  return (tensor) => {
    const found = tensors.get(tensor);
    if (found === undefined) throw new Error(`${name} has no tensor ${tensor}`);
    return found;
  };
}

/** The largest difference of two lists of numbers; infinite where one is no number. */
export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length);
  let largest = 0;
  for (let i = 0; i < a.length; i += 1) {
    const difference = Math.abs((a[i] ?? Number.NaN) - (b[i] ?? Number.NaN));
    largest = Number.isNaN(difference) ? Number.POSITIVE_INFINITY : Math.max(largest, difference);
  }
  return largest;
}

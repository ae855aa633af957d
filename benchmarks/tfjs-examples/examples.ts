import { addition } from './addition.js';
import { dateConversion } from './date-conversion.js';
import type { Example } from './example.js';
import { iris } from './iris.js';
import { mnist } from './mnist.js';
import { textGeneration } from './text-generation.js';

export const EXAMPLES: readonly Example[] = [mnist, textGeneration, addition, iris, dateConversion];

/** @throws RangeError if no example has this name. */
export function exampleNamed(name: string): Example {
  const example = EXAMPLES.find((candidate) => candidate.name === name);
  if (example !== undefined) return example;
  const names = EXAMPLES.map((candidate) => candidate.name).join(', ');
  throw new RangeError(`'${name}' is not an example: expected ${names}`);
}

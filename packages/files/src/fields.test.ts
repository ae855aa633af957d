import { expect, it } from 'vitest';
import type { Fields } from './fields.js';

interface Item {
  readonly id: number;
  readonly title?: string | undefined;
}

// The type of a zod schema's output.
const number = { _zod: { output: 0 } };
const text: { readonly _zod: { readonly output: string | undefined } } = { _zod: { output: '' } };

it('compiles only where each field of the record has a schema of its type', () => {
  const whole = { id: number, title: text } satisfies Fields<Item>;
  // @ts-expect-error An optional field that is forgotten would be stripped when the record is read.
  const forgotten = { id: number } satisfies Fields<Item>;
  // @ts-expect-error The id is a number.
  const another = { id: text, title: text } satisfies Fields<Item>;
  // @ts-expect-error The record has no such field.
  const more = { id: number, title: text, year: number } satisfies Fields<Item>;
  expect([whole, forgotten, another, more].map((fields) => Object.keys(fields).length)).toEqual([
    2, 1, 2, 3,
  ]);
});

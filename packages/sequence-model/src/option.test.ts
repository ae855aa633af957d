import { describe, expect, expectTypeOf, it } from 'vitest';
import { z } from 'zod';
import { completeOptions, type OptionDefinitions } from './option.js';

interface Config {
  readonly size: number;
  readonly width: number;
  readonly parts: number;
  readonly kind: 'a' | 'b';
  readonly note?: string;
}

const options: OptionDefinitions<Config> = {
  size: { schema: z.int().min(1), required: true, help: 'size of it' },
  width: {
    schema: z.int().min(1),
    defaultOf: { option: 'size', times: 3 },
    help: 'width of it',
  },
  parts: { schema: z.int().min(1), default: 1, divides: 'width', help: 'parts of the width' },
  kind: { schema: z.enum(['a', 'b']), default: 'a', help: 'kind of it' },
  note: { schema: z.string(), help: 'what to say of it' },
};

const complete = (given: Readonly<Record<string, unknown>>) =>
  completeOptions<Config>({ title: 'A model', options }, given);

describe('completeOptions', () => {
  it('fills in defaults, including a multiple of another option', () => {
    expect(complete({ size: 2 })).toEqual({ size: 2, width: 6, parts: 1, kind: 'a' });
    expect(complete({ size: 2, width: 8, note: 'x' })).toMatchObject({ width: 8, note: 'x' });
  });

  it('treats undefined and null as options that are not given', () => {
    expect(complete({ size: 2, parts: null, note: undefined })).toEqual(complete({ size: 2 }));
  });

  it('orders a configuration by the definitions, not by the given options', () => {
    expect(Object.keys(complete({ note: 'x', kind: 'b', size: 2 }))).toEqual(Object.keys(options));
  });

  it.each([
    [{}, 'size', 'A model needs size, the size of it'],
    [{ size: 0 }, 'size', 'size must be at least 1, got 0'],
    [{ size: Number.NaN }, 'size', 'size must be a number, got null'],
    [{ size: 2, width: 1.5 }, 'width', 'width must be a whole number, got 1.5'],
    [{ size: 2, parts: 4 }, 'parts', 'parts must divide width, which is 6, got 4'],
    [{ size: 2, kind: 'c' }, 'kind', 'kind must be "a" or "b", got "c"'],
    [
      { size: 2, siz: 1 },
      'siz',
      "A model has no option 'siz'; its options are size, width, parts, kind, note",
    ],
    [{ size: 2, toString: 1 }, 'toString', "A model has no option 'toString'"],
  ])('refuses %j', (given, option, message) => {
    expect(() => complete(given)).toThrow(
      expect.objectContaining({
        ...{ name: 'ModelError', code: 'invalid-option', option },
        message: expect.stringContaining(message),
      }),
    );
  });
});

describe('the type of definitions', () => {
  it('has an option for each field of the configuration, of its type', () => {
    expectTypeOf<Omit<typeof options, 'kind'>>().not.toExtend<OptionDefinitions<Config>>();
    expectTypeOf<keyof typeof options>().toEqualTypeOf<keyof Config>();
    expectTypeOf(options.size.schema).toEqualTypeOf<z.ZodType<number>>();
    expectTypeOf(options.note.schema).toEqualTypeOf<z.ZodType<string>>();
  });
});

import { describe, expect, it } from 'vitest';
import { optionReader } from './option-reader.js';

const names = ['layers', 'seed', 'stddev', 'dropout', 'loss'] as const;

const reader = (options: Readonly<Record<string, unknown>>) =>
  optionReader(options, {
    model: 'A model',
    names,
    error: (message, option) => Object.assign(new Error(message), { option }),
  });

const isText = (value: unknown): value is string => typeof value === 'string';

describe('optionReader', () => {
  it('gives what is there, else the default', () => {
    const read = reader({ layers: 3, dropout: 0, loss: 'softmax' });
    expect(read.count('layers', 2)).toBe(3);
    expect(read.rate('dropout', 0.5)).toBe(0);
    expect(read.whole('seed', -7)).toBe(-7);
    expect(read.positive('stddev', 0.02)).toBe(0.02);
    expect(read.value('loss', undefined, 'a text', isText)).toBe('softmax');
  });

  it('refuses a name that is no option, and says which there are', () => {
    expect(() => reader({ layer: 2 })).toThrow(
      expect.objectContaining({
        message: `A model has no option 'layer'; its options are ${names.join(', ')}`,
        option: 'layer',
      }),
    );
  });

  it.each([
    ['count', 'layers', 0, 'layers is a whole number of at least 1, got 0'],
    ['count', 'layers', '2', 'layers is a whole number of at least 1, got "2"'],
    ['count', 'layers', undefined, 'layers is a whole number of at least 1, got undefined'],
    ['whole', 'seed', 0.5, 'seed is a whole number, got 0.5'],
    ['positive', 'stddev', 0, 'stddev is a number above 0, got 0'],
    ['rate', 'dropout', 1, 'dropout is a number from 0 up to but not including 1, got 1'],
  ] as const)('%s refuses %s %j', (kind, name, given, message) => {
    expect(() => reader({ [name]: given })[kind](name)).toThrow(
      expect.objectContaining({ message, option: name }),
    );
  });

  it('names what was expected of another kind of value', () => {
    expect(() => reader({ loss: 3 }).value('loss', 'softmax', 'a text', isText)).toThrow(
      'loss is a text, got 3',
    );
  });
});

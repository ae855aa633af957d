import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { goldenJson, goldenPath } from './testing/golden.js';
import { TextTokenizer } from './text-tokenizer.js';

const json = readFileSync(goldenPath('tiny-bert/tokenizer.json'), 'utf8');
const tokenizerOf = (maxTokens: number, specialTokens = true) =>
  TextTokenizer.parse(json, 'tokenizer.json', { maxTokens, specialTokens });

describe('TextTokenizer', () => {
  it.each(goldenJson<[string, number[]][]>('tiny-tokens.golden.json'))(
    'gives %j the ids of the Rust library',
    (text, ids) => {
      expect([...tokenizerOf(512).encode(text).ids]).toEqual(ids);
    },
  );

  it('cuts what lies between the special tokens, and counts the whole text', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        fc.integer({ min: 3, max: 20 }),
        (text, most) => {
          const whole = tokenizerOf(512).encode(text);
          const cut = tokenizerOf(most).encode(text);
          expect(cut.tokens).toBe(whole.ids.length);
          expect(cut.ids.length).toBe(Math.min(whole.ids.length, most));
          expect(cut.ids.slice(0, -1)).toEqual(whole.ids.slice(0, cut.ids.length - 1));
          expect(cut.ids.at(-1)).toBe(whole.ids.at(-1));
        },
      ),
    );
  });

  it('leaves special tokens out where a model has none', () => {
    const whole = tokenizerOf(512).encode('a lighthouse').ids;
    expect(tokenizerOf(512, false).encode('a lighthouse').ids).toEqual(whole.slice(1, -1));
    expect(tokenizerOf(512, false).encode('').ids).toEqual(new Int32Array());
  });

  it('reads a surrogate without its other half as nothing', () => {
    expect(tokenizerOf(512).encode('a\ud83d').ids).toEqual(tokenizerOf(512).encode('a').ids);
  });
});

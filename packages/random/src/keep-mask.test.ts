import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fillKeepMask, maskKey } from './keep-mask.js';
import { Random } from './random.js';

const stream = { key: maskKey(7, 'attention', 0), step: 3, firstRow: 0 };

describe('fillKeepMask', () => {
  it('compares 15 bits of a stream per byte: low halves of two words, then their high halves', () => {
    const mask = new Uint8Array(8);
    fillKeepMask(mask, 0.3, 1, stream);
    const random = Random.of(...stream.key, stream.step, 0);
    const words = Array.from({ length: 4 }, () => random.uint32());
    const keep = (word: number | undefined, shift: number) =>
      (((word ?? 0) >>> shift) & 0x7fff) < Math.round(0.7 * 0x8000) ? 1 : 0;
    expect([...mask]).toEqual(
      [0, 2].flatMap((i) =>
        [0, 16].flatMap((shift) => [keep(words[i], shift), keep(words[i + 1], shift)]),
      ),
    );
  });

  it('gives a row the same mask in any piece of the batch and at any alignment', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 6 }),
        fc.nat(5),
        fc.double({ min: 0, max: 0.9, noNaN: true }),
        (width, rows, cut, rate) => {
          const whole = new Uint8Array(width * rows);
          fillKeepMask(whole, rate, rows, stream);
          const firstRow = Math.min(cut, rows - 1);
          const piece = new Uint8Array(width * (rows - firstRow));
          fillKeepMask(piece, rate, rows - firstRow, { ...stream, firstRow });
          expect(piece).toEqual(whole.slice(firstRow * width));
        },
      ),
    );
  });

  it.each([0.1, 0.2, 0.5, 0.9])('keeps a share of 1 - %d', (rate) => {
    const mask = new Uint8Array(400_000);
    fillKeepMask(mask, rate, 10, stream);
    const kept = mask.reduce((sum, byte) => sum + byte, 0) / mask.length;
    // Four standard deviations of the share.
    const bound = 4 * Math.sqrt((rate * (1 - rate)) / mask.length);
    expect(Math.abs(kept - (1 - rate))).toBeLessThan(bound);
  });

  it('keeps all at rate 0', () => {
    const mask = new Uint8Array(50);
    fillKeepMask(mask, 0, 2, stream);
    expect(mask).toEqual(new Uint8Array(50).fill(1));
  });

  it('has a different stream for each seed, site, occurrence, step and row', () => {
    const masks = [
      stream,
      { ...stream, key: maskKey(8, 'attention', 0) },
      { ...stream, key: maskKey(7, 'hidden', 0) },
      { ...stream, key: maskKey(7, 'attention', 1) },
      { ...stream, step: 4 },
      { ...stream, firstRow: 1 },
    ].map((each) => {
      const mask = new Uint8Array(64);
      fillKeepMask(mask, 0.5, 1, each);
      return mask.join('');
    });
    expect(new Set(masks).size).toBe(masks.length);
  });
});

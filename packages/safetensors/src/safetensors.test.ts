import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SafeTensorsError } from './error.js';
import { decodeSafeTensors, encodeSafeTensors, type SafeTensor } from './safetensors.js';

const python = new Uint8Array(
  readFileSync(new URL('./golden/python.safetensors', import.meta.url)),
);

describe('safetensors', () => {
  it('reads a file of Python and writes the same bytes', () => {
    const { tensors, metadata } = decodeSafeTensors(python, 'python.safetensors');
    expect(metadata).toEqual({ 'made by': 'Python' });
    expect(Object.fromEntries(tensors)).toEqual({
      'model/weight': { data: Float32Array.of(1.5, -2, 0.25, 3e8, -0, 1e-38), shape: [2, 3] },
      'model/bias': { data: Float32Array.of(1, 2), shape: [2] },
      ids: { data: Int32Array.of(1, -2, 2147483647, -2147483648), shape: [2, 2] },
      scalar: { data: Float32Array.of(0.5), shape: [] },
      none: { data: new Float32Array(0), shape: [0, 4] },
    });
    expect(encodeSafeTensors(tensors, metadata)).toEqual(python);
    expect(decodeSafeTensors(Buffer.from(python), 'a Node buffer').tensors).toEqual(tensors);
  });

  it('reads the half-precision and integer types of Python as float32 and int32, exactly', () => {
    const types = readFileSync(new URL('./golden/types.safetensors', import.meta.url));
    const { tensors } = decodeSafeTensors(types, 'types.safetensors');
    const halves = [1.5, -2, 65504, 2 ** -24, -0, Number.POSITIVE_INFINITY, Number.NaN];
    const brains = [1.5, -2, 2 ** 127, 2 ** -133, -0, Number.NEGATIVE_INFINITY, Number.NaN];
    expect(Object.fromEntries(tensors)).toEqual({
      F16: { data: Float32Array.from(halves), shape: [7] },
      BF16: { data: Float32Array.from(brains), shape: [7] },
      I64: { data: Int32Array.of(1, -(2 ** 31), 2 ** 31 - 1), shape: [3] },
      I16: { data: Int32Array.of(-32768, 32767), shape: [2] },
      I8: { data: Int32Array.of(-128, 127, 3), shape: [3] },
      U8: { data: Int32Array.of(0, 255, 3), shape: [3] },
      BOOL: { data: Int32Array.of(1, 0, 1), shape: [3] },
    });
  });

  it('gives back whatever it was given, bit for bit', () => {
    const tensor = fc.uint8Array({ maxLength: 40 }).map((bytes): SafeTensor => {
      const whole = bytes.slice(0, bytes.length - (bytes.length % 4));
      return { data: new Int32Array(whole.buffer), shape: [1, whole.length / 4] };
    });
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.string(), tensor)), fc.boolean(), (entries, floats) => {
        const tensors = new Map(
          entries
            .filter(([name]) => name !== '__metadata__' && name !== '__proto__')
            .map(([name, { data, shape }]) => [
              name,
              { data: floats ? Float32Array.from(data) : data, shape },
            ]),
        );
        const decoded = decodeSafeTensors(encodeSafeTensors(tensors), 'file').tensors;
        expect([...decoded].sort()).toEqual([...tensors].sort());
      }),
    );
  });

  it('never reads beyond a damaged file, and says what is wrong with it', () => {
    fc.assert(
      fc.property(fc.nat(python.length - 1), fc.nat(255), fc.nat(20), (at, byte, cut) => {
        const damaged = python.slice(0, python.length - cut);
        if (at < damaged.length) damaged[at] = byte;
        try {
          const { tensors } = decodeSafeTensors(damaged, 'damaged');
          for (const { data, shape } of tensors.values()) {
            expect(data.length).toBe(shape.reduce((size, length) => size * length, 1));
          }
        } catch (error) {
          expect(error).toBeInstanceOf(SafeTensorsError);
          expect((error as SafeTensorsError).code).toBe('bad-file');
        }
      }),
      { numRuns: 500 },
    );
  });

  const withHeader = (header: string, values = 0, length = BigInt(header.length)) => {
    const bytes = new Uint8Array(8 + header.length + values);
    new DataView(bytes.buffer).setBigUint64(0, length, true);
    bytes.set(new TextEncoder().encode(header), 8);
    return bytes;
  };

  it('reads U16 and U32 without a sign', () => {
    const words = withHeader('{"a":{"dtype":"U16","shape":[2],"data_offsets":[0,4]}}', 4);
    words.set([0xff, 0xff, 1, 2], words.length - 4);
    const { tensors } = decodeSafeTensors(words, 'file');
    expect(tensors.get('a')?.data).toEqual(Int32Array.of(65535, 513));
    const large = withHeader('{"a":{"dtype":"U32","shape":[1],"data_offsets":[0,4]}}', 4);
    large.set([0xff, 0xff, 0xff, 0x7f], large.length - 4);
    expect(decodeSafeTensors(large, 'file').tensors.get('a')?.data).toEqual(
      Int32Array.of(2 ** 31 - 1),
    );
    large[large.length - 1] = 0xff;
    expect(() => decodeSafeTensors(large, 'file')).toThrow(
      "tensor 'a': it holds 4294967295, which does not fit an int32",
    );
  });

  it.each([
    ['too short', new Uint8Array(7), 'it has 7 bytes'],
    [
      'a header longer than the file',
      withHeader('{}', 0, 1n << 60n),
      'claims 1152921504606846976 bytes where at most 2',
    ],
    ['a header that is no JSON', withHeader('{"a":'), 'its header is not a JSON object'],
    ['a header that is a list', withHeader('[]'), 'its header is not a JSON object'],
    [
      'a type it does not have',
      withHeader('{"a":{"dtype":"F64","shape":[0],"data_offsets":[0,0]}}'),
      "tensor 'a'",
    ],
    [
      'a negative length',
      withHeader('{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,0]}}'),
      "tensor 'a'",
    ],
    [
      'a shape that does not fit',
      withHeader('{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}', 8),
      'of shape [3] lies at 0..8',
    ],
    [
      'a shape beyond all sizes',
      withHeader('{"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,8]}}', 8),
      'lies at 0..8',
    ],
    [
      'values beyond the end',
      withHeader('{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}', 4),
      'within 4 bytes',
    ],
    [
      'a hole',
      withHeader('{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}', 8),
      'expected from 0',
    ],
    [
      'an I64 that does not fit an int32',
      (() => {
        const bytes = withHeader('{"a":{"dtype":"I64","shape":[1],"data_offsets":[0,8]}}', 8);
        bytes[bytes.length - 1] = 1;
        return bytes;
      })(),
      "tensor 'a': it holds 72057594037927936, which does not fit an int32",
    ],
    ['values that belong to nothing', withHeader('{}', 4), 'its tensors hold 0 bytes of 4'],
  ])('refuses %s', (_, bytes, message) => {
    expect(() => decodeSafeTensors(bytes, 'x.safetensors')).toThrow(message);
  });

  it('refuses to write values that do not fit their shape', () => {
    const tensors = new Map([['a', { data: Float32Array.of(1, 2), shape: [3] }]]);
    expect(() => encodeSafeTensors(tensors)).toThrow("tensor 'a' of shape [3]");
  });
});

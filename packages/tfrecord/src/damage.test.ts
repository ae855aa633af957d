import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deflateSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { temporaryDirectory } from '../../../testing/temporary-directory.js';
import { crc32c, maskCrc } from './crc32c.js';
import type { CorruptionCode, TFRecordError } from './error.js';
import { readRecords } from './node-reader.js';
import { readAll, recordBytes } from './testing/record-bytes.js';

const text = (value: string): Uint8Array => new TextEncoder().encode(value);

const noneSkipped: Record<CorruptionCode, number> = {
  'bad-length-crc': 0,
  'bad-data-crc': 0,
  truncated: 0,
  oversize: 0,
  'bad-compression': 0,
  'trailing-bytes': 0,
};

/** `bytes` in chunks of `size`. */
async function* chunked(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

describe('damage', () => {
  const frameBytes = 12 + 5 + 4;
  const flipped = (at: number): Uint8Array => {
    const bytes = recordBytes([text('aaaaa'), text('bbbbb'), text('ccccc')]);
    bytes[at] = (bytes[at] ?? 0) ^ 0x10;
    return bytes;
  };
  const a = text('aaaaa');
  const b = text('bbbbb');
  const c = text('ccccc');

  it.each([
    ['a length', frameBytes, 'bad-length-crc'],
    ["a length's checksum", frameBytes + 8, 'bad-length-crc'],
    ['data', frameBytes + 12, 'bad-data-crc'],
    ["the data's checksum", frameBytes + 17, 'bad-data-crc'],
  ])('of %s is an error with the file, the record and the byte', async (_, at, code) => {
    const path = join(temporaryDirectory('test'), 'damaged.tfrecord');
    await writeFile(path, flipped(at));
    const { records, error } = await readAll(path);
    expect(records).toEqual([a]);
    expect(error).toMatchObject({
      name: 'TFRecordError',
      code,
      file: path,
      record: 1,
      offset: frameBytes,
      message: expect.stringContaining(`(${path}, record 1, byte ${frameBytes})`),
    });
  });

  it('is passed over and counted on request; the next record is found again', async () => {
    for (const at of [frameBytes, frameBytes + 7, frameBytes + 8]) {
      const { records, counts, error } = await readAll(flipped(at), { onCorrupt: 'skip' });
      expect(error).toBeUndefined();
      expect(records).toEqual([a, c]);
      expect(counts.skipped).toEqual({ ...noneSkipped, 'bad-length-crc': 1 });
    }
    const { records, counts } = await readAll(flipped(frameBytes + 13), { onCorrupt: 'skip' });
    expect(records).toEqual([a, c]);
    expect(counts.skipped).toEqual({ ...noneSkipped, 'bad-data-crc': 1 });
  });

  it('is given to a function as it is passed over', async () => {
    const damage: unknown[] = [];
    await readAll(flipped(frameBytes + 13), { onCorrupt: (error) => damage.push(error) });
    expect(damage).toEqual([expect.objectContaining({ code: 'bad-data-crc', record: 1 })]);
  });

  it('between records, such as lost or added bytes, costs no record behind it', async () => {
    const first = recordBytes([a]);
    const rest = recordBytes([b, c]);
    const added = Buffer.concat([first, Buffer.alloc(1000, 1), rest]);
    expect((await readAll(added, { onCorrupt: 'skip' })).records).toEqual([a, b, c]);
    const lost = Buffer.concat([first.subarray(0, -3), rest]);
    const { records, counts } = await readAll(lost, { onCorrupt: 'skip' });
    expect(records).toEqual([c]);
    expect(counts.skipped).toMatchObject({ 'bad-data-crc': 1, 'bad-length-crc': 1 });
  });

  it('is not looked for with verify: false', async () => {
    const { records } = await readAll(flipped(frameBytes + 12), { verify: false });
    expect(records[1]).toEqual(text('rbbbb'));
  });

  it.each([1, 11, 12, 14, 20])(
    'that cuts a frame off after %d bytes is truncation',
    async (kept) => {
      const bytes = recordBytes([a, b]).subarray(0, frameBytes + kept);
      const { records, error } = await readAll(bytes);
      expect(records).toEqual([a]);
      expect(error).toMatchObject({ code: 'truncated', record: 1, offset: frameBytes });
      const skipped = await readAll(bytes, { onCorrupt: 'skip' });
      expect(skipped.records).toEqual([a]);
      expect(skipped.counts.skipped).toEqual({ ...noneSkipped, truncated: 1 });
    },
  );

  it('refuses a record above the limit before memory is taken for it', async () => {
    const huge = recordBytes([a]);
    // A frame that claims 2^50 bytes, with a correct checksum.
    const view = new DataView(huge.buffer);
    view.setUint32(0, 0, true);
    view.setUint32(4, 2 ** 18, true);
    view.setUint32(8, maskCrc(crc32c(huge, 0, 8)), true);
    const { error } = await readAll(huge);
    expect(error).toMatchObject({
      code: 'oversize',
      record: 0,
      offset: 0,
      message: expect.stringContaining(
        'a record of 1125899906842624 bytes is larger than the limit of 268435456 bytes: raise maxRecordBytes',
      ),
    });
  });

  it('passes over a record above the limit, however its bytes come', async () => {
    const bytes = recordBytes([a, new Uint8Array(1_000_000), b]);
    for (const size of [1000, 100_000, bytes.length]) {
      const { records, counts } = await readAll(chunked(bytes, size), {
        onCorrupt: 'skip',
        maxRecordBytes: 1000,
      });
      expect(records).toEqual([a, b]);
      expect(counts.skipped).toEqual({ ...noneSkipped, oversize: 1 });
    }
    expect((await readAll(bytes, { maxRecordBytes: 1_000_000 })).records).toHaveLength(3);
  });

  it('does not take memory that a length only claims', async () => {
    const claimed = recordBytes([new Uint8Array(50_000_000)]).subarray(0, 1000);
    const before = process.memoryUsage().arrayBuffers;
    const { error } = await readAll(claimed.slice());
    expect(error).toMatchObject({ code: 'truncated' });
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2_000_000);
  });

  it('of compressed data is an error at the record it hits, after all records before it', async () => {
    const records = Array.from({ length: 5000 }, (_, i) => text(`record ${i} ${Math.sqrt(i)}`));
    const bytes = gzipSync(recordBytes(records));
    const cut = await readAll(bytes.subarray(0, bytes.length >> 1));
    expect(cut.error).toMatchObject({ code: 'truncated', record: cut.records.length });
    expect(cut.records.length).toBeGreaterThan(1000);
    expect(cut.records).toEqual(records.slice(0, cut.records.length));

    const broken = Buffer.from(bytes);
    broken.fill(0xff, bytes.length >> 1, (bytes.length >> 1) + 50);
    const result = await readAll([broken, recordBytes([a])], { onCorrupt: 'skip' });
    expect(result.error).toBeUndefined();
    expect(result.records.at(-1)).toEqual(a);
    expect(result.counts.skipped['bad-compression']).toBe(1);
    // The checksums find bytes that were inflated wrongly before inflating failed.
    expect((await readAll(broken)).error).toMatchObject({
      code: expect.stringMatching(/^bad-(compression|data-crc|length-crc)$/),
    });
  });

  it('refuses a limit that is none', () => {
    for (const maxRecordBytes of [-1, 0.5, 2 ** 31]) {
      expect(() => readRecords(new Uint8Array(0), { maxRecordBytes })).toThrow(
        `maxRecordBytes is a whole number from 0 to 2147483647, got ${maxRecordBytes}`,
      );
    }
  });
});

describe('the loss of a damage', () => {
  const frameBytes = 12 + 5 + 4;
  const written = [text('aaaaa'), text('bbbbb'), text('ccccc')];
  const sound = recordBytes(written);

  /** The code, record and loss of each damage that a reader of `bytes` skips. */
  async function losses(bytes: Uint8Array, maxRecordBytes = 1000): Promise<unknown[]> {
    const damage: unknown[] = [];
    const onCorrupt = ({ code, record, loss }: TFRecordError) => damage.push([code, record, loss]);
    for await (const _ of readRecords(bytes, { onCorrupt, maxRecordBytes }));
    return damage;
  }

  const flipped = (at: number): Uint8Array => {
    const bytes = sound.slice();
    bytes[at] = (bytes[at] ?? 0) ^ 0x10;
    return bytes;
  };

  it('is one record where only its data are wrong', async () => {
    expect(await losses(flipped(frameBytes + 12))).toEqual([
      ['bad-data-crc', 1, { records: 1, bytes: frameBytes, restOfFile: false }],
    ]);
  });

  it('is a number of bytes where a length is wrong and the next record is found', async () => {
    expect(await losses(flipped(frameBytes))).toEqual([
      ['bad-length-crc', 1, { bytes: frameBytes, restOfFile: false }],
    ]);
  });

  it('is the rest of the file where no record follows a wrong length', async () => {
    expect(await losses(flipped(2 * frameBytes))).toEqual([
      ['bad-length-crc', 2, { bytes: frameBytes, restOfFile: true }],
    ]);
    expect(await losses(Buffer.alloc(100, 1))).toEqual([
      ['bad-length-crc', 0, { bytes: 100, restOfFile: true }],
    ]);
  });

  it('is the rest of the file where the file ends inside a record', async () => {
    expect(await losses(sound.subarray(0, frameBytes + 15))).toEqual([
      ['truncated', 1, { bytes: 15, restOfFile: true }],
    ]);
  });

  it('is one record where it is larger than the limit, and once the rest where the file ends in it', async () => {
    const bytes = recordBytes([text('aaaaa'), new Uint8Array(2000), text('ccccc')]);
    const oversize = ['oversize', 1, { records: 1, bytes: 2016, restOfFile: false }];
    expect(await losses(bytes)).toEqual([oversize]);
    expect(await losses(bytes.subarray(0, 500))).toEqual([
      oversize,
      ['truncated', 1, { bytes: 0, restOfFile: true }],
    ]);
  });

  it.each(['gzip', 'zlib'] as const)(
    'of cut %s data is the rest, of unknown size',
    async (format) => {
      const bytes = format === 'gzip' ? gzipSync(sound) : deflateSync(sound);
      for (let length = 12; length < bytes.length; length += 1) {
        const result = await losses(bytes.subarray(0, length));
        expect(result).toEqual([['truncated', expect.any(Number), { restOfFile: true }]]);
      }
    },
  );

  it('is none where gzip members follow each other, wherever the chunks end, or zeros pad the end', async () => {
    const members = Buffer.concat([gzipSync(sound), gzipSync(''), gzipSync(sound)]);
    for (let size = 1; size <= members.length; size += 1) {
      const { records, error } = await readAll(chunked(members, size));
      expect(error).toBeUndefined();
      expect(records).toEqual([...written, ...written]);
    }
    expect(await losses(Buffer.concat([members, Buffer.alloc(512)]))).toEqual([]);
    expect(
      (await readAll(Buffer.concat([deflateSync(sound), deflateSync(sound)]))).records,
    ).toEqual([...written, ...written]);
  });

  it.each(['gzip', 'zlib'] as const)(
    'of other bytes behind %s data is only what follows the records',
    async (format) => {
      const bytes = format === 'gzip' ? gzipSync(sound) : deflateSync(sound);
      const trailed = Buffer.concat([bytes, text('garbage')]);
      expect(await losses(trailed)).toEqual([['trailing-bytes', 3, { restOfFile: true }]]);
      const { records, error } = await readAll(trailed);
      expect(records).toEqual(written);
      expect((error as Error).message).toBe(
        `the ${format} data end at byte ${bytes.length} of the file, and other bytes follow: copy the file again, or pass over the damage with onCorrupt: 'skip' (<bytes>, record 3, byte 63)`,
      );
    },
  );

  it('of a wrong checksum behind gzip data costs no record that has a right one', async () => {
    const bytes = gzipSync(sound);
    bytes.writeUInt8(bytes.readUInt8(bytes.length - 8) ^ 1, bytes.length - 8);
    const { records } = await readAll(bytes, { onCorrupt: 'skip' });
    expect(records).toEqual(written);
    expect(await losses(bytes)).toEqual([['bad-compression', 3, { restOfFile: true }]]);
  });

  it('is none where the gzip header has a name, a comment, extra data and a checksum', async () => {
    const plain = gzipSync(sound);
    const head = Buffer.from(plain.subarray(0, 10));
    head.writeUInt8(2 + 4 + 8 + 16, 3);
    const fields = Buffer.concat([
      Buffer.of(3, 0, 1, 2, 3),
      text('a name\0a comment\0'),
      Buffer.of(0, 0),
    ]);
    const { records, error } = await readAll(Buffer.concat([head, fields, plain.subarray(10)]));
    expect(error).toBeUndefined();
    expect(records).toEqual(written);
  });
});

describe('a mutated file', () => {
  const records = fc.array(fc.uint8Array({ maxLength: 60 }), { minLength: 1, maxLength: 8 });
  const mutation = fc.record({
    at: fc.nat(),
    removed: fc.oneof(fc.constant(0), fc.constant(1), fc.nat(40)),
    inserted: fc.oneof(fc.uint8Array({ maxLength: 3 }), fc.uint8Array({ maxLength: 40 })),
  });
  const mutations = fc.array(mutation, { minLength: 1, maxLength: 4 });

  const mutated = (
    bytes: Uint8Array,
    changes: readonly { at: number; removed: number; inserted: Uint8Array }[],
  ) =>
    changes.reduce<Uint8Array>((result, { at, removed, inserted }) => {
      const start = at % (result.length + 1);
      return Buffer.concat([result.subarray(0, start), inserted, result.subarray(start + removed)]);
    }, bytes);

  const isOneOf = (record: Uint8Array, all: readonly Uint8Array[]): boolean =>
    all.some((each) => Buffer.compare(each, record) === 0);

  it('never yields a record that was not written, nor fails in another way than ours', async () => {
    await fc.assert(
      fc.asyncProperty(records, mutations, fc.boolean(), async (written, changes, compressed) => {
        const bytes = recordBytes(written);
        const damaged = mutated(compressed ? gzipSync(bytes) : bytes, changes);
        const strict = await readAll(damaged, { maxRecordBytes: 1000 });
        if (strict.error !== undefined) {
          expect(strict.error).toMatchObject({ name: 'TFRecordError' });
        }
        const lenient = await readAll(damaged, { maxRecordBytes: 1000, onCorrupt: 'skip' });
        expect(lenient.error).toBeUndefined();
        for (const record of [...strict.records, ...lenient.records]) {
          expect(isOneOf(record, written)).toBe(true);
        }
        expect(lenient.records.length).toBeGreaterThanOrEqual(strict.records.length);
      }),
      { numRuns: 400 },
    );
  });
});

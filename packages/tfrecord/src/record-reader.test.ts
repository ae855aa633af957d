import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeExample } from './example.js';
import { readExamples } from './example-reader.js';
import { fixedLen } from './feature-spec.js';
import { readRecords } from './record-reader.js';
import { readAll, recordBytes } from './testing/record-bytes.js';
import { temporaryDirectory } from './testing/temporary-directory.js';

const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const three = [text('first'), text(''), text('third')];

const noneSkipped = {
  'bad-length-crc': 0,
  'bad-data-crc': 0,
  truncated: 0,
  oversize: 0,
  'bad-compression': 0,
};

/** `bytes` in chunks of `size`. */
async function* chunked(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

describe('readRecords', () => {
  it('reads bytes, a path, a URL, a Node stream and a web stream alike', async () => {
    const bytes = recordBytes(three);
    const path = join(await temporaryDirectory(), 'data.tfrecord');
    await writeFile(path, bytes);
    const inputs = [
      bytes,
      path,
      pathToFileURL(path),
      Readable.from([bytes]),
      new Blob([bytes]).stream(),
      { getReader: () => new Blob([bytes]).stream().getReader() },
    ];
    for (const input of inputs) expect((await readAll(input)).records).toEqual(three);
    const all = await readAll([path, bytes]);
    expect(all.records).toEqual([...three, ...three]);
    expect(all.counts).toEqual({ files: 2, records: 6, skipped: noneSkipped });
  });

  it('reads the files of a pattern in the order of their names', async () => {
    const directory = await temporaryDirectory();
    for (const name of ['b-00001.tfrecord', 'b-00000.tfrecord', 'c.tfrecord']) {
      await writeFile(join(directory, name), recordBytes([text(name)]));
    }
    const { records } = await readAll(`${directory}/b-*.tfrecord`);
    expect(records.map((record) => Buffer.from(record).toString())).toEqual([
      'b-00000.tfrecord',
      'b-00001.tfrecord',
    ]);
  });

  it('reads nothing from an empty file', async () => {
    expect(await readAll(new Uint8Array(0))).toMatchObject({ records: [], error: undefined });
    expect((await readAll(gzipSync(''))).records).toEqual([]);
  });

  it('finds the same records wherever the chunks of a stream end', async () => {
    const records = [text('a'), new Uint8Array(700_000).fill(7), ...three];
    const bytes = recordBytes(records);
    for (const size of [1013, 65_536, 300_000, bytes.length]) {
      const read = await readAll(chunked(bytes, size));
      expect(Buffer.compare(recordBytes(read.records), bytes)).toBe(0);
    }
    const small = recordBytes(three);
    for (let size = 1; size < 40; size += 1) {
      expect((await readAll(chunked(small, size))).records).toEqual(three);
      expect((await readAll(chunked(gzipSync(small), size))).records).toEqual(three);
    }
  });

  it('can be read again, with counts of the new pass', async () => {
    const reader = readRecords(recordBytes(three));
    for (let pass = 0; pass < 2; pass += 1) {
      let records = 0;
      for await (const _ of reader) records += 1;
      expect(records).toBe(3);
      expect(reader.counts.records).toBe(3);
    }
  });

  it('closes a stream that is left early', async () => {
    const stream = Readable.from([recordBytes(three)]);
    for await (const _ of readRecords(stream)) break;
    expect(stream.destroyed).toBe(true);
  });

  it('asks for bytes only as records are taken', async () => {
    const chunk = recordBytes(three);
    let asked = 0;
    async function* endless(): AsyncGenerator<Uint8Array> {
      for (;;) {
        asked += 1;
        yield chunk;
      }
    }
    let records = 0;
    for await (const _ of readRecords(endless())) {
      records += 1;
      if (records === 300) break;
    }
    expect(asked).toBeLessThanOrEqual(101);
  });

  it('holds no more than a buffer of a large stream', async () => {
    const record = new Uint8Array(100_000);
    const chunk = recordBytes(new Array<Uint8Array>(10).fill(record));
    async function* manyChunks(): AsyncGenerator<Uint8Array> {
      for (let i = 0; i < 300; i += 1) yield chunk;
    }
    let largest = 0;
    let records = 0;
    const before = process.memoryUsage().arrayBuffers;
    for await (const _ of readRecords(manyChunks(), { verify: false })) {
      records += 1;
      largest = Math.max(largest, process.memoryUsage().arrayBuffers - before);
    }
    expect(records).toBe(3000);
    // The records handed out are garbage by then, but collected only now and then.
    expect(largest).toBeLessThan(150e6);
  });

  it('names a file that is missing, a pattern without a match and an input that is none', async () => {
    expect((await readAll('nowhere/at-all.tfrecord')).error).toMatchObject({
      code: 'read-failed',
      file: 'nowhere/at-all.tfrecord',
      message: expect.stringContaining('ENOENT'),
    });
    expect((await readAll('nowhere/*.tfrecord')).error).toMatchObject({
      code: 'no-files',
      message: "no file matches 'nowhere/*.tfrecord'",
    });
    expect((await readAll(5 as unknown as string)).error).toMatchObject({ code: 'invalid-option' });
    expect((await readAll(Readable.from(['text']))).error).toMatchObject({ code: 'read-failed' });
  });

  it('passes on why a stream failed', async () => {
    async function* failing(): AsyncGenerator<Uint8Array> {
      yield recordBytes([text('first')]);
      throw new Error('the line is dead');
    }
    const { records, error } = await readAll(failing());
    expect(records).toEqual([text('first')]);
    expect(error).toMatchObject({
      code: 'read-failed',
      message: 'cannot read: the line is dead (<stream>)',
    });
  });
});

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
  ])('of %s is told with the file, the record and the byte', async (_, at, code) => {
    const path = join(await temporaryDirectory(), 'damaged.tfrecord');
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

  it('is told to a function as it is passed over', async () => {
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
    // 2^50 bytes, as a frame with a right checksum.
    const view = new DataView(huge.buffer);
    view.setUint32(0, 0, true);
    view.setUint32(4, 2 ** 18, true);
    const { crc32c, maskCrc } = await import('./crc32c.js');
    view.setUint32(8, maskCrc(crc32c(huge, 0, 8)), true);
    const { error } = await readAll(huge);
    expect(error).toMatchObject({
      code: 'oversize',
      record: 0,
      offset: 0,
      message: expect.stringContaining(
        'a record of 1125899906842624 bytes exceeds maxRecordBytes (268435456)',
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

  it('of compressed data is told at the record it hits, after all records before it', async () => {
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
    // What inflates to wrong bytes before the inflating fails is found by the checksums.
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

describe('readExamples', () => {
  it('says in which record of which file a feature is missing', async () => {
    const bytes = recordBytes([
      encodeExample(new Map([['id', { kind: 'int64', values: [1] }]])),
      encodeExample(new Map()),
    ]);
    const rows: unknown[] = [];
    const read = async () => {
      for await (const row of readExamples(bytes, { id: fixedLen([], 'int64') })) rows.push(row);
    };
    await expect(read()).rejects.toMatchObject({
      code: 'missing-feature',
      feature: 'id',
      record: 1,
      offset: 31,
      message:
        "feature 'id' is missing, and its spec gives no default (<bytes>, record 1, byte 31)",
    });
    expect(rows).toEqual([{ id: 1 }]);
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

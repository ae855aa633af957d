import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { temporaryDirectory } from '../../../testing/temporary-directory.js';
import { encodeExample } from './example.js';
import { fixedLen } from './feature-spec.js';
import { readExamples, readRecords } from './node-reader.js';
import { readAll, recordBytes } from './testing/record-bytes.js';

const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const three = [text('first'), text(''), text('third')];

/** `bytes` in chunks of `size`. */
async function* chunked(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

describe('readRecords', () => {
  it('reads bytes, a path, a URL, a blob, a file of a browser, a Node stream and a web stream alike', async () => {
    const bytes = recordBytes(three);
    const path = join(temporaryDirectory('test'), 'data.tfrecord');
    await writeFile(path, bytes);
    const inputs = [
      bytes,
      path,
      pathToFileURL(path),
      Readable.from([bytes]),
      new Blob([bytes]).stream(),
      new Blob([bytes]),
      new File([bytes], 'three.tfrecord'),
      Uint8Array.from(bytes).buffer,
      { getReader: () => new Blob([bytes]).stream().getReader() },
    ];
    for (const input of inputs) expect((await readAll(input)).records).toEqual(three);
    const all = await readAll([path, bytes]);
    expect(all.records).toEqual([...three, ...three]);
    expect(all.counts).toMatchObject({ files: 2, records: 6 });
    expect(Object.values(all.counts.skipped).every((count) => count === 0)).toBe(true);
  });

  it('reads the files of a pattern in the order of their names', async () => {
    const directory = temporaryDirectory('test');
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

  it('gives views without copying, which the next bytes overwrite', async () => {
    const bytes = recordBytes([text('first'), text('third')]);
    const views: string[] = [];
    const buffers = new Set<unknown>();
    for await (const record of readRecords(bytes, { copy: false })) {
      views.push(Buffer.from(record).toString());
      buffers.add(record.buffer);
    }
    expect(views).toEqual(['first', 'third']);
    expect(buffers.size).toBe(1);
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
    // The yielded records are garbage by then, but V8 collects garbage only from time to time.
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
    expect((await readAll(5 as unknown as string)).error).toMatchObject({
      code: 'invalid-option',
      message: expect.stringContaining('cannot read from a number: give a path,'),
    });
    expect((await readAll({} as unknown as string)).error).toMatchObject({
      message: expect.stringContaining('cannot read from an object that holds no bytes'),
    });
    expect((await readAll(null as unknown as string)).error).toMatchObject({
      message: expect.stringContaining('cannot read from null'),
    });
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

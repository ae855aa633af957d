import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync, inflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { temporaryDirectory } from '../../../testing/temporary-directory.js';
import { writeExamples, writeRecords, writeSequenceExamples } from './example-writer.js';
import { fixedLen, ragged } from './feature-spec.js';
import { readExamples, readSequenceExamples } from './node-reader.js';
import { RecordWriter } from './record-writer.js';
import { shardPath } from './shard.js';
import { readAll, recordBytes } from './testing/record-bytes.js';

const text = (value: string): Uint8Array => new TextEncoder().encode(value);

const collect = async <T>(items: AsyncIterable<T>): Promise<T[]> => {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
};

describe('writeRecords', () => {
  it('writes frames as the format has them, and nothing else', async () => {
    const path = join(temporaryDirectory('test'), 'data.tfrecord');
    const records = [text('one'), text(''), new Uint8Array(600_000).fill(9), text('four')];
    expect(await writeRecords(path, records)).toEqual({ paths: [path], records: 4 });
    expect(Buffer.compare(await readFile(path), recordBytes(records))).toBe(0);
  });

  it('compresses by option, or with gzip where the name says so', async () => {
    const directory = temporaryDirectory('test');
    const records = Array.from({ length: 20_000 }, (_, i) => text(`record ${i}`));
    const whole = recordBytes(records);
    await writeRecords(join(directory, 'a.tfrecord.gz'), records);
    expect(gunzipSync(await readFile(join(directory, 'a.tfrecord.gz'))).equals(whole)).toBe(true);
    await writeRecords(join(directory, 'b'), records, { compression: 'zlib' });
    expect(inflateSync(await readFile(join(directory, 'b'))).equals(whole)).toBe(true);
    await writeRecords(join(directory, 'c.gz'), records, { compression: 'none' });
    expect((await readFile(join(directory, 'c.gz'))).equals(whole)).toBe(true);
  });

  it('deals records out to shards in turn', async () => {
    const path = join(temporaryDirectory('test'), 'data.tfrecord');
    const records = ['a', 'b', 'c', 'd', 'e'].map(text);
    const { paths } = await writeRecords(path, records, { shards: 3 });
    expect(paths).toEqual([0, 1, 2].map((shard) => shardPath(path, shard, 3)));
    const shards = await Promise.all(paths.map((each) => readAll(each)));
    expect(
      shards.map((shard) => shard.records.map((r) => Buffer.from(r).toString()).join('')),
    ).toEqual(['ad', 'be', 'c']);
  });

  it('returns what was written, from any source, for any shards and compression', async () => {
    const directory = temporaryDirectory('test');
    let file = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.uint8Array({ size: 'large' })),
        fc.constantFrom('none' as const, 'gzip' as const, 'zlib' as const),
        fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined }),
        async (records, compression, shards) => {
          file += 1;
          async function* source(): AsyncGenerator<Uint8Array> {
            yield* records;
          }
          const { paths } = await writeRecords(join(directory, String(file)), source(), {
            compression,
            ...(shards === undefined ? {} : { shards }),
          });
          const read = await Promise.all(paths.map((path) => readAll(path)));
          expect(read.flatMap((shard) => shard.records)).toEqual(
            read.flatMap((_, shard) => records.filter((_, i) => i % read.length === shard)),
          );
        },
      ),
      { numRuns: 50 },
    );
  });
});

describe('RecordWriter', () => {
  it('shows no file before it is closed, and keeps the old one until then', async () => {
    const directory = temporaryDirectory('test');
    const path = join(directory, 'data.tfrecord');
    await writeFile(path, 'old');
    const writer = await RecordWriter.open(path);
    await writer.write(text('new'));
    expect(await readFile(path, 'utf8')).toBe('old');
    await writer.close();
    expect((await readAll(path)).records).toEqual([text('new')]);
    expect(await readdir(directory)).toEqual(['data.tfrecord']);
  });

  it('leaves nothing behind when it is aborted or its source fails', async () => {
    const directory = temporaryDirectory('test');
    const writer = await RecordWriter.open(join(directory, 'a.gz'), { shards: 3 });
    await writer.write(text('lost'));
    await writer.abort();
    await expect(writer.write(text('late'))).rejects.toThrow('the writer is closed');
    function* failing(): Generator<Uint8Array> {
      yield new Uint8Array(1_000_000);
      throw new Error('no more');
    }
    await expect(writeRecords(join(directory, 'b'), failing())).rejects.toThrow('no more');
    expect(await readdir(directory)).toEqual([]);
  });

  it('takes a copy of a record, so that its bytes may be used again', async () => {
    const path = join(temporaryDirectory('test'), 'data.tfrecord');
    const writer = await RecordWriter.open(path);
    const bytes = text('a');
    const first = writer.write(bytes);
    bytes[0] = 0x62;
    await Promise.all([first, writer.write(bytes)]);
    await writer.close();
    expect((await readAll(path)).records).toEqual([text('a'), text('b')]);
  });

  it('keeps the order of writes that are not awaited', async () => {
    const path = join(temporaryDirectory('test'), 'data.tfrecord.gz');
    const writer = await RecordWriter.open(path);
    const records = Array.from({ length: 100 }, (_, i) => new Uint8Array(20_000).fill(i));
    for (const record of records) void writer.write(record);
    await writer.close();
    const read = await readAll(path);
    expect(Buffer.compare(recordBytes(read.records), recordBytes(records))).toBe(0);
  });

  it('says which file cannot be written, and why', async () => {
    const path = join(temporaryDirectory('test'), 'missing', 'data.tfrecord');
    await expect(RecordWriter.open(path)).rejects.toMatchObject({
      code: 'write-failed',
      file: path,
      message: `cannot write: there is no such file or directory (${path})`,
    });
    await expect(RecordWriter.open('x', { shards: 0 })).rejects.toThrow(
      'shards is a number of files from 1 up, got 0',
    );
  });

  it.skipIf(process.platform !== 'linux')('reports a full disk, plain and compressed', async () => {
    // Every write to /dev/full fails as on a full disk.
    const { open } = await import('node:fs/promises');
    const { fileSink } = await import('./byte-sink.js');
    for (const compression of ['none', 'gzip'] as const) {
      const file = await open('/dev/full', 'w');
      const sink = fileSink(file, compression);
      const write = async () => {
        await sink.write(new Uint8Array(100_000));
        await sink.end();
      };
      await expect(write()).rejects.toMatchObject({ code: 'ENOSPC' });
      await file.close();
    }
  });
});

describe('rows', () => {
  it('come back from the files they were written to', async () => {
    const path = join(temporaryDirectory('test'), 'sessions.tfrecord.gz');
    const spec = {
      userIndex: fixedLen([], 'int64'),
      movieIndices: ragged('int64'),
      timestamps: ragged('bigint'),
    };
    const rows = [
      { userIndex: 0, movieIndices: [3117, 1250], timestamps: [978300019n, 978300055n] },
      { userIndex: 1, movieIndices: [], timestamps: [] },
    ];
    await writeExamples(path, spec, rows);
    expect(await collect(readExamples(path, spec))).toEqual(rows);
  });

  it('may be written from typed arrays', async () => {
    const path = join(temporaryDirectory('test'), 'sessions.tfrecord');
    const spec = { items: ragged('int64'), times: ragged('int64') };
    const row = { items: Int32Array.of(1, 2), times: BigInt64Array.of(3n, -4n) };
    await writeExamples(path, spec, [row]);
    expect(await collect(readExamples(path, spec))).toEqual([{ items: [1, 2], times: [3, -4] }]);
  });

  it('of sequences come back too', async () => {
    const path = join(temporaryDirectory('test'), 'sequences.tfrecord');
    const spec = { context: { user: fixedLen([], 'int64') }, sequence: { item: ragged('string') } };
    const rows = [{ context: { user: 4 }, sequence: { item: [['a'], ['b', 'c']] } }];
    await writeSequenceExamples(path, spec, rows);
    expect(await collect(readSequenceExamples(path, spec))).toEqual(rows);
  });
});

describe('shardPath', () => {
  it.each([
    ['name', 'name-00003-of-00016'],
    ['a.b/name.tfrecord', 'a.b/name-00003-of-00016.tfrecord'],
    ['name.tfrecords.gz', 'name-00003-of-00016.tfrecords.gz'],
    ['ml-1.5m.gz', 'ml-1.5m-00003-of-00016.gz'],
  ])('numbers %s before its ending', (path, expected) => {
    expect(shardPath(path, 3, 16)).toBe(expected);
  });

  it('refuses a shard that is not there', () => {
    expect(() => shardPath('name', 16, 16)).toThrow('there is no shard 16 of 16');
  });
});

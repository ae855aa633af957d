import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { decodeExample, encodeExample } from './example.js';
import { readRecords as readInNode } from './node-reader.js';
import { decodeSequenceExample, encodeSequenceExample } from './sequence-example.js';
import { featuresToJson, sequenceToJson } from './testing/golden-json.js';
import { readRecords as readByWeb } from './web.js';

// Files that TensorFlow wrote, and what TensorFlow reads in them: tools/tfrecord/make_golden.py.
const golden = (name: string): URL => new URL(`../golden/${name}`, import.meta.url);

type ReadGolden = (name: string) => AsyncIterable<Uint8Array>;

const readers: readonly [entry: string, read: ReadGolden][] = [
  ['@org/tfrecord', (name) => readInNode(golden(`${name}.tfrecord`))],
  // In Chromium: web-page.test.ts.
  ['@org/tfrecord/web', (name) => readByWeb(chunksOfFile(name))],
];

async function* chunksOfFile(name: string): AsyncGenerator<Uint8Array> {
  yield await readFile(golden(`${name}.tfrecord`));
}

const recordsOf = async (read: ReadGolden, name: string): Promise<Uint8Array[]> => {
  const all: Uint8Array[] = [];
  for await (const record of read(name)) all.push(record);
  return all;
};

const expected = async (name: string): Promise<unknown[]> =>
  (await readFile(golden(`${name}.jsonl`), 'utf8'))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);

describe.each(readers)('golden files of TensorFlow by %s', (_, read) => {
  const records = (name: string) => recordsOf(read, name);

  it.each(['examples', 'unusual'])('%s decode as TensorFlow reads them', async (name) => {
    const decoded = (await records(name)).map((record) =>
      featuresToJson(decodeExample(record, { int64: 'bigint' })),
    );
    expect(decoded).toEqual(await expected(name));
  });

  it('sequence examples decode as TensorFlow reads them', async () => {
    const decoded = (await records('sequence-examples')).map((record) =>
      sequenceToJson(decodeSequenceExample(record, { int64: 'bigint' })),
    );
    expect(decoded).toEqual(await expected('sequence-examples'));
  });

  it.each(['examples-gzip', 'examples-zlib'])('%s hold the records of examples', async (name) => {
    expect(await records(name)).toEqual(await records('examples'));
  });

  it('examples encode to the bytes that TensorFlow wrote', async () => {
    const written = await records('examples');
    const encoded = written.map((record) =>
      encodeExample(decodeExample(record, { int64: 'bigint' })),
    );
    expect(encoded).toEqual(written);
  });

  it('sequence examples encode to the bytes that TensorFlow wrote', async () => {
    const written = await records('sequence-examples');
    const encoded = written.map((record) =>
      encodeSequenceExample(decodeSequenceExample(record, { int64: 'bigint' })),
    );
    expect(encoded).toEqual(written);
  });
});

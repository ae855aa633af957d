import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { decodeExample, encodeExample, type Features } from './example.js';
import type { Feature } from './feature.js';
import { readRecords } from './record-reader.js';
import { decodeSequenceExample, encodeSequenceExample } from './sequence-example.js';

// Files that TensorFlow wrote, and what TensorFlow reads in them: tools/tfrecord/make_golden.py.
const golden = (name: string): URL => new URL(`../golden/${name}`, import.meta.url);

const records = async (name: string): Promise<Uint8Array[]> => {
  const all: Uint8Array[] = [];
  for await (const record of readRecords(golden(`${name}.tfrecord`))) all.push(record);
  return all;
};

const expected = async (name: string): Promise<unknown[]> =>
  (await readFile(golden(`${name}.jsonl`), 'utf8'))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);

/** A feature in the form of the golden files. */
const toJson = ({ kind, values }: Feature) => ({
  kind,
  values: Array.from<unknown, unknown>(values, (value) => {
    if (typeof value === 'bigint') return value.toString();
    if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
    if (typeof value === 'number' && Number.isNaN(value)) return 'nan';
    if (value === Number.POSITIVE_INFINITY) return 'inf';
    return value === Number.NEGATIVE_INFINITY ? '-inf' : value;
  }),
});

const featuresToJson = (features: Features) =>
  Object.fromEntries([...features].map(([name, feature]) => [name, toJson(feature)]));

describe('golden files of TensorFlow', () => {
  it.each(['examples', 'unusual'])('%s decode as TensorFlow reads them', async (name) => {
    const decoded = (await records(name)).map((record) =>
      featuresToJson(decodeExample(record, { int64: 'bigint' })),
    );
    expect(decoded).toEqual(await expected(name));
  });

  it('sequence examples decode as TensorFlow reads them', async () => {
    const decoded = (await records('sequence-examples')).map((record) => {
      const { context, featureLists } = decodeSequenceExample(record, { int64: 'bigint' });
      return {
        context: featuresToJson(context),
        featureLists: Object.fromEntries(
          [...featureLists].map(([name, steps]) => [name, steps.map(toJson)]),
        ),
      };
    });
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

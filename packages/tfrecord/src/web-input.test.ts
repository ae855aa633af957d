import { deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { recordBytes } from './testing/record-bytes.js';
import { type ByteInput, type ReadOptions, readRecords, TFRecordError } from './web.js';

const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const three = [text('first'), text(''), text('third')];
const bytes = recordBytes(three);

async function readAll(input: ByteInput | readonly ByteInput[], options: ReadOptions = {}) {
  const reader = readRecords(input, options);
  const records: Uint8Array[] = [];
  try {
    for await (const record of reader) records.push(record);
    return { records, counts: reader.counts };
  } catch (error) {
    return { records, counts: reader.counts, error: error as TFRecordError };
  }
}

describe('@org/tfrecord/web', () => {
  it('reads bytes, blobs, files, responses and streams alike, plain, gzip and zlib', async () => {
    for (const stored of [bytes, gzipSync(bytes), deflateSync(bytes)]) {
      const inputs: ByteInput[] = [
        stored,
        Uint8Array.from(stored).buffer,
        new Blob([stored]),
        new File([stored], 'three.tfrecord'),
        new Response(stored),
        new Blob([stored]).stream(),
      ];
      expect((await readAll(inputs)).records).toEqual(inputs.flatMap(() => three));
    }
  });

  it('names the file, the URL and what went wrong', async () => {
    const file = new File([bytes.subarray(0, 30)], 'three.tfrecord');
    expect((await readAll(file)).error?.message).toBe(
      "the file ends inside a record, at least 3 bytes early: copy the file again, or pass over the damage with onCorrupt: 'skip' (three.tfrecord, record 1, byte 21)",
    );
    const missing = Object.assign(new Response('no', { status: 404 }), {});
    expect((await readAll(missing)).error?.message).toBe(
      'cannot read: the server answered with status 404 (<response>)',
    );
    expect((await readAll(new Response(null))).error?.message).toBe(
      'cannot read: the response has no body (<response>)',
    );
    for (const path of ['a.tfrecord', 5, null, {}]) {
      const { error } = await readAll(path as unknown as Uint8Array);
      expect(error).toBeInstanceOf(TFRecordError);
      expect(error?.code).toBe('invalid-option');
    }
    expect((await readAll('a.tfrecord' as unknown as Uint8Array)).error?.message).toBe(
      'cannot read from a string: give a Uint8Array, an ArrayBuffer, a Blob or File, a Response of fetch, or a stream of bytes',
    );
  });

  it('passes on why a stream failed, plain or compressed', async () => {
    for (const start of [bytes, gzipSync(bytes)]) {
      async function* failing(): AsyncGenerator<Uint8Array> {
        yield start;
        throw new Error('the line is dead');
      }
      const { records, error } = await readAll(failing());
      expect(error?.message).toBe('cannot read: the line is dead (<stream>)');
      if (start === bytes) expect(records).toEqual(three);
    }
  });

  it('closes a compressed stream that is left early', async () => {
    let closed = 0;
    async function* endless(): AsyncGenerator<Uint8Array> {
      try {
        yield gzipSync(bytes);
        for (;;) {
          await new Promise((resolve) => setTimeout(resolve, 1));
          yield new Uint8Array(0);
        }
      } finally {
        closed += 1;
      }
    }
    for await (const _ of readRecords(endless())) break;
    expect(closed).toBe(1);
  });

  it('passes over damage and goes on with the next file', async () => {
    const cut = gzipSync(bytes).subarray(0, 20);
    const { records, counts, error } = await readAll([cut, bytes], { onCorrupt: 'skip' });
    expect(error).toBeUndefined();
    expect(records).toEqual(three);
    expect(counts).toMatchObject({ files: 2, skipped: { truncated: 1 } });
  });
});

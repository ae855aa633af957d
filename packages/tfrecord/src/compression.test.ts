import { deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { detectCompression } from './compression.js';
import { readAll, recordBytes } from './testing/record-bytes.js';

const record = new TextEncoder().encode('a record');

describe('detectCompression', () => {
  it('knows gzip and zlib at every level', () => {
    for (let level = 0; level <= 9; level += 1) {
      expect(detectCompression(gzipSync(recordBytes([record]), { level }))).toBe('gzip');
      expect(detectCompression(deflateSync(recordBytes([record]), { level }))).toBe('zlib');
    }
  });

  it('does not take the length of a record for a magic number', () => {
    // As little-endian lengths, 0x9c78 and 0x088b1f start with the bytes of zlib and gzip.
    for (const length of [0x9c78, 0x088b1f]) {
      expect(detectCompression(recordBytes([new Uint8Array(length)]).subarray(0, 12))).toBe('none');
    }
  });

  it('takes the end of a short file for plain data', () => {
    expect(detectCompression(new Uint8Array(0))).toBe('none');
    expect(detectCompression(Uint8Array.of(1, 2))).toBe('none');
  });
});

describe('compressed files', () => {
  const bytes = recordBytes([record, record]);

  it('are read whatever their name', async () => {
    expect((await readAll(gzipSync(bytes))).records).toEqual([record, record]);
    expect((await readAll(deflateSync(bytes))).records).toEqual([record, record]);
  });

  it('may have several gzip members', async () => {
    const members = Buffer.concat([gzipSync(bytes), gzipSync(bytes)]);
    expect((await readAll(members)).records).toHaveLength(4);
  });

  it('are refused where compression is said to be none, and plain ones where it is not', async () => {
    expect((await readAll(gzipSync(bytes), { compression: 'none' })).error).toMatchObject({
      code: 'bad-length-crc',
    });
    expect((await readAll(bytes, { compression: 'gzip' })).error).toMatchObject({
      code: 'bad-compression',
    });
  });

  it('expand in portions: 100 MB of zeros in a file take a fraction of that memory', async () => {
    const record = new Uint8Array(1_000_000);
    const zeros = gzipSync(recordBytes(new Array<Uint8Array>(100).fill(record)));
    const before = process.memoryUsage().arrayBuffers;
    const { counts } = await readAll(zeros, { maxRecordBytes: 1000, onCorrupt: 'skip' });
    expect(counts.skipped.oversize).toBe(100);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(50e6);
  });
});

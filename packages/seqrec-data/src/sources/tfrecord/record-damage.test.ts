import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { temporaryDirectory } from '../../../../../testing/temporary-directory.js';
import { prepareDataset } from '../../preparation/prepare-dataset.js';
import { describeUnread } from '../../preparation/unread-files.js';
import { collect } from '../../testing/collect.js';
import { damage, example, writeRecordFile } from '../../testing/record-file.js';
import { openSource } from '../open-source.js';
import type { UnreadPart } from '../source.js';

const root = temporaryDirectory();
let files = 0;

/** Twenty sessions of eight events: frames of equal size. */
const sessions = Array.from({ length: 20 }, (_, i) =>
  example({
    userIndex: [BigInt(i % 7)],
    movieIndices: Array.from({ length: 8 }, (_, j) => BigInt((i + 3 * j) % 12)),
    timestamps: Array.from({ length: 8 }, (_, j) => BigInt(1000 + 100 * i + j)),
  }),
);
const frame = (sessions[0]?.length ?? 0) + 16;

/** A new file of the sessions, and its bytes. */
async function sessionFile(): Promise<{ path: string; bytes: Buffer }> {
  files += 1;
  const path = join(root, `${files}.tfrecord`);
  await writeRecordFile(path, sessions);
  return { path, bytes: readFileSync(path) };
}

/** The messages about lost parts of a file, and the number of sessions that are read. */
async function leftOut(path: string): Promise<{ sessions: number; lost: unknown[] }> {
  const lost: unknown[] = [];
  const source = await openSource({ path, format: 'sessions' });
  const { manifest } = await prepareDataset(source, {
    onBadRow: 'skip',
    filters: { sessions: 'source' },
    onEvent: (event) => {
      if (event.type === 'bad-row') lost.push(`record ${event.line}: ${event.reason}`);
    },
  });
  const { unread = [], badRows } = manifest.preparation;
  expect(badRows).toBe(lost.length);
  return { sessions: manifest.counts.sequences, lost: [...lost, ...unread.map(describeUnread)] };
}

async function failure(path: string): Promise<unknown> {
  const source = await openSource({ path, format: 'sessions' });
  return collect(source.interactions()).then(
    () => undefined,
    (error: unknown) => error,
  );
}

describe('the loss of a damaged TFRecord file', () => {
  it('is one record if its data are wrong', async () => {
    const { path, bytes } = await sessionFile();
    damage(path, bytes, 4 * frame + 20);
    const reason = `at byte ${4 * frame} the record's data do not match their checksum`;
    expect(await leftOut(path)).toEqual({ sessions: 19, lost: [`record 5: ${reason}`] });
    expect(await failure(path)).toMatchObject({
      code: 'bad-row',
      file: path,
      line: 5,
      message: `${path}, record 5: ${reason}; leave such records out with onBadRow: 'skip'`,
    });
  });

  it('is a number of bytes if a length is wrong', async () => {
    const { path, bytes } = await sessionFile();
    damage(path, bytes, 10 * frame);
    const problem = `at byte ${10 * frame} the record's length does not match its checksum, so the file is damaged or no TFRecord file`;
    expect(await leftOut(path)).toEqual({
      sessions: 19,
      lost: [`${frame} bytes of ${files}.tfrecord after record 10 (${problem})`],
    });
    expect(await failure(path)).toMatchObject({
      code: 'bad-file',
      line: 11,
      message: `${path}, record 11: ${problem}; get the file again, or use what can be read of it with onBadRow: 'skip'`,
    });
  });

  it('is the rest of the file if it ends inside a record', async () => {
    const { path, bytes } = await sessionFile();
    writeFileSync(path, bytes.subarray(0, 7 * frame + 30));
    const { sessions, lost } = await leftOut(path);
    expect(sessions).toBe(7);
    expect(lost).toEqual([
      expect.stringMatching(
        /^the rest of \d+\.tfrecord after record 7 \(the file ends inside a record, /,
      ),
    ]);
    expect(await failure(path)).toMatchObject({ code: 'bad-file', line: 8 });
  });

  it.each([
    ['gzip', gzipSync],
    ['zlib', deflateSync],
  ] as const)('is the rest of the file if its %s data end early', async (format, compress) => {
    const { path, bytes } = await sessionFile();
    const compressed = compress(bytes);
    writeFileSync(path, compressed.subarray(0, compressed.length * 0.6));
    const { sessions, lost } = await leftOut(path);
    expect(sessions).toBeLessThan(20);
    expect(lost).toEqual([
      expect.stringContaining(
        `the rest of ${files}.tfrecord after record ${sessions} (the ${format} data end early`,
      ),
    ]);
  });

  it('is the bytes after whole gzip data', async () => {
    const { path, bytes } = await sessionFile();
    writeFileSync(path, Buffer.concat([gzipSync(bytes), Buffer.from('garbage')]));
    const { sessions, lost } = await leftOut(path);
    expect(sessions).toBe(20);
    expect(lost).toEqual([expect.stringContaining('after record 20 (the gzip data end at byte ')]);
    expect(await failure(path)).toMatchObject({ code: 'bad-file' });
  });

  it('is nothing if there are several gzip members', async () => {
    const { path, bytes } = await sessionFile();
    const half = 10 * frame;
    writeFileSync(
      path,
      Buffer.concat([gzipSync(bytes.subarray(0, half)), gzipSync(bytes.subarray(half))]),
    );
    expect(await leftOut(path)).toEqual({ sessions: 20, lost: [] });
  });

  it('does not include records of the next file', async () => {
    const { path, bytes } = await sessionFile();
    damage(path, bytes.subarray(0, 20), 0);
    const { path: next } = await sessionFile();
    const parts: UnreadPart[] = [];
    const source = await openSource({ path: [next, path, next] });
    const read = await collect(
      source.interactions({ onBadRow: () => {}, onUnread: (part) => parts.push(part) }),
    );
    expect(read).toHaveLength(2 * 160);
    expect(parts).toEqual([
      expect.objectContaining({ file: path, after: 0, bytes: 20, restOfFile: true }),
    ]);
  });

  it('is an error for a caller that only accepts bad rows', async () => {
    const { path, bytes } = await sessionFile();
    writeFileSync(path, bytes.subarray(0, 7 * frame + 30));
    const source = await openSource({ path });
    await expect(collect(source.interactions({ onBadRow: () => {} }))).rejects.toMatchObject({
      code: 'bad-file',
    });
  });

  it('is reported if nothing is left', async () => {
    const { path } = await sessionFile();
    writeFileSync(path, Buffer.alloc(100, 7));
    const source = await openSource({ path });
    await expect(prepareDataset(source, { onBadRow: 'skip' })).rejects.toMatchObject({
      code: 'empty-dataset',
      message: expect.stringMatching(
        /tfrecord: not read: the rest of \d+\.tfrecord after record 0 \(at byte 0 the record's length/,
      ),
    });
  });

  it('is reported with the name of an unsupported compression', async () => {
    const { path } = await sessionFile();
    writeFileSync(path, Buffer.from('28b52ffd24550d00', 'hex'));
    await expect(openSource({ path })).rejects.toMatchObject({
      code: 'bad-file',
      message: `${path} is compressed by zstd, which cannot be read here; decompress it, or compress it with gzip`,
    });
  });
});

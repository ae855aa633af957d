import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { temporaryDirectory } from '../../../../../testing/temporary-directory.js';
import { writeFiles } from '../../testing/write-files.js';
import type { UnreadPart } from '../source.js';
import { readLineBlocks } from './line-blocks.js';

const directory = temporaryDirectory();
const file = (content: string | Uint8Array) => writeFiles(directory, { 'lines.txt': content });

async function linesOf(
  path: string,
  options: Parameters<typeof readLineBlocks>[1] = {},
): Promise<string[]> {
  const lines: string[] = [];
  for await (const block of readLineBlocks(path, options)) {
    expect(block.firstLine).toBe(lines.length + 1);
    lines.push(...block.lines);
  }
  return lines;
}

describe('readLineBlocks', () => {
  it('ends lines with \\n or \\r\\n, and needs no end after the last', async () => {
    expect(await linesOf(file('a\r\nb\n\nc'))).toEqual(['a', 'b', '', 'c']);
    expect(await linesOf(file('a\r\n'))).toEqual(['a']);
    expect(await linesOf(file(''))).toEqual([]);
  });

  it('leaves a byte order mark out', async () => {
    expect(await linesOf(file('\uFEFFuser,item\n\uFEFF'))).toEqual(['user,item', '\uFEFF']);
  });

  it('decompresses gzip with any name, and several members in order', async () => {
    const members = Buffer.concat([gzipSync('a\nb'), gzipSync('c\nd\n')]);
    expect(await linesOf(file(members))).toEqual(['a', 'bc', 'd']);
  });

  it('gives any text back, for any blocks', async () => {
    const line = fc
      .string({ unit: 'binary', maxLength: 20 })
      .filter((text) => !/[\r\n]/.test(text));
    await fc.assert(
      fc.asyncProperty(
        fc.array(line, { minLength: 1 }),
        fc.nat(100_000),
        async (lines, padding) => {
          // With lines of some 256 KiB, blocks end inside lines and characters.
          const text = ['x'.repeat(200_000 + padding), ...lines, 'é'.repeat(150_000), 'end'];
          const content = Buffer.from(`${text.join('\n')}\n`);
          const expected = content.toString().split('\n').slice(0, -1);
          expect(await linesOf(file(content))).toEqual(expected);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('reads latin-1 if the option says so', async () => {
    const path = file(Buffer.from('Les Misérables\n', 'latin1'));
    expect(await linesOf(path, { encoding: 'latin1' })).toEqual(['Les Misérables']);
  });

  it('names the line and the byte that are not text', async () => {
    const path = file(Buffer.from('a\nb\nLes Misérables\n', 'latin1'));
    await expect(linesOf(path)).rejects.toThrow(
      `${path}:3: byte 8 (0xe9) of the line is not utf-8 text; save the file as UTF-8`,
    );
    await expect(linesOf(path, { encoding: 'utf-8' })).rejects.toThrow(
      "save the file as UTF-8, or name its encoding, e.g. encoding: 'windows-1252'",
    );
    const odd = file(Buffer.from([0x61, 0x0a, 0x62, 0x81, 0x0a]));
    await expect(linesOf(odd, { encoding: 'shift_jis' })).rejects.toThrow(
      `${odd}:2: byte 2 (0x81) of the line is not shift_jis text`,
    );
  });

  it('reads encodings by name', async () => {
    const gbk = file(Buffer.from([0xc4, 0xe3, 0xba, 0xc3, 0x0a, 0x61]));
    expect(await linesOf(gbk, { encoding: 'gbk' })).toEqual(['你好', 'a']);
    await expect(linesOf(gbk, { encoding: 'klingon' })).rejects.toThrow(
      'no encoding "klingon"; names are those of the Encoding standard',
    );
    const windows = file(Buffer.from([0x80, 0x20, 0x93, 0xe9, 0x94]));
    expect(await linesOf(windows, { encoding: 'windows-1252' })).toEqual(['€ “é”']);
  });

  it('reads UTF-16 by its byte-order mark, or by name, in blocks of any size', async () => {
    const text = `user\n${'é'.repeat(200_001)}\n漢\r\nend`;
    const expected = ['user', 'é'.repeat(200_001), '漢', 'end'];
    const little = Buffer.from(`\uFEFF${text}`, 'utf16le');
    expect(await linesOf(file(little))).toEqual(expected);
    expect(await linesOf(file(Buffer.from(little).swap16()))).toEqual(expected);
    expect(await linesOf(file(little.subarray(2)), { encoding: 'utf-16le' })).toEqual(expected);
    await expect(linesOf(file(little.subarray(0, -1)))).rejects.toThrow(
      'is not utf-16le text throughout',
    );
  });

  it('reads gzip data that end early up to the last whole line, and reports the rest', async () => {
    const lines = Array.from({ length: 3000 }, (_, i) => `${i} ${(i * 7919) % 104_729}`);
    const whole = gzipSync(lines.join('\n'));
    const path = file(whole.subarray(0, whole.length / 2));
    await expect(linesOf(path)).rejects.toMatchObject({
      code: 'bad-file',
      message: expect.stringMatching(
        /lines\.txt:\d+: the gzip data end early; get the file again, or use what can be read/,
      ),
    });
    const parts: UnreadPart[] = [];
    const read = await linesOf(path, { onUnread: (part) => parts.push(part) });
    expect(read.length).toBeGreaterThan(500);
    expect(read).toEqual(lines.slice(0, read.length));
    expect(parts).toEqual([
      {
        ...{ file: path, after: read.length, unit: 'line', restOfFile: true },
        reason: 'the gzip data end early',
      },
    ]);
  });

  it('reports other bytes behind gzip data, after the last line', async () => {
    const path = file(Buffer.concat([gzipSync('a\nb\n'), Buffer.from('garbage')]));
    const parts: UnreadPart[] = [];
    expect(await linesOf(path, { onUnread: (part) => parts.push(part) })).toEqual(['a', 'b']);
    expect(parts).toMatchObject([{ after: 2, restOfFile: true }]);
    await expect(linesOf(path)).rejects.toThrow('and other bytes follow');
  });

  it('stops at damaged gzip data, because lines before the damage may be wrong too', async () => {
    const text = 'user item\n'.repeat(1000);
    const damaged = file(gzipSync(text).fill(0xff, 20, 40));
    const wrongSum = gzipSync(text);
    wrongSum.writeUInt8(wrongSum.readUInt8(wrongSum.length - 8) ^ 1, wrongSum.length - 8);
    const lenient = { onBadRow: () => {}, onUnread: () => {} };
    await expect(linesOf(damaged, lenient)).rejects.toThrow('the gzip data are damaged');
    await expect(linesOf(file(wrongSum), lenient)).rejects.toThrow('their checksum does not match');
  });

  it.each([
    ['zstd', '28b52ffd'],
    ['xz', 'fd377a585a00'],
    ['bzip2', '425a6839314159265359'],
    ['zip', '504b0304'],
  ])('names %s, which is not read', async (name, magic) => {
    await expect(linesOf(file(Buffer.from(magic, 'hex')))).rejects.toThrow(
      `is compressed by ${name}, which cannot be read here`,
    );
  });

  it('says that there is no file', async () => {
    await expect(linesOf('nowhere.csv')).rejects.toMatchObject({
      name: 'SeqrecDataError',
      code: 'source-missing',
      message: 'nowhere.csv: no such file or directory',
    });
    await expect(linesOf(directory)).rejects.toThrow('is a directory, expected a file');
  });

  it('counts the bytes on disk and stops when asked', async () => {
    let bytes = 0;
    const compressed = gzipSync('user item\n'.repeat(1000));
    const path = file(compressed);
    await linesOf(path, {
      onBytes: (more) => {
        bytes += more;
      },
    });
    expect(bytes).toBe(compressed.length);
    await expect(linesOf(path, { signal: AbortSignal.abort() })).rejects.toThrow('aborted');
  });
});

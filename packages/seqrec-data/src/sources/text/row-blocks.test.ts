import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { temporaryDirectory } from '../../../../../testing/temporary-directory.js';
import { gatherBadRows } from '../../testing/collect.js';
import { writeFiles } from '../../testing/write-files.js';
import type { ReadOptions } from '../source.js';
import { type RowFormat, readRowBlocks } from './row-blocks.js';

const directory = temporaryDirectory();
const CSV: RowFormat = { delimiter: ',', quotes: true };

async function rowsOf(
  text: string,
  options: ReadOptions = {},
  format: RowFormat = CSV,
): Promise<[line: number, ...fields: string[]][]> {
  const path = writeFiles(directory, { 'rows.csv': text });
  const rows: [number, ...string[]][] = [];
  for await (const block of readRowBlocks(path, format, options)) {
    block.rows.forEach((fields, i) => {
      rows.push([block.lines[i] ?? 0, ...fields]);
    });
  }
  return rows;
}

describe('readRowBlocks', () => {
  it('splits plain rows, counts lines, and leaves empty ones out', async () => {
    expect(await rowsOf('a,b\r\n\r\n,\nc')).toEqual([
      [1, 'a', 'b'],
      [3, '', ''],
      [4, 'c'],
    ]);
  });

  it('reads quoted fields with delimiters, quotes and line ends', async () => {
    expect(await rowsOf('1,"a, ""b""\r\nc",2\nx,y\n"","z"\n')).toEqual([
      [1, '1', 'a, "b"\nc', '2'],
      [3, 'x', 'y'],
      [4, '', 'z'],
    ]);
  });

  it('keeps quotes in formats without quoting', async () => {
    const format = { delimiter: '::', quotes: false };
    expect(await rowsOf('1::"Hi"::x\n', {}, format)).toEqual([[1, '1', '"Hi"', 'x']]);
  });

  it('gives quoted rows back, whatever is in them', async () => {
    const field = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', ' ', 'é'), maxLength: 6 });
    const rows = fc.array(fc.array(field, { minLength: 1, maxLength: 4 }), { maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(rows, async (table) => {
        const text = table.map((row) =>
          row.map((value) => `"${value.replaceAll('"', '""')}"`).join(),
        );
        const got = await rowsOf(text.map((row) => `${row}\n`).join(''));
        expect(got.map(([, ...fields]) => fields)).toEqual(table);
        let line = 1;
        table.forEach((row, i) => {
          expect(got[i]?.[0]).toBe(line);
          line += row.join().split('\n').length;
        });
      }),
    );
  });

  it('makes an unclosed quote one bad row, and continues with the next line', async () => {
    const { bad, options } = gatherBadRows();
    expect(await rowsOf('a,b\n1,"open\n2,x\n3,y', options)).toEqual([
      [1, 'a', 'b'],
      [3, '2', 'x'],
      [4, '3', 'y'],
    ]);
    expect(bad).toEqual(['2: a quoted field is not closed']);
  });

  it('makes a misplaced quote one bad row, even if two of them look like a pair', async () => {
    const { bad, options } = gatherBadRows();
    const rows = await rowsOf('1,5" disc\n2,"fine"\n3,7" disc\n4,x', options);
    expect(rows).toEqual([
      [2, '2', 'fine'],
      [4, '4', 'x'],
    ]);
    expect(bad).toEqual(['1: a quote where none is allowed', '3: a quoted field is not closed']);
  });

  it('fails at the first bad row without the option', async () => {
    await expect(rowsOf('a\nb,"c')).rejects.toMatchObject({
      code: 'bad-row',
      line: 2,
      message: expect.stringMatching(/rows\.csv:2: a quoted field is not closed$/),
    });
  });

  it('keeps a record whole across blocks of the file', async () => {
    const long = 'x\n'.repeat(200_000);
    const rows = await rowsOf(`${'1,2\n'.repeat(50_000)}3,"${long}"\n4,5\n`);
    expect(rows).toHaveLength(50_002);
    expect(rows[50_000]).toEqual([50_001, '3', long]);
    expect(rows[50_001]).toEqual([250_002, '4', '5']);
  });

  it('stops at a field with more than a million characters', async () => {
    const { bad, options } = gatherBadRows();
    const rows = await rowsOf(`1,"${'x\n'.repeat(600_000)}`, options);
    expect(bad).toEqual(['1: a quoted field is not closed']);
    expect(rows).toHaveLength(599_999);
  });
});

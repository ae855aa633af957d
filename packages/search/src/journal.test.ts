import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { temporaryDirectory } from '../../../testing/temporary-directory.js';
import { Journal } from './journal.js';

const directory = temporaryDirectory();

let files = 0;
function freshFile(): string {
  files += 1;
  return join(directory, `${files}.jsonl`);
}

describe('Journal', () => {
  it('holds the appended lines', async () => {
    const file = freshFile();
    const journal = await Journal.open(file);
    expect(journal.entries).toEqual([]);
    await Promise.all([journal.append({ trial: 0 }), journal.append({ trial: 1 })]);
    await journal.close();
    expect(readFileSync(file, 'utf8')).toBe('{"trial":0}\n{"trial":1}\n');
    const again = await Journal.open(file);
    expect(again.entries).toEqual([{ trial: 0 }, { trial: 1 }]);
    await again.close();
  });

  it('keeps the whole lines after a cut at any byte, and appends after them', async () => {
    const lines = ['{"trial":0}', '{"name":"größer"}', '{"trial":2}'].map((line) => `${line}\n`);
    const whole = Buffer.from(lines.join(''));
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length), async (length) => {
        const file = freshFile();
        writeFileSync(file, whole.subarray(0, length));
        const journal = await Journal.open(file);
        await journal.append('next');
        await journal.close();
        const kept = lines.slice(0, journal.entries.length).join('');
        expect(readFileSync(file, 'utf8')).toBe(`${kept}"next"\n`);
        expect(Buffer.byteLength(kept)).toBeLessThanOrEqual(length);
        expect(length - Buffer.byteLength(kept)).toBeLessThan(
          Buffer.byteLength(lines[journal.entries.length] ?? ' '),
        );
      }),
    );
  });

  it('refuses a file that no kill could have left', async () => {
    const file = freshFile();
    writeFileSync(file, '{"trial":0}\n{"tri\n{"trial":2}\n');
    await expect(Journal.open(file)).rejects.toThrow(`${file}:2 is not JSON`);
  });

  it('names the file that it cannot write', async () => {
    const file = join(directory, 'absent', 'journal.jsonl');
    await expect(Journal.open(file)).rejects.toMatchObject({
      code: 'journal',
      message: expect.stringContaining(`${file} cannot be written to`),
    });
  });
});

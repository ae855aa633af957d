import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { killAt } from '../../../testing/kill.js';
import { sweepPartials } from './partial.js';

const script = new URL('./testing/endless-writer.ts', import.meta.url);

it('after a kill at any moment, every written file is whole, and a sweep removes the rest', async () => {
  const root = mkdtempSync(join(tmpdir(), 'files-kill-'));
  for (const moment of [0, 3, 7]) {
    await killAt(script, [root], { number: 2, moment });
    await sweepPartials(root);
    expect(readdirSync(root).sort()).toEqual(['directory', 'file']);
    const [a, b, c] = ['a', 'b', 'c'].map((name) =>
      readFileSync(join(root, 'directory', name), 'utf8'),
    );
    expect(a).toBe(`${c}\n`.repeat(100_000).slice(0, 100_000));
    expect(b).toBe(a);
    const file = readFileSync(join(root, 'file'), 'utf8');
    expect(file).toBe(`${file.split('\n')[0]}\n`.repeat(100_000).slice(0, 100_000));
  }
  rmSync(root, { recursive: true });
});

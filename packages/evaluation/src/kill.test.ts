import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { killAt } from '../../../testing/kill.js';
import { readEvaluation, readPerUser, writeEvaluation } from './evaluation-file.js';
import { resultOf } from './testing/result.js';

const script = new URL('./testing/endless-writer.ts', import.meta.url);

it('after a kill a result is whole or an error, and the next write leaves no other files', async () => {
  const root = mkdtempSync(join(tmpdir(), 'evaluation-kill-'));
  const directory = join(root, 'result');
  for (const moment of [0, 5]) {
    await killAt(script, [directory], { number: 2, moment });
    const { protocols } = await readEvaluation(directory);
    for (const protocol of protocols) {
      const ranks = await readPerUser(directory, protocol).then(
        ({ scorers }) => new Set(scorers[0]?.ranks).size,
        (error) => error.code,
      );
      expect([1, 'corrupt']).toContain(ranks);
    }
    const [protocol] = (await writeEvaluation(directory, resultOf(3, 7))).protocols;
    if (protocol === undefined) throw new Error('one protocol');
    expect((await readPerUser(directory, protocol)).scorers[0]?.ranks).toEqual(
      Float64Array.of(7, 7, 7),
    );
    expect(readdirSync(directory).sort()).toEqual(['evaluation.json', 'per-user.full.arrow']);
    expect(readdirSync(root)).toEqual(['result']);
  }
  rmSync(root, { recursive: true });
});

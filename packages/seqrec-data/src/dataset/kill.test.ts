import { mkdtempSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { killAt } from '../../../../testing/kill.js';
import { temporaryDirectory } from '../../../../testing/temporary-directory.js';
import { prepareDataset } from '../preparation/prepare-dataset.js';
import { interactionSource } from '../sources/interaction-source.js';
import { readDataset } from './read-dataset.js';
import { writeDataset } from './write-dataset.js';

const script = new URL('../testing/endless-writer.ts', import.meta.url);

it('after a kill a dataset is whole, and the next write leaves no partial files', async () => {
  const root = mkdtempSync(join(temporaryDirectory(), 'kill-'));
  for (const moment of [0, 5]) {
    await killAt(script, [root], { number: 2, moment });
    const other = await prepareDataset(interactionSource([{ user: 1, item: 'tea' }]));
    await writeDataset(join(root, 'other'), other);
    expect(readdirSync(root).sort()).toEqual(['dataset', 'other']);
    const { sequences, catalogue } = await readDataset(join(root, 'dataset'));
    expect(sequences.userIds).toEqual([expect.any(Number)]);
    expect(catalogue.itemCount).toBe(2000);
  }
});

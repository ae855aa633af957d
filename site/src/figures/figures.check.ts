import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { repositoryFolder } from '../repository.js';
import { generatedFiles } from './figures.js';

/** `UPDATE_README=1 pnpm --filter site check figures` writes the files anew. */
test('the figures and their numbers are those that the code gives now', async () => {
  for (const [path, text] of await generatedFiles()) {
    if (process.env.UPDATE_README === '1') writeFileSync(repositoryFolder + path, text);
    else expect(readFileSync(repositoryFolder + path, 'utf8'), path).toBe(text);
  }
});

import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Random } from '@org/random';
import { expect, it } from 'vitest';
import { killAt, startScript } from '../../../testing/kill.js';
import { temporaryDirectory } from '../../../testing/temporary-directory.js';

const root = temporaryDirectory();

const script = new URL('./testing/killable-run.ts', import.meta.url);

async function finish(directory: string): Promise<Record<string, string>> {
  const child = startScript(script, directory);
  child.stdout?.resume();
  expect(await once(child, 'exit')).toEqual([0, null]);
  const last = join(directory, 'step-00000060');
  return Object.fromEntries(
    readdirSync(last).map((name) => [name, readFileSync(join(last, name), 'latin1')]),
  );
}

it('a run that is killed twice ends with the same bytes as a run that is not', async () => {
  const uninterrupted = finish(join(root, 'uninterrupted'));
  const directory = join(root, 'killed');
  const random = Random.of('kill');
  for (const from of [3, 30]) {
    const number = from + random.integer(20);
    await killAt(script, [directory], { number, moment: random.integer(15) });
  }
  expect(await finish(directory)).toEqual(await uninterrupted);
  expect(readdirSync(directory).filter((name) => name.startsWith('.partial-'))).toEqual([]);
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Catalogue } from '@org/seqrec-data';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseConfiguration } from '../config/load.js';
import { createRun } from '../runs/run-directory.js';
import { QuietTerminal } from '../testing/quiet-terminal.js';
import { resolveItems } from './resolve-items.js';

const folder = mkdtempSync(join(tmpdir(), 'seqrec-resolve-'));
afterAll(() => rmSync(folder, { recursive: true }));

const directory = join(folder, 'run');
const catalogue = new Catalogue([
  { index: 1, id: 'h1', title: 'Heat (1995)' },
  { index: 2, id: 'h2', title: 'Heat (1995)' },
  { index: 3, id: 't', title: 'Toy Story (1995)' },
]);

beforeAll(async () => {
  writeFileSync(
    join(folder, 'films.csv'),
    'id,title\nh1,Heat (1995)\nh2,Heat (1995)\nt,Toy Story (1995)\ns72,"Solaris (1972)"\n',
  );
  writeFileSync(join(folder, 'seen.csv'), 'user,item,timestamp\nann,h1,1\nann,h2,2\nann,t,3\n');
  const files = [join(folder, 'seen.csv')];
  const data = { files, items: join(folder, 'films.csv') };
  const configuration = parseConfiguration({ data }, 'test');
  await createRun(directory, { configuration, dataset: '', command: 'seqrec train' });
});

async function resolved(
  wanted: readonly string[],
  { ignoreUnknown = false, from = directory } = {},
) {
  const terminal = new QuietTerminal();
  const items = await resolveItems(wanted, {
    ...{ directory: from, catalogue, ignoreUnknown, terminal },
  });
  return { ids: items.map(({ id }) => id), said: terminal.said };
}

test('a title that several items share is refused with their ids', async () => {
  const sentence =
    '"heat (1995)" is the title of 2 items: name the one you mean by its id, "h1", "h2"';
  await expect(resolved(['heat (1995)'])).rejects.toThrow(sentence);
  await expect(resolved(['heat (1995)'], { ignoreUnknown: true })).rejects.toThrow(sentence);
  expect((await resolved(['h2', 'toy story'])).ids).toEqual(['h2', 't']);
});

test.each(['Solaris (1972)', 'solaris', 's72'])(
  '%s, which only the titles of the data know, is said to be known, and why it cannot be used',
  async (text) => {
    await expect(resolved([text])).rejects.toThrow(
      `the model does not know "${text}" (the titles of its data have "Solaris (1972)", id "s72", but nobody had it in the training data or a filter left it out, so the model can neither use nor recommend it)`,
    );
    const { ids, said } = await resolved([text, 't'], { ignoreUnknown: true });
    expect(ids).toEqual(['t']);
    expect(said).toMatch(/^warning: the model does not know .*: left out$/);
  },
);

test('what nothing knows is unknown, with what is near, and without a run no titles are looked at', async () => {
  await expect(resolved(['Toy Stroy (1995)', 'Stalker'])).rejects.toThrow(
    /^the model does not know "Toy Stroy \(1995\)" \(did you mean "Toy Story \(1995\)"\?\), "Stalker"$/,
  );
  await expect(resolved(['Solaris'], { from: folder })).rejects.toThrow(
    /^the model does not know "Solaris"$/,
  );
});

test('titles that cannot be read any more keep nobody from an answer', async () => {
  rmSync(join(folder, 'films.csv'));
  await expect(resolved(['Solaris'])).rejects.toThrow(/^the model does not know "Solaris"$/);
});

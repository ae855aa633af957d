import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { temporaryDirectory } from '../../../testing/temporary-directory.js';
import {
  openSource,
  prepareCached,
  prepareDataset,
  sources,
  splitSequences,
  trainingBatches,
} from './index.js';
import { writeFiles } from './testing/write-files.js';

const directory = temporaryDirectory();

describe('README', () => {
  it('shows the results of its example', async () => {
    const path = fileURLToPath(new URL('../../../datasets/movielens-small', import.meta.url));
    const { sequences, catalogue } = await prepareDataset(await openSource({ path }));
    const { train, test } = splitSequences(sequences, { kind: 'leave-one-out' });
    const batches = trainingBatches(train, {
      objective: { kind: 'cloze', maskProbability: 0.2, maxPredictions: 40, lastItemShare: 0.1 },
      itemCount: catalogue.itemCount,
      maxLength: 200,
      batchSize: 128,
      seed: 1,
    });
    const { ids, positions, labels, weights } = batches.batch(0, 3);
    const question = [test.history(0).items, test.targets(0)];

    expect(ids.length % 128).toBe(0);
    expect([positions?.length, labels.length]).toEqual([weights.length, weights.length]);
    expect(question.map((items) => items?.length)).toEqual([19, 1]);
  });

  it('opens and prepares a file of clicks', async () => {
    const path = writeFiles(directory, {
      'clicks.csv':
        'visitor,sku,at\nann,t1,2024-01-01 10:00\nann,t1,2024-01-01 10:01\nann,t2,2024-01-01 10:02\n,t3,2024-01-01\nann,t2,2024-01-02\nbob,t1,2024-01-01 09:00\nbob,t2,2024-01-01 09:20\n',
      'products.csv': 'sku,name,brand\nt1,Green tea,Acme\n',
    });
    const told: string[] = [];
    const log = (line: string) => told.push(line);
    const source = await openSource({
      path,
      columns: { user: 'visitor', item: 'sku', timestamp: 'at' },
      timestamps: 'date',
      items: {
        path: `${directory}/products.csv`,
        id: 'sku',
        title: 'name',
        attributes: ['brand'],
      },
    });
    const {
      dataset,
      directory: written,
      cached,
    } = await prepareCached(source, {
      cache: `${directory}/cache`,
      filters: {
        sessions: { gap: 1_800_000 },
        duplicates: 'consecutive',
        core: { items: 2 },
        length: { min: 2 },
      },
      onBadRow: 'skip',
      onEvent: (event) => {
        if (event.type === 'bad-row') log(`line ${event.line}: ${event.reason}`);
      },
    });
    expect(told).toEqual(['line 5: visitor is empty']);
    expect(cached).toBe(false);
    expect(written).toContain('cache');
    expect(dataset.catalogue.resolve('green tea')).toMatchObject({
      item: { attributes: { brand: 'Acme' } },
    });
    expect([...dataset.sequences.items]).toEqual([1, 2, 1, 2]);
  });

  it('has a table of the formats, as they are defined', () => {
    const file = new URL('../README.md', import.meta.url);
    const text = readFileSync(file, 'utf8');
    const block = /<!-- formats -->\n\n(?:\|[^\n]*\n)*\n?/;
    const wanted = text.replace(block, () => `<!-- formats -->\n\n${formatsTable()}\n\n`);
    // `UPDATE_README=1 pnpm --filter @org/seqrec-data test readme` updates the table.
    if (process.env.UPDATE_README === '1') writeFileSync(file, wanted);
    else expect(text).toBe(wanted);
  });

  it('lists every public name', async () => {
    const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
    const names = Object.keys(await import('./index.js'));
    expect(names.filter((name) => !readme.includes(`\`${name}`))).toEqual([]);
  });
});

function formatsTable(): string {
  const rows = Object.entries(sources).map(([format, { layout, options, ids }]) => [
    `\`${format}\``,
    layout,
    idsOf(options.includes('ids'), ids),
    options
      .filter((name) => name !== 'ids')
      .map((name) => `\`${name}\``)
      .join(', '),
  ]);
  const head = ['`format`', 'Layout', 'Ids', 'Other options'];
  return [head, head.map(() => '---'), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

function idsOf(isOption: boolean, ids: string | undefined): string {
  if (ids === undefined) return 'as typed in the data, or `ids`';
  if (!isOption) return `${ids}s`;
  return `${ids}s, or \`ids: '${ids === 'integer' ? 'string' : 'integer'}'\``;
}

import { describe, expect, it } from 'vitest';
import { temporaryDirectory } from '../../../../testing/temporary-directory.js';
import { collect } from '../testing/collect.js';
import { lastFm } from '../testing/example-source.js';
import { writeFiles } from '../testing/write-files.js';
import { openIn } from './open-source.js';
import type { SourceDefinition } from './source-definition.js';
import { sourceOptions } from './source-options.js';
import { sourceFormats, sources } from './source-table.js';

const directory = temporaryDirectory();

/** The entry of CONTRIBUTING.md. */
const table: Readonly<Record<string, SourceDefinition>> = {
  ...sources,
  lastfm: {
    label: 'Last.fm',
    layout: '`plays.tsv` with a user, an artist and a count on each line, `artists.tsv` beside',
    options: ['encoding'],
    ids: 'integer',
    load: async () => lastFm,
  },
};

describe('a source that joins the table', () => {
  const plays = 'user\tartist\tplays\n1\t7\t12\n1\t8\t3\n';
  const files = { 'plays.tsv': plays, 'artists.tsv': 'artist\tname\n7\tBj\u00f6rk\n' };

  it('is found in a directory and by its first lines, and opened', async () => {
    writeFiles(directory, files);
    const source = await openIn(table, { path: directory });
    expect(source.format).toBe('lastfm');
    expect(await collect(source.interactions())).toEqual([
      { user: 1, item: 7, value: 12 },
      { user: 1, item: 8, value: 3 },
    ]);
    expect(await collect(source.items?.() ?? [])).toEqual([{ id: 7, title: 'Björk' }]);
    const path = writeFiles(directory, { 'other-name': plays });
    expect((await openIn(table, { path })).format).toBe('lastfm');
  });

  it('is in the sentences about formats, and refuses what it does not read', async () => {
    const path = writeFiles(directory, files);
    await expect(openIn(table, { path, format: 'lastfm', query: 'x' })).rejects.toThrow(
      'a source of format lastfm takes no query; it takes encoding',
    );
    await expect(openIn(table, { path, format: 'x' })).rejects.toThrow('postgres, lastfm');
    await expect(
      openIn(table, { path: writeFiles(directory, { 'empty/readme.md': '' }).slice(0, -10) }),
    ).rejects.toThrow('*.parquet or plays.tsv');
    await expect(openIn(table, { path: [path, path], format: 'lastfm' })).rejects.toThrow(
      'a source of format lastfm has one path, got 2',
    );
  });
});

describe('the table of sources', () => {
  it('gives every format a reader that can detect it', async () => {
    for (const format of sourceFormats) {
      const { detection } = await sources[format].load();
      const marks = Object.keys(detection).filter((key) => key.startsWith('by'));
      expect([format, marks.length > 0]).toEqual([format, true]);
    }
  });

  it('has a definition for each option that a format reads', () => {
    const defined = new Set(Object.keys(sourceOptions).map((name) => name.split('.')[0]));
    for (const { options } of Object.values(sources)) {
      for (const name of options) expect(defined).toContain(name);
    }
  });
});

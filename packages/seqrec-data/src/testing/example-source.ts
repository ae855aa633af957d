import { findDataFiles, findIn } from '../sources/find-file.js';
import type { Source } from '../sources/source.js';
import type { ReaderOptions, SourceReader } from '../sources/source-definition.js';
import { integerId, readValue } from '../sources/text/field.js';
import { readRows } from '../sources/text/read-rows.js';

const TABS = { delimiter: '\t', quotes: false, header: true };

/**
 * Last.fm 360K (Celma 2010), the example of CONTRIBUTING.md: `plays.tsv` with a user, an artist and the number of plays
 * per line, and the names of artists in `artists.tsv` beside it.
 */
export const lastFm: SourceReader = {
  detection: {
    holds: 'plays.tsv',
    byDataSet: (names) => names.has('plays.tsv'),
    byLines: ([first]) => first === 'user\tartist\tplays',
  },
  open: ([path = ''], options) => openLastFm(path, options),
};

async function openLastFm(path: string, { encoding }: ReaderOptions): Promise<Source> {
  const { main, directory, entries } = await findDataFiles(path, ['plays.tsv']);
  const artists = findIn(directory, entries, ['artists.tsv']);
  const layout = { ...TABS, encoding };
  return {
    format: 'lastfm',
    files: artists === undefined ? [main] : [main, artists],
    settings: { encoding },
    interactions: (options) =>
      readRows(
        [main],
        layout,
        () =>
          ([user = '', item = '', plays = '']) => ({
            user: integerId(user, 'user'),
            item: integerId(item, 'artist'),
            value: readValue(plays, 'plays') ?? 0,
          }),
        options,
      ),
    ...(artists !== undefined && {
      items: (options) =>
        readRows(
          [artists],
          layout,
          () =>
            ([id = '', title = '']) => ({ id: integerId(id, 'artist'), title }),
          options,
        ),
    }),
  };
}

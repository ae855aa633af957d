import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type DatasetFilters, openSource, type Source, type SourceOptions } from '@org/seqrec-data';
import { isStoreUrl, StoreError, storeSource } from '@org/store';
import type { DataSettings } from '../config/configuration.js';
import { formatFlag, formatOptions } from '../config/format-settings.js';
import { CliError } from '../program/cli-error.js';
import { placeFromStart } from '../program/start-directory.js';

/** The source of the settings, by default the shipped sample. */
export async function dataSource(data: DataSettings): Promise<Source> {
  if (data.files?.includes('-')) {
    throw new CliError(
      'usage',
      '--data - would be read from a pipe, and data is read more than once; write it to a file and name that',
    );
  }
  const store = storeUrl(data);
  if (store !== undefined) return storeData(store, data);
  return openSource({
    ...formatOptions(data),
    path: (data.files ?? [shippedSample()]).map(placeFromStart),
    format: data.format === 'auto' ? undefined : data.format,
    items: data.items === undefined ? undefined : placeFromStart(data.items),
  });
}

/** The URL of a store of events. A Postgres database is a store unless the settings name a table or a query. */
function storeUrl(data: DataSettings): string | undefined {
  const [place, ...others] = data.files ?? [];
  if (place === undefined || others.length > 0 || !isStoreUrl(place)) return undefined;
  const { table, query } = formatOptions(data) as Pick<SourceOptions, 'table' | 'query'>;
  const isSource =
    /^postgres/.test(place) && (data.format !== 'auto' || (table ?? query) !== undefined);
  return isSource ? undefined : placeFromStart(place);
}

function storeData(url: string, data: DataSettings): Source {
  const { items, encoding, quote, ...given } = formatOptions(data) as SourceOptions;
  const { itemAttributes, itemIdColumn, itemTitleColumn, itemTable, itemQuery, ...others } = given;
  const columns = { itemAttributes, itemIdColumn, itemTitleColumn };
  const ofItems = { ...columns, itemTable, itemQuery, encoding, quote };
  const file = typeof items === 'string' ? { path: items } : items;
  // What says how files are read goes with the file of items.
  const refused =
    data.format === 'auto'
      ? firstOption({ ...others, ...(file === undefined && ofItems) })
      : 'format';
  if (refused !== undefined) {
    throw new CliError(
      'usage',
      `events of a store are read as they were kept: leave out --${formatFlag(refused) ?? refused}`,
    );
  }
  const source = storeSource(url, {
    items: file && {
      ...{ attributes: itemAttributes, id: itemIdColumn, title: itemTitleColumn },
      ...{ table: itemTable, query: itemQuery, encoding, quote },
      ...{ ...file, path: placeFromStart(file.path) },
    },
  });
  return {
    ...source,
    interactions: async function* (options) {
      try {
        yield* source.interactions(options);
      } catch (error) {
        if (!(error instanceof StoreError)) throw error;
        const isTable = error.code === 'wrong-database' && url.startsWith('postgres');
        const advice = isTable ? '; to read a table of your own, name it with --table' : '';
        throw new CliError('failure', `${error.message}${advice}`);
      }
    },
  };
}

/** The name of the first option that has a value, with the group before it: `columns.user`. */
function firstOption(options: object): string | undefined {
  const [[name, value] = []] = Object.entries(options).filter(([, value]) => value !== undefined);
  const isGroup = typeof value === 'object' && value !== null;
  return isGroup ? `${name}.${Object.keys(value)[0]}` : name;
}

/** The filters of the settings; a source may have its own rule for likes. */
export function datasetFilters(
  data: DataSettings,
  { defaultRating }: Pick<Source, 'defaultRating'> = {},
): DatasetFilters {
  const rating = ratingFilter(data) ?? defaultRating;
  return {
    ...(rating === undefined ? {} : { rating: { ...rating, below: data.belowRating } }),
    ...(data.sessionGap !== undefined
      ? { sessions: { gap: data.sessionGap } }
      : data.sessions === 'source'
        ? { sessions: 'source' }
        : {}),
    duplicates: data.duplicates,
    length: { min: data.minEvents, max: data.maxEvents, longer: data.tooLong },
    core: { users: data.minUserEvents, items: data.minItemEvents },
  };
}

function ratingFilter({ minRating, aboveRating }: DataSettings): DatasetFilters['rating'] {
  if (minRating !== undefined && aboveRating !== undefined) {
    throw new CliError('usage', 'give either --min-rating or --above-rating');
  }
  if (aboveRating !== undefined) return { threshold: aboveRating, exclusive: true };
  return minRating === undefined ? undefined : { threshold: minRating };
}

/** `datasets/movielens-small` in the clone of this program. */
export function shippedSample(): string {
  const start = dirname(fileURLToPath(import.meta.url));
  for (let folder = start; ; folder = dirname(folder)) {
    const sample = join(folder, 'datasets', 'movielens-small');
    if (existsSync(sample)) return sample;
    if (dirname(folder) === folder) break;
  }
  throw new CliError(
    'failure',
    `the shipped sample datasets/movielens-small is in no folder above ${start}: name data with --data`,
  );
}

import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type DatasetFilters, openSource, type Source, type SourceOptions } from '@org/seqrec-data';
import { isStoreUrl, StoreError, storeSource } from '@org/store';
import type { DataSettings } from '../config/configuration.js';
import { formatFlag, formatOptions } from '../config/format-settings.js';
import { CliError } from '../program/cli-error.js';
import { fromStart, placeFromStart } from '../program/start-directory.js';

/** The interactions that the settings name: the shipped sample if they name none. */
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
    items: data.items === undefined ? undefined : fromStart(data.items),
  });
}

/** The URL of a store of events. A database of Postgres is one unless the settings name a table or a query. */
function storeUrl(data: DataSettings): string | undefined {
  const [place, ...others] = data.files ?? [];
  if (place === undefined || others.length > 0 || !isStoreUrl(place)) return undefined;
  const { table, query } = formatOptions(data) as Pick<SourceOptions, 'table' | 'query'>;
  const isSource =
    /^postgres/.test(place) && (data.format !== 'auto' || (table ?? query) !== undefined);
  return isSource ? undefined : placeFromStart(place);
}

function storeData(url: string, data: DataSettings): Source {
  const [[name, value] = []] = Object.entries({ ...formatOptions(data) } as Record<
    string,
    unknown
  >);
  const isGroup = typeof value === 'object' && value !== null;
  const option = isGroup ? `${name}.${Object.keys(value)[0]}` : name;
  const refused = data.format !== 'auto' ? 'format' : data.items !== undefined ? 'items' : option;
  if (refused !== undefined) {
    throw new CliError(
      'usage',
      `events of a store are read as they were kept: leave out --${formatFlag(refused) ?? refused}`,
    );
  }
  const source = storeSource(url);
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

/** What the settings keep of the interactions; a source may tell likes from dislikes in a way of its own. */
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

/** `datasets/movielens-small` of the clone that this program is part of. */
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

import {
  type BadRow,
  type CachedShards,
  type Dataset,
  type DatasetFilters,
  type PrepareEvent,
  type PrepareOptions,
  prepareCached,
  prepareCachedShards,
  prepareShards,
  prepareStored,
  type Source,
} from '@org/seqrec-data';
import type { DataSettings } from '../config/configuration.js';
import { formatCount, plural } from '../output/format.js';
import { ProgressLine } from '../output/progress.js';
import type { Terminal } from '../output/terminal.js';
import { writingTo } from '../output/write-output.js';
import { fromStart } from '../program/start-directory.js';
import { dataLabel } from './data-name.js';
import { dataSource, datasetFilters } from './data-source.js';
import { remadeSentence, resumedSentence } from './interrupted-preparation.js';
import { layoutLine } from './layout-line.js';
import { leftOut } from './left-out.js';
import { shortHash } from './short-hash.js';

export interface PreparedData extends CachedShards {
  readonly dataset: Dataset;
}

export interface PrepareDataOptions {
  /** Takes the dataset with this content from the cache, for databases that do not report changes. */
  readonly contentHash?: string | undefined;
  /** Prints nothing about the data. Default false. */
  readonly quiet?: boolean;
}

/**
 * The dataset of the settings, prepared now or from the cache. A database server does not report changes, so its rows
 * are read again, unless the cache has the wanted content.
 */
export async function prepareData(
  data: DataSettings,
  terminal: Terminal,
  { contentHash, quiet = false }: PrepareDataOptions = {},
): Promise<PreparedData> {
  return reporting(data, terminal, quiet, async (source, options) => {
    const prepared = await writingTo('--cache', () =>
      prepareCached(source, { ...options, cache: fromStart(data.cache), contentHash }),
    );
    return { ...prepared, manifest: prepared.dataset.manifest };
  });
}

/** The same, for work that takes sequences file by file: a dataset of the cache is not read into memory. */
export async function prepareStoredData(
  data: DataSettings,
  terminal: Terminal,
  { contentHash, quiet = false }: PrepareDataOptions = {},
): Promise<CachedShards> {
  return reporting(data, terminal, quiet, async (source, options) =>
    writingTo('--cache', () =>
      prepareStored(source, { ...options, cache: fromStart(data.cache), contentHash }),
    ),
  );
}

/**
 * The same for data that is larger than memory: written in shards, to a directory or, by default, into the cache, where
 * other commands find it.
 */
export async function prepareDataShards(
  data: DataSettings,
  terminal: Terminal,
  { shards, to }: { readonly shards: number; readonly to: string | undefined },
): Promise<CachedShards> {
  return reporting(data, terminal, false, async (source, options) => {
    if (to === undefined) {
      const cache = fromStart(data.cache);
      return writingTo('--cache', () => prepareCachedShards(source, { ...options, cache, shards }));
    }
    const directory = fromStart(to);
    const manifest = await writingTo('--to', () =>
      prepareShards(source, directory, { ...options, shards }),
    );
    return { manifest, directory, cached: false };
  });
}

/** Prepares the data of the settings, with progress, and prints what it is. */
async function reporting<Result extends Pick<CachedShards, 'manifest' | 'cached'>>(
  data: DataSettings,
  terminal: Terminal,
  quiet: boolean,
  prepare: (source: Source, options: PrepareOptions) => Promise<Result>,
): Promise<Result> {
  const progress = new ProgressLine(terminal);
  let firstBadRow: BadRow | undefined;
  try {
    const source = await dataSource(data);
    const prepared = await prepare(source, {
      filters: datasetFilters(data, source),
      onBadRow: data.badRows,
      onEvent: (event) => {
        if (event.type === 'bad-row') firstBadRow ??= event;
        if (event.type === 'resumed') terminal.note(`resumes  ${resumedSentence(event)}`);
        if (event.type === 'remade') terminal.note(`remakes  ${remadeSentence(event)}`);
        showReading(event, progress);
      },
    });
    progress.clear();
    if (quiet) return prepared;
    const { manifest, cached } = prepared;
    const { counts, filters, contentHash: hash } = manifest;
    const size = [
      plural(counts.users, 'user'),
      plural(counts.items, 'item'),
      plural(counts.interactions, 'event'),
    ].join(', ');
    terminal.note(
      `data     ${dataLabel(data)} (${source.format}, ${shortHash(hash)}): ${size}${cached ? ' (prepared before)' : ''}`,
    );
    const { layout } = manifest.source;
    if (layout !== undefined) terminal.note(`layout   ${layoutLine(layout)}`);
    if (filters.rating !== undefined) terminal.note(`likes    ${likesRule(filters.rating)}`);
    for (const sentence of leftOut(manifest, firstBadRow)) terminal.warn(sentence);
    return prepared;
  } finally {
    progress.clear();
  }
}

/** The rule for likes, as text. */
function likesRule({ threshold, exclusive, below }: NonNullable<DatasetFilters['rating']>): string {
  const kept = exclusive === true ? `above ${threshold}` : `of at least ${threshold}`;
  return `values ${kept}; the others are ${below === 'drop' ? 'dropped' : 'dislikes'}`;
}

function showReading(event: PrepareEvent, progress: ProgressLine): void {
  if (event.type !== 'reading') return;
  progress.update({
    label: 'reading',
    share: event.totalBytes === 0 ? 0 : event.bytes / event.totalBytes,
    details: [`${formatCount(event.interactions)} interactions`],
  });
}

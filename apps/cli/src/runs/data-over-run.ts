import { extname } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { DataSettings } from '../config/configuration.js';
import { sourceKeys } from '../config/sections.js';
import { shippedSample } from '../data/data-source.js';
import { placeFromStart, withoutPassword } from '../program/start-directory.js';

/** Partial data settings from flags and a configuration file. */
export type GivenData = Readonly<Record<string, unknown>>;

/** A source takes one setting of each pair, so a given one replaces the other too. */
const alternatives: readonly (readonly [keyof DataSettings, keyof DataSettings])[] = [
  ['minRating', 'aboveRating'],
  ['query', 'table'],
  ['itemQuery', 'itemTable'],
  ['sessions', 'sessionGap'],
];

/** Which rows of a database or a Parquet file are items. */
const itemRowKeys = ['itemTable', 'itemQuery'] as const;
/** The file of items, and what is read of it. */
const itemKeys = [
  ...(['items', 'itemAttributes', 'itemIdColumn', 'itemTitleColumn'] as const),
  ...itemRowKeys,
];

export interface DataOverRunOptions {
  /** Whether other files have events of the same items, so that the run's file of items describes them, too. Default false. */
  readonly sameItems?: boolean;
}

/**
 * The data settings of a run, overridden by given ones. The file of items and the part of a directory belong to the run's
 * own files. If other files have another format, the settings that describe the run's files are dropped too; so are the table
 * and the query of items, if their file is of another kind.
 */
export function dataOverRun(
  run: DataSettings,
  given: GivenData,
  { sameItems = false }: DataOverRunOptions = {},
): GivenData {
  const dropped = new Set<string>();
  for (const [one, other] of alternatives) {
    if (given[one] !== undefined) dropped.add(other);
    if (given[other] !== undefined) dropped.add(one);
  }
  const { items } = given;
  const isOtherKind = typeof items === 'string' && extname(items) !== extname(run.items ?? items);
  if (isOtherKind) for (const key of itemRowKeys) dropped.add(key);
  if (!namesSameFiles(run, given)) {
    const otherFormat = given.format !== undefined && given.format !== run.format;
    const ofItems: ReadonlySet<string> = new Set(itemKeys);
    const ofFiles = otherFormat ? sourceKeys : (['part'] as const);
    for (const key of ofFiles) if (!ofItems.has(key)) dropped.add(key);
    const leavesItems = !sameItems && (otherFormat || items === undefined);
    if (leavesItems) for (const key of itemKeys) dropped.add(key);
  }
  const kept = Object.entries(run).filter(([key]) => !dropped.has(key));
  return { ...Object.fromEntries(kept), ...given };
}

/** Whether the given settings name no files, or the run's own. */
export function namesSameFiles(run: DataSettings, given: GivenData): boolean {
  if (given.files === undefined) return true;
  return isDeepStrictEqual(placesOf(given as DataSettings), placesOf(run));
}

/** Whether both read and filter the same files in the same way. The cache does not matter. */
export function sameDataSettings(a: DataSettings, b: DataSettings): boolean {
  const essence = (settings: DataSettings) => ({
    ...JSON.parse(JSON.stringify(settings)),
    files: placesOf(settings),
    items: settings.items && withoutPassword(placeFromStart(settings.items)),
    cache: undefined,
  });
  return isDeepStrictEqual(essence(a), essence(b));
}

/** Files by their absolute paths, databases by their URLs without passwords, as in a run. */
function placesOf({ files }: Pick<DataSettings, 'files'>): readonly string[] {
  return (files ?? [shippedSample()]).map((place) => withoutPassword(placeFromStart(place)));
}

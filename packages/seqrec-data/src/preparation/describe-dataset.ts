import {
  DATASET_FORMAT_VERSION,
  type DatasetCounts,
  type DatasetManifest,
  type IdKind,
  type PreparationReport,
} from '../dataset/dataset.js';
import type { DatasetFilters } from '../dataset/dataset-filters.js';
import { maskId, PAD } from '../dataset/item-ids.js';
import type { SplitRecipe } from '../dataset/split-recipe.js';
import type { ExternalId } from '../sources/interaction.js';
import type { Source, SourceLayout } from '../sources/source.js';
import type { SourceFile } from '../sources/source-files.js';

/** What a manifest says about a source, as it is known once interactions were read. */
export type SourceFacts = Pick<Source, 'format' | 'settings' | 'layout' | 'timestampUnit'>;

/** What a preparation found. */
export interface PreparedContent {
  readonly source: SourceFacts;
  readonly files: readonly SourceFile[];
  readonly filters: DatasetFilters;
  readonly split: SplitRecipe | undefined;
  readonly contentHash: string;
  readonly counts: DatasetCounts;
  readonly read: Pick<PreparationReport, 'rows' | 'badRows' | 'unread'>;
  readonly removed: Pick<PreparationReport, 'disliked' | 'duplicates' | 'tooLong' | 'tooFew'>;
  readonly ids: { readonly users: IdKind; readonly items: IdKind };
}

/** The manifest of a dataset. */
export function describeDataset({
  source,
  files,
  filters,
  split,
  contentHash,
  counts,
  read,
  removed,
  ids,
}: PreparedContent): DatasetManifest {
  return {
    formatVersion: DATASET_FORMAT_VERSION,
    contentHash,
    counts,
    source: {
      format: source.format,
      // Without undefined values, because JSON does not store them.
      settings: JSON.parse(JSON.stringify(source.settings)) as Source['settings'],
      ...(source.layout && { layout: JSON.parse(JSON.stringify(source.layout)) as SourceLayout }),
      ...(source.timestampUnit && { timestampUnit: source.timestampUnit }),
      files,
    },
    filters,
    preparation: { ...read, ...removed },
    ids: { ...ids, pad: PAD, mask: maskId(counts.items) },
    ...(split && { split }),
  };
}

export function kindOf(ids: readonly ExternalId[]): IdKind {
  const numbers = ids.reduce<number>((count, id) => count + (typeof id === 'number' ? 1 : 0), 0);
  if (numbers === ids.length) return 'integer';
  return numbers === 0 ? 'string' : 'mixed';
}

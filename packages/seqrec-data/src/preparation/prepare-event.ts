import type { DatasetManifest } from '../dataset/dataset.js';
import type { BadRow, UnreadPart } from '../sources/source.js';

/** The steps that remove interactions, in order. */
export type PrepareStep = 'ratings' | 'sessions' | 'duplicates' | 'length' | 'core';

/** The events of `prepareDataset` and `prepareCached`. */
export type PrepareEvent =
  /** `bytes` of `totalBytes` of the source's files were read. A source without files has 0 of 0. */
  | {
      readonly type: 'reading';
      readonly bytes: number;
      readonly totalBytes: number;
      readonly interactions: number;
    }
  /** A row was left out; only with `onBadRow: 'skip'`. */
  | ({ readonly type: 'bad-row' } & BadRow)
  /** A part of a file that cannot be read was left out; only with `onBadRow: 'skip'`. */
  | ({ readonly type: 'unread' } & UnreadPart)
  /** What remains after a step. */
  | {
      readonly type: 'filtered';
      readonly step: PrepareStep;
      readonly interactions: number;
      readonly sequences: number;
    }
  /** The dataset is ready; `cached` says whether it comes from the cache. */
  | { readonly type: 'prepared'; readonly manifest: DatasetManifest; readonly cached: boolean };

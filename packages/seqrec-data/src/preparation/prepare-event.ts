import type { DatasetManifest } from '../dataset/dataset.js';
import type { BadRow, UnreadPart } from '../sources/source.js';

/** The steps that remove interactions, in order. */
export type PrepareStep = 'ratings' | 'sessions' | 'duplicates' | 'length' | 'core';

/** The stages of a preparation in shards, in order. Shards are filtered and written one by one. */
export type PrepareStage = 'read' | 'divide' | 'filter' | 'core' | 'write';

/** The events of preparations. */
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
  /**
   * A preparation in shards goes on after the stage that an earlier, interrupted one finished last. `number` counts, from 1,
   * the shards of the stages `filter` and `write`, and the rounds of `core`.
   */
  | {
      readonly type: 'resumed';
      readonly stage: PrepareStage;
      readonly number: number;
      readonly shards: number;
    }
  /**
   * An interrupted preparation in shards cannot be used at all, because data or options changed, or only in part, because a
   * file of it is damaged.
   */
  | { readonly type: 'remade'; readonly reason: 'changed' }
  | { readonly type: 'remade'; readonly reason: 'damaged'; readonly file: string }
  /** The dataset is ready; `cached` says whether it comes from the cache. */
  | { readonly type: 'prepared'; readonly manifest: DatasetManifest; readonly cached: boolean };

import type { QueryKind, ReadTimes } from '@org/seqrec-data';
import type { WeightsFile } from './weights-file.js';

/** A model as the graphs of `rankingGraph`, ready to cross threads. */
export interface RankingModel {
  readonly query: QueryKind;
  /** The times that the graphs read. Absent: none. */
  readonly times?: ReadTimes | undefined;
  readonly maxLength: number;
  /** V. */
  readonly itemCount: number;
  /** The graph for queries without a bias, and the one for queries with one. */
  readonly plain: Uint8Array;
  readonly biased: Uint8Array;
  /** The directory of the {@link WeightsFile} that the graphs need; undefined where they hold all their weights. */
  readonly weights?: string | undefined;
}

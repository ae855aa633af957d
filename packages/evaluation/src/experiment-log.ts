import type { ExternalId } from '@org/seqrec-data';
import { EvaluationError } from './error.js';
import type { LoggedRecord, RecommendedRecord, ShadowRecord } from './logged-record.js';

/** A list that was answered to a user. */
export type AnsweredList = RecommendedRecord & { readonly user: ExternalId };

/** The lists of one experiment, and what shadows computed beside them. */
export interface ExperimentLog {
  readonly experiment: string;
  readonly counted: 'shown' | 'recommended';
  /** The lists that users got, each answer once, oldest first. */
  readonly lists: readonly AnsweredList[];
  readonly shadows: readonly ShadowRecord[];
}

/**
 * Collects the records of an experiment, by default the one of the newest list.
 *
 * @throws EvaluationError `invalid-option` if the records hold no list of the experiment.
 */
export function experimentLog(
  records: Iterable<LoggedRecord>,
  wanted: string | undefined,
): ExperimentLog {
  const all = new Map<string, RecommendedRecord>();
  const shown = new Map<string, readonly ExternalId[] | undefined>();
  const shadows: ShadowRecord[] = [];
  let newest: RecommendedRecord | undefined;
  for (const record of records) {
    if (record.kind === 'shown') shown.set(record.id, record.items);
    else if (record.kind === 'shadow') shadows.push(record);
    else if (record.experiment !== undefined && record.user !== undefined) {
      all.set(record.id, record);
      if (newest === undefined || record.time > newest.time) newest = record;
    }
  }
  const experiment = wanted ?? newest?.experiment ?? '';
  const answered = [...all.values()].filter(
    (record): record is AnsweredList =>
      record.experiment === experiment && record.user !== undefined,
  );
  if (answered.length === 0) {
    const known = [...new Set([...all.values()].map((record) => record.experiment))];
    throw new EvaluationError(
      'invalid-option',
      wanted === undefined || known.length === 0
        ? 'the log has no list of an experiment for a user'
        : `the log has no list of the experiment ${wanted}: it has those of ${known.join(', ')}`,
    );
  }
  const reported = answered.filter(({ id }) => shown.has(id));
  const counted = reported.length > 0 ? 'shown' : 'recommended';
  const lists = (counted === 'shown' ? reported : answered)
    .map((record) => ({ ...record, items: shown.get(record.id) ?? record.items }))
    .sort((a, b) => a.time - b.time);
  const ids = new Set(lists.map(({ id }) => id));
  return { experiment, counted, lists, shadows: shadows.filter(({ id }) => ids.has(id)) };
}

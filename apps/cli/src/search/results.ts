import type { TrialSettings } from '@org/search';
import type { SearchPlan } from './plan.js';
import type { SearchLog, TrialResult } from './search-log.js';

/** A trial at the end of a search. */
export interface TrialRow {
  /** Rank by the best validation, from 1; failed trials have none. */
  readonly rank: number | undefined;
  readonly trial: number;
  readonly settings: TrialSettings;
  readonly state: 'completed' | 'stopped-early' | 'left-behind' | 'failed';
  /** The best validation. */
  readonly value: number | undefined;
  readonly bestEpoch: number | undefined;
  readonly epochs: number;
  readonly curve: readonly { readonly epoch: number; readonly value: number }[];
  /** Seconds of all its processes. */
  readonly seconds: number;
  readonly peakMemoryMiB: number | undefined;
  /** Why it failed. */
  readonly failure: string | undefined;
}

/** The states, for people. */
export const trialStates: Readonly<Record<TrialRow['state'], string>> = {
  completed: 'completed',
  'stopped-early': 'stopped early',
  'left-behind': 'left behind',
  failed: 'failed',
};

/** A row for each trial that was begun, best first. */
export function trialRows(plan: SearchPlan, log: SearchLog): TrialRow[] {
  const { results } = log;
  return log.ranked.map((result, place) => {
    const { trial, value, entry } = result;
    const own = results.filter((other) => other.trial === trial).map((other) => other.entry);
    const peaks = own.flatMap((each) => (each.type === 'ended' ? [each.peakMemoryMiB] : []));
    // A failed trial may have earlier validations.
    const last = own.findLast((each) => each.type === 'ended');
    return {
      rank: value === undefined ? undefined : place + 1,
      trial,
      settings: plan.trials[trial]?.settings ?? {},
      state: stateOf(result, plan),
      value,
      bestEpoch: entry.type === 'ended' ? entry.bestEpoch : undefined,
      epochs: last?.epochs ?? 0,
      curve: last?.curve ?? [],
      seconds: own.reduce((sum, { seconds }) => sum + seconds, 0),
      peakMemoryMiB: peaks.length === 0 ? undefined : Math.max(...peaks),
      failure: entry.type === 'failed' ? `${entry.reason}: ${entry.message}` : undefined,
    };
  });
}

function stateOf({ entry, rung }: TrialResult, { rungs }: SearchPlan): TrialRow['state'] {
  if (entry.type === 'failed') return 'failed';
  if (entry.stoppedEarly) return 'stopped-early';
  return rung === rungs.length - 1 ? 'completed' : 'left-behind';
}

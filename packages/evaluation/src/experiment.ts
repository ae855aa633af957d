import { EvaluationError } from './error.js';
import {
  type ArmColumns,
  type ArmDifference,
  type ArmResult,
  armColumns,
  armResult,
  type ComparisonOptions,
  differenceOf,
  outcomesByUser,
} from './experiment-arms.js';
import { experimentLog } from './experiment-log.js';
import { type ShadowResult, shadowResults } from './experiment-shadows.js';
import { type AttributionOptions, listOutcomes, type OutcomeEvent } from './list-outcomes.js';
import type { LoggedRecord } from './logged-record.js';

export interface ExperimentOptions extends AttributionOptions, ComparisonOptions {
  /** The experiment to measure. Default: the one of the newest record. */
  readonly experiment?: string | undefined;
  /** The arm that the others are compared with. Default `current`, or the first by name where there is none. */
  readonly base?: string | undefined;
}

export interface ArmComparison {
  readonly arm: string;
  readonly base: string;
  readonly clickRate: ArmDifference;
  readonly conversionRate: ArmDifference;
}

export interface ExperimentResult {
  readonly experiment: string;
  /** Whether lists count that were reported as shown, or all that were answered as none was reported. */
  readonly counted: 'shown' | 'recommended';
  /** Milliseconds since 1970, of the first and the last list. */
  readonly from: number;
  readonly to: number;
  readonly arms: readonly ArmResult[];
  /** Each arm with the first one. */
  readonly comparisons: readonly ArmComparison[];
  readonly shadows: readonly ShadowResult[];
  /** Users who got lists of several arms, as weights changed; they count for none. */
  readonly usersOfSeveralArms: number;
}

/**
 * Measures an experiment: click-through and conversion of each arm, from the log of recommendations and the events that
 * followed. An event counts for the list that it names by `recommendationId`, else for the user's newest list that holds its
 * item; of a list the first click counts, and of a user the first conversion.
 *
 * @param events oldest first.
 * @throws EvaluationError `invalid-option` if the log has no list of the experiment, or none of the arm `base`.
 */
export function measureExperiment(
  records: Iterable<LoggedRecord>,
  events: Iterable<OutcomeEvent>,
  options: ExperimentOptions,
): ExperimentResult {
  const log = experimentLog(records, options.experiment);
  const { lists, counted, experiment } = log;
  const outcomes = listOutcomes(lists, events, options);
  const { users, usersOfSeveralArms } = outcomesByUser(lists, outcomes);
  const names = [...new Set(lists.map(({ arm }) => arm ?? ''))];
  if (options.base !== undefined && !names.includes(options.base)) {
    throw new EvaluationError(
      'invalid-option',
      `the experiment ${experiment} has no arm ${options.base}: it has ${names.join(', ')}`,
    );
  }
  const isBase = (arm: string) => Number(arm === (options.base ?? 'current'));
  names.sort((a, b) => isBase(b) - isBase(a) || (a < b ? -1 : 1));
  const arms = names.map((arm) =>
    armColumns(
      arm,
      users.filter((user) => user.arm === arm),
    ),
  );
  // The log has at least one list.
  const [base, ...others] = arms as [ArmColumns, ...ArmColumns[]];
  const times = lists.map(({ time }) => time);
  return {
    ...{ experiment, counted, usersOfSeveralArms },
    from: times.reduce((a, b) => Math.min(a, b)),
    to: times.reduce((a, b) => Math.max(a, b)),
    arms: arms.map((arm) => armResult(arm, options)),
    comparisons: others
      .filter((arm) => Math.min(arm.users, base.users) >= 2)
      .map((arm) => ({
        ...{ arm: arm.arm, base: base.arm },
        clickRate: differenceOf(arm, base, 'clicked', options),
        conversionRate: differenceOf(arm, base, 'converted', options),
      })),
    shadows: shadowResults(log, outcomes, options),
  };
}

import {
  type EvaluationContent,
  EvaluationError,
  type EvaluationFile,
  type MeasuredProtocol,
  type PerUserResults,
  readEvaluation,
  readPerUser,
} from '@org/evaluation';
import { FileError } from '@org/files';
import { taskDifferences, taskOfResult } from './result-task.js';

/** A result, and its baselines that come from an earlier measurement of the same task. */
export interface FullerResult {
  readonly content: EvaluationContent;
  readonly kept: readonly string[];
}

/**
 * Adds the other baselines of the directory's earlier result if both have the same task, so that measuring fewer
 * baselines removes none.
 */
export async function withEarlierBaselines(
  directory: string,
  content: EvaluationContent,
): Promise<FullerResult> {
  try {
    const earlier = await readEvaluation(directory);
    const task = taskOfResult({
      ...content.record,
      protocols: content.protocols.map(({ record }) => record),
    });
    const before = taskOfResult(earlier);
    if (taskDifferences(task, before).length > 0 || taskDifferences(before, task).length > 0) {
      return { content, kept: [] };
    }
    const protocols = await Promise.all(
      content.protocols.map((measured) => withBaselinesOf(earlier, directory, measured)),
    );
    const kept = protocols.flatMap(({ kept }) => kept);
    return {
      content: { ...content, protocols: protocols.map(({ measured }) => measured) },
      kept: [...new Set(kept)],
    };
  } catch (error) {
    // The earlier result is missing or cannot be read.
    if (error instanceof FileError || error instanceof EvaluationError)
      return { content, kept: [] };
    throw error;
  }
}

async function withBaselinesOf(
  earlier: EvaluationFile,
  directory: string,
  measured: MeasuredProtocol,
): Promise<{ readonly measured: MeasuredProtocol; readonly kept: readonly string[] }> {
  const { record, perUser } = measured;
  const before = earlier.protocols.find(({ name }) => name === record.name);
  const names = new Set(record.scorers.map(({ scorer }) => scorer));
  const baselines = (before?.scorers ?? []).filter(
    ({ scorer, role }) => role === 'baseline' && !names.has(scorer),
  );
  if (before === undefined || baselines.length === 0) return { measured, kept: [] };
  const values = await readPerUser(directory, before);
  if (!sameQuestions(values, perUser)) return { measured, kept: [] };
  const kept = baselines.map(({ scorer }) => scorer);
  return {
    kept,
    measured: {
      record: { ...record, scorers: [...record.scorers, ...baselines] },
      perUser: {
        ...perUser,
        scorers: [
          ...perUser.scorers,
          ...values.scorers.filter(({ scorer }) => kept.includes(scorer)),
        ],
      },
    },
  };
}

/** Whether the users and their targets are the same, in the same order. */
function sameQuestions(a: PerUserResults, b: PerUserResults): boolean {
  const same = (one: ArrayLike<unknown>, other: ArrayLike<unknown>) =>
    one.length === other.length && Array.from(one).every((value, place) => value === other[place]);
  return same(a.userIds, b.userIds) && same(a.offsets, b.offsets) && same(a.targets, b.targets);
}

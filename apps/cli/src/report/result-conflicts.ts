import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EvaluationFile } from '@org/evaluation';
import { shortHash } from '../data/short-hash.js';
import type { RunSummary } from './run-summary.js';

/** The name of a result's data for people: that of the run's data, else its files. */
export function measuredData(
  { dataset }: Pick<EvaluationFile, 'dataset'>,
  summary: RunSummary | undefined,
): string {
  const isOwn = summary?.dataset === dataset.contentHash;
  return isOwn ? summary.data : fileNames(dataset.source.files);
}

/** A sentence for each difference between a result and the run in its directory, beginning with the label. */
export function resultConflicts(
  label: string,
  directory: string,
  evaluation: EvaluationFile,
  summary: RunSummary | undefined,
): string[] {
  const { dataset, model, protocols } = evaluation;
  const conflicts: string[] = [];
  const differs = (what: string, of: string, now: string | undefined) => {
    if (now === undefined || of === now) return;
    conflicts.push(`The result of ${label} is of ${what} ${of}, and its run has ${now}`);
  };
  differs(
    'data with the hash',
    shortHash(dataset.contentHash),
    summary && shortHash(summary.dataset),
  );
  differs('the model version', model.version, modelVersion(directory));
  differs('the split', evaluation.split.kind, summary?.split);
  const full = protocols.find(({ ranking }) => ranking === 'full');
  const { excludeSeen } = summary ?? {};
  differs(
    'rankings with items of the history',
    seenText(full?.excludeSeen ?? true),
    excludeSeen === undefined || full === undefined ? undefined : seenText(excludeSeen),
  );
  return conflicts;
}

function seenText(excludeSeen: boolean): string {
  return excludeSeen ? 'left out' : 'included';
}

/** Undefined if the directory holds no model. */
function modelVersion(directory: string): string | undefined {
  const file = join(directory, 'config.json');
  if (!existsSync(file)) return undefined;
  try {
    return String(JSON.parse(readFileSync(file, 'utf8')).version);
  } catch {
    return 'none that can be read';
  }
}

function fileNames(files: unknown): string {
  const names = Array.isArray(files) ? files.map((file) => String(file?.name ?? file)) : [];
  const [first = 'data', ...others] = names;
  return `${first}${others.length === 0 ? '' : ` and ${others.length} more`}`;
}

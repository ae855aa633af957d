import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readError, readVersionedJson, sha256, writeFiles } from '@org/files';
import { EvaluationError } from './error.js';
import {
  EVALUATION_FORMAT_VERSION,
  type EvaluationFile,
  evaluationFileSchema,
  type ProtocolRecord,
} from './evaluation-schema.js';
import { decodePerUser, encodePerUser, type PerUserResults } from './per-user-file.js';

/** The file name of a result. */
export const EVALUATION_FILE = 'evaluation.json';

/** The numbers of a protocol, before its per-user file is written. */
export interface MeasuredProtocol {
  readonly record: Omit<ProtocolRecord, 'perUser'>;
  readonly perUser: PerUserResults;
}

export interface EvaluationContent {
  readonly record: Omit<EvaluationFile, 'formatVersion' | 'protocols'>;
  /** Full ranking first. */
  readonly protocols: readonly MeasuredProtocol[];
}

/**
 * Writes `evaluation.json` and beside it one `per-user.<protocol>.arrow` per protocol. Each file is replaced
 * atomically; `evaluation.json` comes last and holds the hashes of the others. Other files of the directory stay.
 */
export async function writeEvaluation(
  directory: string,
  { record, protocols }: EvaluationContent,
): Promise<EvaluationFile> {
  const files: Record<string, Uint8Array | string> = {};
  const named = protocols.map(({ record: { scorers, ...rest }, perUser }): ProtocolRecord => {
    const file = `per-user.${rest.name}.arrow`;
    const bytes = encodePerUser(perUser);
    files[file] = bytes;
    return { ...rest, perUser: { file, sha256: sha256(bytes) }, scorers };
  });
  const whole: EvaluationFile = {
    formatVersion: EVALUATION_FORMAT_VERSION,
    ...record,
    protocols: named,
  };
  files[EVALUATION_FILE] = `${JSON.stringify(whole, undefined, 2)}\n`;
  await writeFiles(directory, files);
  return whole;
}

/**
 * Reads the `evaluation.json` of a directory.
 *
 * @throws FileError `missing`, `not-json`, `version`; EvaluationError `corrupt` if it has other content.
 */
export async function readEvaluation(directory: string): Promise<EvaluationFile> {
  const file = join(directory, EVALUATION_FILE);
  const value = await readVersionedJson(file, {
    version: EVALUATION_FORMAT_VERSION,
    reader: '@org/evaluation',
    renew: 'evaluate again',
    missing: `${directory} holds no result of an evaluation`,
  });
  const parsed = evaluationFileSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new EvaluationError(
    'corrupt',
    `${file} is not the result of an evaluation: ${issue?.path.join('.') || 'it'}: ${issue?.message}`,
    { file, cause: parsed.error },
  );
}

/**
 * Reads the values per user of one protocol of a directory's `evaluation.json`.
 *
 * @throws FileError `missing`, `read-failed`; EvaluationError `corrupt` if the file changed since it was written.
 */
export async function readPerUser(
  directory: string,
  { perUser }: ProtocolRecord,
): Promise<PerUserResults> {
  const file = join(directory, perUser.file);
  const bytes = await readFile(file).catch((cause: unknown) => {
    throw readError(file, cause);
  });
  if (sha256(bytes) !== perUser.sha256) {
    throw new EvaluationError(
      'corrupt',
      `${file} is not what ${EVALUATION_FILE} names: it was changed, or a write was interrupted; evaluate again`,
      { file },
    );
  }
  return decodePerUser(bytes, file);
}

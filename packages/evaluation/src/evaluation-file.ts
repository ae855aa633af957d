import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFiles } from '@org/files';
import { z } from 'zod';
import { EvaluationError } from './error.js';
import {
  EVALUATION_FORMAT_VERSION,
  type EvaluationFile,
  evaluationFileSchema,
  type ProtocolRecord,
} from './evaluation-schema.js';
import { decodePerUser, encodePerUser, type PerUserResults } from './per-user-file.js';

/** Where a directory has its result. */
export const EVALUATION_FILE = 'evaluation.json';

/** A protocol's numbers before its per-user file is written and named. */
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
 * Writes `evaluation.json` and beside it one `per-user.<protocol>.arrow` per protocol. Each file is replaced as a whole
 * and `evaluation.json`, with the hashes of the others, last; other files of the directory stay.
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
 * @throws EvaluationError `missing` where there is none, `version` for one of another format, `corrupt` for one that
 * cannot be read.
 */
export async function readEvaluation(directory: string): Promise<EvaluationFile> {
  const file = join(directory, EVALUATION_FILE);
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    throw new EvaluationError(
      'missing',
      `${directory} holds no result of an evaluation: ${EVALUATION_FILE} cannot be read`,
      { file, cause },
    );
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new EvaluationError('corrupt', `${file} is not JSON`, { file, cause });
  }
  const version = z.object({ formatVersion: z.number() }).safeParse(value).data?.formatVersion;
  if (version !== undefined && version !== EVALUATION_FORMAT_VERSION) {
    const advice =
      version > EVALUATION_FORMAT_VERSION ? 'update @org/evaluation' : 'evaluate again';
    throw new EvaluationError(
      'version',
      `${file} has format version ${version}, this version reads ${EVALUATION_FORMAT_VERSION}: ${advice}`,
      { file },
    );
  }
  const parsed = evaluationFileSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new EvaluationError(
    'corrupt',
    `${file} is no result of an evaluation: ${issue?.path.join('.') || 'it'}: ${issue?.message}`,
    { file, cause: parsed.error },
  );
}

/** Reads the values per user of one protocol of a directory's `evaluation.json`. */
export async function readPerUser(
  directory: string,
  { perUser }: ProtocolRecord,
): Promise<PerUserResults> {
  const file = join(directory, perUser.file);
  let bytes: Buffer;
  try {
    bytes = await readFile(file);
  } catch (cause) {
    throw new EvaluationError('missing', `${file} cannot be read: evaluate again`, { file, cause });
  }
  if (sha256(bytes) !== perUser.sha256) {
    throw new EvaluationError(
      'corrupt',
      `${file} is not what ${EVALUATION_FILE} names: it was changed, or a write was interrupted; evaluate again`,
      { file },
    );
  }
  return decodePerUser(bytes, file);
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

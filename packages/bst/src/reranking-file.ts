import { ArtifactError } from '@org/artifact';
import { z } from 'zod';
import { MOST_CANDIDATES } from './candidate-count.js';

/** How a model is the second stage after the first stage on whose candidates it was trained. */
export interface Reranking {
  /** The candidates of a list of training. */
  readonly candidates: number;
  /** How much of the order is the score of the first stage: 0 nothing, 1 everything. */
  readonly firstStageWeight: number;
}

const schema = z.strictObject({
  formatVersion: z.literal(1),
  candidates: z.int().min(2).max(MOST_CANDIDATES),
  firstStageWeight: z.number().min(0).max(1),
});

/** The file of {@link encodeReranking}. */
export const RERANKING_FILE = 'reranking.json';

export function encodeReranking({ candidates, firstStageWeight }: Reranking): string {
  return `${JSON.stringify({ formatVersion: 1, candidates, firstStageWeight })}\n`;
}

/**
 * The content of `reranking.json`.
 *
 * @param file names it in errors.
 * @throws ArtifactError `corrupt`.
 */
export function decodeReranking(bytes: Uint8Array, file: string): Reranking {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw new ArtifactError('corrupt', `${file} is not JSON`, { file, cause });
  }
  const { data, error } = schema.safeParse(json);
  if (data !== undefined) {
    return { candidates: data.candidates, firstStageWeight: data.firstStageWeight };
  }
  const [issue] = error.issues;
  throw new ArtifactError(
    'corrupt',
    `${file} does not describe a re-ranker: ${issue?.path.join('.') || 'it'}: ${issue?.message}`,
    { file, cause: error },
  );
}

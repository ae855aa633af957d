import type { ArtifactConfig } from '@org/artifact';
import {
  candidatesOf,
  isReranker,
  loadRatingArtifact,
  MOST_CANDIDATES,
  type RatingArtifact,
  type RerankingScorerOptions,
  rerankingScorer,
} from '@org/bst';
import type { Scorer, SplitRecipe } from '@org/seqrec-data';
import type { Terminal } from '../output/terminal.js';
import { CliError } from '../program/cli-error.js';
import { fromStart, shownPath } from '../program/start-directory.js';

export interface RerankerFlags {
  /** The directory of the second stage. */
  readonly reranker?: string;
  readonly candidates?: number;
}

/** The second stage of a recommender. */
export interface OpenedReranker {
  readonly artifact: RatingArtifact;
  readonly candidates: number;
}

/**
 * Checks the flags before any work.
 *
 * @throws CliError `usage`.
 */
export function checkReranker({ reranker, candidates }: RerankerFlags): void {
  if (candidates === undefined) return;
  if (reranker === undefined) {
    throw new CliError('usage', '--candidates goes with --reranker, the model that orders them');
  }
  if (candidates >= 1 && candidates <= MOST_CANDIDATES) return;
  throw new CliError(
    'usage',
    `--candidates is a whole number from 1 to ${MOST_CANDIDATES}, got ${candidates}`,
  );
}

/**
 * Reads the re-ranker of the flags; undefined if they name none. An engine must be running.
 *
 * @throws CliError `usage` for a model that needs more than items and times.
 */
export async function openReranker(flags: RerankerFlags): Promise<OpenedReranker | undefined> {
  checkReranker(flags);
  if (flags.reranker === undefined) return undefined;
  const directory = fromStart(flags.reranker);
  const artifact = await loadRatingArtifact(directory);
  if (isReranker(artifact)) {
    const { candidates = candidatesOf(artifact) } = flags;
    return { artifact, candidates };
  }
  artifact.model.dispose();
  throw new CliError(
    'usage',
    `${shownPath(directory)} reads ratings or users, which a history lacks: train a re-ranker by train-ratings --loss log --implicit --negatives 4 --first-stage <dir>`,
  );
}

/** The scores of both stages; those of the first alone without a re-ranker. */
export function allStages(
  first: Pick<RerankingScorerOptions, 'scorer' | 'catalogue' | 'excludeSeen' | 'exclude' | 'allow'>,
  second: OpenedReranker | undefined,
): Scorer {
  if (second === undefined) return first.scorer;
  return rerankingScorer({ ...first, reranker: second.artifact, candidates: second.candidates });
}

/**
 * Refuses a re-ranker that was trained on what the split of an evaluation holds out.
 *
 * @throws CliError `usage`.
 */
export function requireHeldOut(
  { data }: ArtifactConfig,
  { dataset, split }: { readonly dataset: string; readonly split: SplitRecipe },
  terminal: Terminal,
): void {
  const own = (data.split as { readonly kind?: string } | undefined)?.kind ?? 'unknown';
  if (data.contentHash !== dataset) {
    terminal.warn(
      're-ranker and evaluation have other data, so nothing shows whether the re-ranker was trained on events that are held out here',
    );
    return;
  }
  if (own === 'global-time' && split.kind === 'global-time') {
    terminal.warn(
      're-ranker and evaluation both split by time: make sure that the test of the re-ranker begins no later, or it was trained on events that are held out here',
    );
    return;
  }
  const lastOnly =
    split.kind === 'leave-one-out' || (split.kind === 'leave-last-n' && split.test === 1);
  if (own === 'last-rating' && lastOnly) return;
  throw new CliError(
    'usage',
    `the re-ranker was trained on the split ${own}, which trains on events that ${split.kind} holds out: ${lastOnly ? 'train it with --split last-rating' : 'evaluate with --split leave-one-out, and a re-ranker of --split last-rating'}`,
  );
}

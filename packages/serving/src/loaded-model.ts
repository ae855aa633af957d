import { loadArtifact } from '@org/artifact';
import { startEngine } from '@org/engine';
import { topK } from '@org/metrics';
import { modelBuilders } from '@org/models';
import { bestItems, type Catalogue, type Scorer, scoreRow, tableRows } from '@org/seqrec-data';
import { modelScorer, type SequenceModel } from '@org/sequence-model';
import type { ModelDetails, Ranked, RankQuery, Work, WorkerSettings } from './messages.js';
import { neighbours } from './neighbours.js';

/** A model in the thread that computes. */
export interface LoadedModel {
  readonly details: ModelDetails;
  compute(work: Work): Promise<readonly Ranked[]>;
}

/** Scores of one computation at the most: 32 MB of them, and a bound on how long one takes. */
const MAX_SCORES = 2 ** 23;
const MAX_ROWS = 64;

const NONE = new Int32Array(0);

/**
 * Starts the engine, loads the artifact and computes with it once, which pays for what engines prepare and shows that
 * its scores are numbers.
 *
 * @throws Error with one sentence where that fails.
 */
export async function loadModel(settings: WorkerSettings): Promise<LoadedModel> {
  const engine = await startEngine({ engine: settings.engine, resolveFrom: import.meta.url });
  const artifact = await loadArtifact(settings.artifact, { kinds: modelBuilders });
  const { model, catalogue, config } = artifact;
  const { itemCount } = model;
  const maxRows = Math.max(1, Math.min(MAX_ROWS, Math.floor(MAX_SCORES / tableRows(itemCount))));
  const scorer = modelScorer(model);
  const similar = neighbours(model);
  const compute = async (work: Work): Promise<readonly Ranked[]> => {
    if (work.kind === 'rank') return rank(scorer, itemCount, work.queries);
    if (work.kind === 'similar') return [await similar(work.index, work.k)];
    return [search(catalogue, work.query, work.limit)];
  };

  const secondsPerRow = await warmUp(model, scorer, maxRows);
  search(catalogue, 'a', 1);
  const popularity = topK(Float32Array.from(artifact.popularity), itemCount, {
    from: 1,
    to: itemCount + 1,
  });
  return {
    compute,
    details: {
      name: config.name,
      version: config.version,
      kind: model.kind,
      maxLength: model.maxLength,
      engine: `${engine.name} ${engine.version} (${engine.device})`,
      metrics: artifact.metrics,
      excludeSeen: config.excludeSeen ?? true,
      items: catalogue.items,
      untrained: catalogue.untrained,
      popularity,
      maxRows,
      secondsPerRow,
    },
  };
}

/** Computes with the model in the shapes that serving meets; returns the seconds per history of a full computation. */
async function warmUp(model: SequenceModel, scorer: Scorer, maxRows: number): Promise<number> {
  const { itemCount, maxLength } = model;
  const history = (length: number) => ({
    items: Int32Array.from({ length }, (_, place) => 1 + (place % itemCount)),
    timestamps: BigInt64Array.from({ length }, (_, place) => BigInt(place)),
  });
  const full = history(maxLength);
  for (const histories of [[history(1)], [full], new Array(maxRows).fill(full)]) {
    requireFinite(scoreRow(await scorer.score(histories), 0), itemCount);
  }
  const start = performance.now();
  await scorer.score(new Array(maxRows).fill(full));
  return (performance.now() - start) / 1000 / maxRows;
}

function requireFinite(scores: Float32Array, itemCount: number): void {
  for (let item = 1; item <= itemCount; item += 1) {
    if (Number.isFinite(scores[item])) continue;
    throw new Error(
      `it scores item ${item} as ${scores[item]}, which is not a finite number: its weights are damaged, or its training diverged; train it again`,
    );
  }
}

async function rank(
  scorer: Scorer,
  itemCount: number,
  queries: readonly RankQuery[],
): Promise<readonly Ranked[]> {
  const scores = await scorer.score(queries.map(({ history }) => history));
  return queries.map(({ history, k, exclude = NONE, excludeSeen, allow }, row) =>
    bestItems(scores, row, {
      k,
      itemCount,
      exclude: new Set(excludeSeen ? [...exclude, ...history.items] : exclude),
      ...(allow && { allow }),
    }),
  );
}

function search(catalogue: Catalogue, query: string, limit: number): Ranked {
  const indices = Int32Array.from(catalogue.search(query, limit), ({ index }) => index);
  return { indices, scores: new Float32Array(0) };
}

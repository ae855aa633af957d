import { type Artifact, loadArtifact, timestampUnitOf } from '@org/artifact';
import { type Engine, startEngine } from '@org/engine';
import { topK } from '@org/metrics';
import { modelBuilders } from '@org/models';
import { type Catalogue, TitleSearch } from '@org/seqrec-data';
import { neighbours, type SequenceModel } from '@org/sequence-model';
import type { ArtifactSettings, ModelDetails, Ranked, RankingLimits, Work } from './messages.js';
import { type ItemLines, itemsByIndex, type PackedItems, splitItems } from './packed-items.js';
import type { RankingModel } from './ranking-model.js';
import { type ScoreRanker, scoreRanker } from './score-ranker.js';
import { nextTurn } from './turns.js';
import { WeightsFile } from './weights-file.js';

/** A model in the thread that has loaded its artifact. */
export interface LoadedModel {
  readonly details: ModelDetails;
  /** All items for the thread of the caller; undefined beside threads that rank already. */
  readonly items: PackedItems | undefined;
  /** The graphs by which other threads rank, or how this one ranks; undefined beside threads that rank already. */
  readonly ranking: RankingModel | RankingLimits | undefined;
  compute(work: Work): Promise<readonly Ranked[]>;
  /** Makes what answers to later work need, once the model is ready without it. Other work has its turn meanwhile. */
  prepare(): Promise<void>;
}

export interface LoadModelOptions {
  /** Packs the items, which takes as long as the rest. */
  readonly pack: (lines: ItemLines, file: string) => Promise<PackedItems>;
  /** Called with the graphs as soon as they are there, before all is loaded. */
  readonly onGraphs?: (graphs: RankingModel) => void;
}

/**
 * Starts the engine and loads the artifact. On the engine `onnx` the model becomes graphs, after which its own weights are
 * given free; where it cannot, and on other engines, it ranks here.
 *
 * @throws Error with one sentence where that fails.
 */
export async function loadModel(
  { artifact, engine: name, beside = false }: ArtifactSettings,
  { pack, onGraphs }: LoadModelOptions,
): Promise<LoadedModel> {
  const engine = await startEngine({ engine: name, resolveFrom: import.meta.url });
  let packing: Promise<PackedItems> | undefined;
  const loaded = await loadArtifact(artifact, {
    kinds: modelBuilders,
    readItems(lines, file) {
      const split = splitItems(lines);
      if (!beside) packing = pack(split, file);
      // What is wrong with the items is said below.
      packing?.catch(() => {});
      return itemsByIndex(split);
    },
  });
  const { model, catalogue } = loaded;
  model.freeze?.();
  const table = model.itemTable();
  const { similar, vectors } = await neighbours(table, model.itemCount);
  table.dispose();
  const graphs = engine.name === 'onnx' && !beside ? await rankingModel(model) : undefined;
  if (graphs !== undefined) onGraphs?.(graphs);
  let ranker: ScoreRanker | undefined;
  if (graphs === undefined && !beside) ranker = await scoreRanker(model);
  else model.network.dispose();
  const titles = titlesOf(catalogue);

  return {
    details: details(loaded, engine, graphs !== undefined),
    items: await packing,
    ranking: graphs ?? ranker?.limits,
    prepare: async () => void (await titles()),
    async compute(work) {
      if (work.kind === 'similar') return [await similar(work.index, work.k)];
      if (work.kind === 'vectors') return [await vectors(work.indices)];
      if (work.kind === 'search') return [search(await titles(), work.query, work.limit)];
      if (ranker === undefined) throw new Error('other threads rank');
      return ranker.rank(work.queries);
    },
  };
}

/** Undefined for a model that has no graph. */
async function rankingModel(model: SequenceModel): Promise<RankingModel | undefined> {
  const { query, maxLength, itemCount, times } = model;
  const { OnnxBackendError } = await import('@org/tfjs-onnx');
  const { rankingGraph } = await import('./ranking-graph.js');
  const external = new WeightsFile();
  try {
    const plain = shared(rankingGraph(model, { bias: false, external }));
    const biased = shared(rankingGraph(model, { bias: true, external }));
    return { query, maxLength, itemCount, times, plain, biased, weights: external.directory };
  } catch (error) {
    if (error instanceof OnnxBackendError && error.code === 'not-exportable') return undefined;
    throw error;
  } finally {
    external.close();
  }
}

function shared(bytes: Uint8Array): Uint8Array {
  const copy = new Uint8Array(new SharedArrayBuffer(bytes.length));
  copy.set(bytes);
  return copy;
}

function details(loaded: Artifact, engine: Engine, graphs: boolean): ModelDetails {
  const { model, catalogue, config, metrics } = loaded;
  const { itemCount } = model;
  return {
    name: config.name,
    version: config.version,
    kind: model.kind,
    maxLength: model.maxLength,
    timestampUnit: timestampUnitOf(config),
    engine: `${engine.name} ${engine.version} (${engine.device}${graphs ? ', one graph' : ''})`,
    metrics,
    excludeSeen: config.excludeSeen ?? true,
    untrained: catalogue.untrained,
    popularity: topK(Float32Array.from(loaded.popularity), itemCount, {
      from: 1,
      to: itemCount + 1,
    }),
  };
}

/** The titles of items, made ready at the first call, after which the items themselves can go. */
function titlesOf(source: Catalogue): () => Promise<TitleSearch> {
  let catalogue: Catalogue | undefined = source;
  let titles: Promise<TitleSearch> | undefined;
  return () => {
    titles ??= TitleSearch.inTurns(catalogue?.each() ?? [], nextTurn);
    catalogue = undefined;
    return titles;
  };
}

function search(titles: TitleSearch, query: string, limit: number): Ranked {
  return { indices: Int32Array.from(titles.search(query, limit)), scores: new Float32Array(0) };
}

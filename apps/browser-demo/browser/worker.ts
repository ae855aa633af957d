import '@tensorflow/tfjs-backend-cpu';
import { type Bert4Rec, bert4rec, bert4recDefinition } from '@org/bert4rec';
import { evaluate } from '@org/evaluation/web';
import {
  itemCounts,
  popularityScorer,
  recommend,
  type Scorer,
  type Split,
  splitSequences,
  trainingBatches,
} from '@org/seqrec-data/web';
import { compilePieces } from '@org/tfjs-onnx/web';
import { defaultRecipe, recipeLearningRate, recipeOptimizer } from '@org/training/recipe';
import { train } from '@org/training/web';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import plainWasm from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url';
import simdWasm from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import * as tf from '@tensorflow/tfjs-core';
import { type Films, loadFilms } from './films.js';
import type { Answer, EngineName, Request } from './messages.js';
import { sampleRecords, sampleTitles } from './sample-files.js';

/** A small model: most of its weights are the vectors of the films. */
const MODEL = { maxLength: 50, hiddenSize: 32, layers: 1, heads: 2, seed: 1 } as const;
/** Fewer, larger steps than on the command line, as the page computes on one core. */
const RECIPE = { ...defaultRecipe, batchSize: 32, learningRate: 0.005 };
const COUNT = 10;
const HIT_RATE = `hitRate@${COUNT}` as const;
/** Epochs between two measurements. */
const MEASURE_EVERY = 5;

interface Session {
  readonly films: Films;
  readonly split: Split;
  readonly popularity: Scorer;
  /** Resolves when the engine has started; the page needs it later than the films. */
  readonly engine: Promise<EngineName>;
}

let session: Promise<Session> | undefined;
let model: Bert4Rec | undefined;
/** Whether the model recommends: since its first measurement, or the end of its training. */
let isTrained = false;
/** Stops the training that runs or waits for the engine. */
let stopping: AbortController | undefined;

function answer(message: Answer): void {
  postMessage(message);
}

/** Starts the engine, whose files are much larger than those of the sample. */
async function start(engine: EngineName): Promise<EngineName> {
  // Threads need headers that a folder of files does not have. The backend wants a path for each binary all the same.
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  setWasmPaths({
    'tfjs-backend-wasm.wasm': plainWasm,
    'tfjs-backend-wasm-simd.wasm': simdWasm,
    'tfjs-backend-wasm-threaded-simd.wasm': simdWasm,
  });
  if (await tf.setBackend(engine)) return engine;
  throw new Error('this engine does not start here; choose another one');
}

async function load(engineName: EngineName): Promise<Session> {
  const engine = start(engineName);
  engine.catch((error) => {
    // A training that waits for the engine reports this itself.
    if (stopping === undefined) fail(error);
  });
  const films = await loadFilms(sampleRecords, sampleTitles);
  const { catalogue, sequences } = films;
  const { itemCount } = catalogue;
  const split = splitSequences(sequences, { kind: 'leave-one-out' });
  const popularity = popularityScorer(itemCounts(split.train, itemCount), itemCount);
  answer({
    kind: 'loaded',
    users: sequences.userIds.length,
    events: sequences.items.length,
    films: catalogue.items.map(({ id, title = '' }) => ({ id: Number(id), title })),
    popularity: await hitRateOf(popularity, split, itemCount),
  });
  return { films, split, popularity, engine };
}

async function hitRateOf(scorer: Scorer, { validation }: Split, itemCount: number) {
  const { metrics } = await evaluate(scorer, validation, {
    ...{ itemCount, ks: [COUNT] },
    metrics: ['hitRate'],
  });
  return metrics[HIT_RATE] ?? Number.NaN;
}

/** Trains a new model in place of the one before. */
async function trainModel({ films, split, engine }: Session, epochs: number): Promise<void> {
  const own = new AbortController();
  stopping = own;
  const started = performance.now();
  const ended = (reason: 'completed' | 'aborted') =>
    answer({ kind: 'ended', reason, seconds: (performance.now() - started) / 1000 });
  const stepRunner = (await engine) === 'onnx' ? compilePieces : undefined;
  if (own.signal.aborted) return ended('aborted');
  const { itemCount } = films.catalogue;
  const { maxLength, seed } = MODEL;
  const batches = trainingBatches(split.train, {
    ...{ itemCount, maxLength, seed },
    batchSize: RECIPE.batchSize,
    objective: bert4recDefinition.objective.objective({}, maxLength),
  });
  model?.dispose();
  model = bert4rec({ ...MODEL, itemCount });
  isTrained = false;
  const run = train({
    ...{ model, batches, epochs, seed, stepRunner },
    optimizer: recipeOptimizer(RECIPE),
    learningRate: recipeLearningRate(RECIPE, epochs * batches.batchesPerEpoch),
    validation: {
      set: split.validation,
      every: { epochs: MEASURE_EVERY },
      ...{ metric: HIT_RATE, metrics: ['hitRate'], ks: [COUNT] },
    },
    signal: own.signal,
  });
  for (;;) {
    const { done, value } = await run.next();
    if (done) {
      isTrained = true;
      return ended(value.reason === 'aborted' ? 'aborted' : 'completed');
    }
    if (value.type === 'step') {
      const { step, totalSteps, loss, etaSeconds } = value;
      answer({ kind: 'step', step, totalSteps, loss, etaSeconds });
    } else if (value.type === 'evaluation') {
      isTrained = true;
      answer({ kind: 'measured', measured: { step: value.step, hitRate: value.value } });
    }
  }
}

/** After any number of films, by the model as it is now. */
async function recommendAfter(
  { films: { catalogue }, popularity }: Session,
  history: readonly number[],
): Promise<void> {
  const own = isTrained && history.length > 0 ? model : undefined;
  const by = own === undefined ? 'popularity' : 'model';
  const scorer = own?.scorer() ?? popularity;
  const { recommendations } = await recommend(scorer, catalogue, history, { k: COUNT });
  const films = recommendations.map(({ item, title = '' }) => ({ id: Number(item), title }));
  answer({ kind: 'recommended', history, films, by });
}

async function handle(request: Request): Promise<void> {
  if (request.kind === 'stop') {
    stopping?.abort();
    return;
  }
  if (request.kind === 'load') session ??= load(request.engine);
  const loaded = await session;
  if (loaded === undefined) return;
  if (request.kind === 'train') await trainModel(loaded, request.epochs);
  if (request.kind === 'recommend') await recommendAfter(loaded, request.history);
}

function fail(error: unknown): void {
  answer({ kind: 'failed', message: error instanceof Error ? error.message : String(error) });
}

addEventListener('message', ({ data }: MessageEvent<Request>) => {
  handle(data).catch(fail);
});

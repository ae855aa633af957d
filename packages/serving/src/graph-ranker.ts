import { InferenceSession, Tensor } from '@org/onnxruntime';
import { maskId, modelInputs, PAD, queryLength, tableRows } from '@org/seqrec-data';
import { biasRow } from './bias-row.js';
import { lengthLadder, rung } from './ladder.js';
import type { Ranked, RankingLimits, RankQuery } from './messages.js';
import type { RankingModel } from './ranking-model.js';
import { requireFinite } from './require-finite.js';
import { planRuns, type Run } from './run-plan.js';

/** Ranks by the graphs of a model, on one core. */
export interface GraphRanker {
  /** One list per query. */
  rank(queries: readonly RankQuery[]): Promise<readonly Ranked[]>;
  readonly limits: RankingLimits;
}

/** Slots of one run: B * T. More rows make a run no cheaper per history, and its first answer later. */
const MOST_SLOTS = 1600;
/** B; short histories share what a run costs beside its slots. */
const MOST_ROWS = 32;
/** Scores of one run, B * (V + 2): 32 MB of them, 8 rows of a million items. */
const MOST_SCORES = 2 ** 23;
/** Places of `barred` at the least; more go by powers of two, so that shapes are few. */
const LEAST_BARRED = 64;
const LEAST_WANTED = 16;

const NONE = new Int32Array(0);

/** Computes in the shapes that serving meets, too, and, unless `checked`, verifies that all scores are finite. */
export async function graphRanker(
  model: RankingModel,
  { checked = false }: { readonly checked?: boolean } = {},
): Promise<GraphRanker> {
  const { query, maxLength, itemCount, times: read } = model;
  const width = tableRows(itemCount);
  const buckets = lengthLadder(maxLength);
  const inputOptions = { query, maxLength, itemCount, buckets, times: read };
  const mostRows = (length: number) =>
    Math.max(
      1,
      Math.min(MOST_ROWS, Math.floor(Math.min(MOST_SLOTS / length, MOST_SCORES / width))),
    );
  const plain = await openSession(model.plain, model.weights);
  // Made when a query first needs it: many servers have no rules.
  let biased: InferenceSession | undefined;
  const biasedSession = async () => {
    biased ??= await openSession(model.biased, model.weights);
    return biased;
  };

  const compute = async (queries: readonly RankQuery[], run: Run): Promise<Ranked[]> => {
    const own = run.places.map((place) => queries[place] as RankQuery);
    const { rows, length, ids, positions, times, targetTimes } = modelInputs(
      own.map(({ history }) => history),
      // To the length of the run, and not of the longest of its histories, which may be a shorter one.
      { ...inputOptions, buckets: buckets.filter((rungOf) => rungOf >= run.length) },
    );
    const barred = barredPlaces(own, itemCount);
    const wanted = Math.min(width, rung(Math.max(...own.map(({ k }) => k)), LEAST_WANTED));
    const bySlot = (values: Int32Array) => new Tensor('int32', values, [rows, length]);
    const feeds = {
      ids: bySlot(ids),
      ...(times && { times: bySlot(times) }),
      ...(targetTimes && { targetTimes: bySlot(targetTimes) }),
      positions: new Tensor('int32', positions, [rows, 1]),
      barred: new Tensor('int32', barred, [barred.length]),
      wanted: new Tensor('int32', new Int32Array(wanted), [wanted]),
      ...(run.biased && biasFeeds(own, width)),
    };
    const session = run.biased ? await biasedSession() : plain;
    const outputs = await session.run(feeds);
    const items = outputs.items?.data as Int32Array;
    const scores = outputs.scores?.data as Float32Array;
    return own.map(({ k }, row) => {
      const start = row * wanted;
      let count = Math.min(k, wanted);
      const first = scores.subarray(start, start + count).indexOf(Number.NEGATIVE_INFINITY);
      if (first >= 0) count = first;
      return {
        indices: items.slice(start, start + count),
        scores: scores.slice(start, start + count),
      };
    });
  };

  const rank = async (queries: readonly RankQuery[]): Promise<readonly Ranked[]> => {
    const runs = planRuns({
      lengths: queries.map(({ history }) => queryLength(history, inputOptions)),
      biased: queries.map(({ allow, bias }) => allow !== undefined || bias !== undefined),
      mostRows,
    });
    const ranked: Ranked[] = [];
    for (const run of runs) {
      const found = await compute(queries, run);
      run.places.forEach((place, row) => {
        ranked[place] = found[row] as Ranked;
      });
    }
    return ranked;
  };

  const after = (length: number, k = 10): RankQuery => ({
    history: { items: Int32Array.from({ length }, (_, place) => 1 + (place % itemCount)) },
    ...{ k, excludeSeen: true },
  });
  if (!checked) {
    const [all] = await rank([{ ...after(1, width), excludeSeen: false }]);
    requireFinite(all as Ranked, itemCount);
  }
  for (const length of buckets) await rank([after(length)]);
  const full: readonly RankQuery[] = new Array(mostRows(maxLength)).fill(after(maxLength));
  await rank(full);
  const start = performance.now();
  await rank(full);
  const secondsPerRow = (performance.now() - start) / 1000 / full.length;
  return { rank, limits: { maxRows: mostRows(1), maxSlots: MOST_SLOTS, maxLength, secondsPerRow } };
}

/** @param weights the directory of the weights that the graph does not hold */
function openSession(graph: Uint8Array, weights: string | undefined): Promise<InferenceSession> {
  // ONNX Runtime takes no shared memory.
  return InferenceSession.create(new Uint8Array(graph), {
    executionProviders: ['cpu'],
    executionMode: 'sequential',
    graphOptimizationLevel: 'all',
    // A thread of its own computes; each other one would only wait for it.
    ...{ intraOpNumThreads: 1, interOpNumThreads: 1 },
    // A plan of memory is kept for each shape, and makes no difference to speed.
    enableMemPattern: false,
    logSeverityLevel: 3,
    ...(weights !== undefined && {
      extra: {
        session: {
          model_external_initializers_file_folder_path: weights,
          // Weights that are rearranged for speed would be a copy in each session.
          disable_prepacking: '1',
        },
      },
    }),
  });
}

/** Places in the flat scores of what no row may return: PAD, MASK, what is excluded and what was seen. */
function barredPlaces(queries: readonly RankQuery[], itemCount: number): Int32Array {
  const lists = queries.map(({ history, exclude = NONE, excludeSeen }) =>
    excludeSeen ? [exclude, history.items] : [exclude],
  );
  const count = lists.flat().reduce((sum, { length }) => sum + length, 2 * queries.length);
  // What is left over bars the PAD of the first row once more.
  const places = new Int32Array(rung(count, LEAST_BARRED)).fill(PAD);
  let next = 0;
  lists.forEach((own, row) => {
    const start = row * tableRows(itemCount);
    places[next] = start + PAD;
    places[next + 1] = start + maskId(itemCount);
    next += 2;
    for (const list of own) {
      for (const item of list) {
        places[next] = start + item;
        next += 1;
      }
    }
  });
  return places;
}

/** Queries with the same bias share a row. */
function biasFeeds(queries: readonly RankQuery[], width: number) {
  const rowOf = new Map<string, number>();
  const rows: Float32Array[] = [];
  const biasRows = Int32Array.from(queries, ({ allow, bias }) => {
    const known = allow === undefined ? rowOf.get(bias?.key ?? '') : undefined;
    if (known !== undefined) return known;
    if (allow === undefined && bias !== undefined) rowOf.set(bias.key, rows.length);
    return rows.push(biasRow({ allow, bias, width })) - 1;
  });
  const biases = new Float32Array(rows.length * width);
  rows.forEach((row, place) => {
    biases.set(row, place * width);
  });
  return {
    biases: new Tensor('float32', biases, [rows.length, width]),
    biasRows: new Tensor('int32', biasRows, [queries.length]),
  };
}

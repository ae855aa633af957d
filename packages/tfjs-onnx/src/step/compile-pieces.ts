import {
  assignedInPiece,
  type BatchArray,
  batchRows,
  disposedStep,
  hasRows,
  type Step,
  type StepParts,
  type Tensors,
} from '@org/step';
import { add as addTensors, type Tensor } from '@tensorflow/tfjs-core';
import { activeOnnxBackend } from '../active-backend.js';
import { Value } from '../graph/value.js';
import type { OnnxBackend } from '../onnx-backend.js';
import { add } from '../ops/elementwise.js';
import { ArenaBudget } from './arena-budget.js';
import { checkedShapes, compileBody } from './compile-step.js';
import { type Lanes, openLanes } from './lanes.js';
import type { LaneSums, LaneWork, Piece, PieceModel } from './piece-model.js';
import { bytesWritten, choosePieceRows } from './piece-rows.js';
import { SharedWeights } from './shared-weights.js';
import { type Slot, stepGraph } from './step-graph.js';
import { type TracedStep, traceStep } from './trace-step.js';

type Batch = Readonly<Record<string, BatchArray>>;

/** The program for batches of one shape. */
interface Program {
  readonly id: number;
  readonly rows: number;
  readonly pieceRows: number;
  readonly model: PieceModel;
  readonly arenaBytes: number;
}

/**
 * Compiles a step in two parts. Lanes run the pieces of the batch in parallel, one lane per core, and each adds up the
 * results of its pieces. Then the update runs once on the sums.
 *
 * With the same number of workers and rows per piece, equal runs give equal bytes. Other numbers change only the
 * rounding of the sums, because dropout masks depend on a row's place in the batch.
 */
export function compilePieces(parts: StepParts): Step {
  const weights = new SharedWeights();
  const programs = new Map<string, Program>();
  const arenas = new ArenaBudget<Program>();
  // The update's threads must not occupy the cores that the lanes need next.
  const update = compileBody((lanes, context) => parts.update(sumOfLanes(lanes), context), {
    heavy: true,
    spin: false,
  });
  let lanes: Lanes | undefined;
  let last: Promise<unknown> = Promise.resolve();
  let disposed = false;

  const programFor = (onnx: OnnxBackend, batch: Batch): Program => {
    const shapes = checkedShapes(batch);
    const known = programs.get(shapes);
    if (known !== undefined) return known;
    lanes ??= openLanes(onnx.options);
    const rows = batchRows(batch);
    const trace = (size: number) => tracePiece(onnx, parts, pieceShapes(batch, size));
    const bytesOf = (size: number) => bytesWritten([...trace(size).results.values()]);
    const chosen =
      parts.pieceRows ??
      (lanes.wholeBatch ? rows : choosePieceRows({ rows, lanes: lanes.count, bytesOf }));
    const pieceRows = Math.min(chosen, rows);
    const model = pieceModel(trace(pieceRows), {
      weights,
      oneThread: lanes.threads === 1,
      several: Math.ceil(rows / pieceRows) > lanes.count,
    });
    const program = { id: programs.size, rows, pieceRows, model, arenaBytes: model.arenaBytes };
    programs.set(shapes, program);
    return program;
  };

  const runStep = async (batch: Batch, step: number) => {
    if (disposed) throw disposedStep();
    const onnx = activeOnnxBackend('a step is compiled');
    const program = programFor(onnx, batch);
    if (lanes === undefined) throw new TypeError('a program has lanes');
    for (const { program: loaded, arena } of arenas.loadsFor(program)) {
      lanes.load(loaded.id, loaded.model, arena);
    }
    // Pending tensors may read the arrays of variables that this run overwrites.
    onnx.flush();
    const shared = weights.current(onnx);
    const works = divide(batch, program, lanes.count).map(
      (pieces): LaneWork => ({ pieces, step, weights: shared }),
    );
    const sums = await lanes.run(program.id, works);
    const results = await update.run(laneArrays(program, sums), step);
    lanes.recycle(program.id, sums);
    return results;
  };

  return {
    run(batch, step) {
      // Runs must not overlap: each run starts from the variables that the run before it wrote.
      const result = last.then(() => runStep(batch, step));
      last = result.catch(() => undefined);
      return result;
    },
    dispose() {
      disposed = true;
      update.dispose();
      void lanes?.dispose();
      lanes = undefined;
    },
  };
}

/** Traces the first part of a step for pieces of one shape. */
function tracePiece(onnx: OnnxBackend, { piece }: StepParts, batch: Batch): TracedStep {
  const traced = traceStep(onnx, piece, batch);
  const [assigned] = traced.assigned.keys();
  if (assigned !== undefined) throw assignedInPiece(assigned.name);
  return traced;
}

interface PieceModelOptions {
  readonly weights: SharedWeights;
  readonly oneThread: boolean;
  /** Whether a lane runs several pieces, so that the model adds each piece to the sums so far. */
  readonly several: boolean;
}

function pieceModel(
  traced: TracedStep,
  { weights, oneThread, several }: PieceModelOptions,
): PieceModel {
  const sums = [...traced.results].map(([key, value]) => {
    const before = several ? new Value({ type: value.type, shape: value.shape }) : undefined;
    return { key, before, value: before === undefined ? value : add(before, value) };
  });
  const graph = stepGraph(
    sums.map(({ value }) => value),
    { oneThread },
  );
  return {
    model: graph.model,
    arenaBytes: graph.arenaBytes,
    arrays: [...traced.batch].flatMap(([key, value]) => withSlot(graph.input(value), { key })),
    masks: traced.masks.flatMap(({ value, rate, rows, key }) =>
      withSlot(graph.input(value), { rate, rows, key }),
    ),
    variables: [...traced.variables].flatMap(([variable, value]) => {
      const slot = graph.input(value);
      return slot === undefined ? [] : [{ ...slot, byteOffset: weights.offsetOf(variable, slot) }];
    }),
    sums: sums.flatMap(({ key, before }, i) =>
      withSlot(graph.outputs[i], { key, before: before && graph.input(before)?.name }),
    ),
  };
}

/** Arrays of zeros in the shapes of a piece: arrays with rows have `rows` rows. */
function pieceShapes(batch: Batch, rows: number): Batch {
  return mapArrays(batch, (array) => {
    if (!hasRows(array)) return array;
    const shape = [rows, ...array.shape.slice(1)];
    return { data: zeros(array.data, rows * rowSize(array)), shape };
  });
}

/**
 * Divides a batch into pieces and deals them to the lanes in turn. Rows of zeros fill up the last piece. If a batch is
 * not full, some pieces have only zeros. They would add nothing, so they are left out.
 */
function divide(batch: Batch, { rows, pieceRows }: Program, lanes: number): readonly Piece[][] {
  const pieces: Piece[] = [];
  for (let firstRow = 0; firstRow < rows; firstRow += pieceRows) {
    const arrays = Object.fromEntries(
      Object.entries(batch).map(([key, array]) => [key, cut(array, firstRow, pieceRows)]),
    );
    const empty = Object.entries(batch).every(
      ([key, array]) => !hasRows(array) || arrays[key]?.every((value: number) => value === 0),
    );
    if (!empty || (pieces.length === 0 && firstRow + pieceRows >= rows)) {
      pieces.push({ firstRow, arrays });
    }
  }
  const used = Math.min(lanes, pieces.length);
  return Array.from({ length: used }, (_, lane) => pieces.filter((_, i) => i % used === lane));
}

/** Copies the rows, because sending a view to a thread would send the whole batch. */
function cut(array: BatchArray, firstRow: number, rows: number): Int32Array | Float32Array {
  if (!hasRows(array)) return array.data.slice();
  const size = rowSize(array);
  const part = array.data.subarray(firstRow * size, (firstRow + rows) * size);
  const data = zeros(array.data, rows * size);
  data.set(part);
  return data;
}

function zeros(like: Int32Array | Float32Array, length: number): Int32Array | Float32Array {
  return like instanceof Int32Array ? new Int32Array(length) : new Float32Array(length);
}

function rowSize({ shape }: BatchArray): number {
  return shape.slice(1).reduce((product, size) => product * size, 1);
}

function mapArrays(batch: Batch, map: (array: BatchArray) => BatchArray): Batch {
  return Object.fromEntries(Object.entries(batch).map(([key, array]) => [key, map(array)]));
}

/** The sums of all lanes as a batch for the update, with the names `<lane>/<key>`. */
function laneArrays({ model: { sums: slots } }: Program, lanes: readonly LaneSums[]): Batch {
  return Object.fromEntries(
    lanes.flatMap((sums, lane) =>
      slots.map(({ key, shape }) => [
        `${lane}/${key}`,
        { data: sums[key] ?? new Float32Array(), shape },
      ]),
    ),
  );
}

/** Adds the sums of the lanes, in the order of the lanes. */
function sumOfLanes(lanes: Tensors): Tensors {
  const sums: Record<string, Tensor> = {};
  for (const [name, tensor] of Object.entries(lanes)) {
    const key = name.slice(name.indexOf('/') + 1);
    const earlier = sums[key];
    sums[key] = earlier === undefined ? tensor : addTensors(earlier, tensor);
  }
  return sums;
}

function withSlot<Extra>(slot: Slot | undefined, extra: Extra): (Slot & Extra)[] {
  return slot === undefined ? [] : [{ ...slot, ...extra }];
}

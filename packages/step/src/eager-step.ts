import { fillKeepMask } from '@org/random';
import * as tf from '@tensorflow/tfjs-core';
import { adamByOps } from './adam-ops.js';
import type {
  AdamUpdate,
  BatchArray,
  PieceContext,
  Step,
  StepParts,
  Tensors,
  UpdateContext,
} from './step.js';
import { assignedInPiece, batchRows, disposedStep, uniqueNames } from './step-checks.js';

/**
 * Runs a step op by op on the current backend: the {@link StepRunner} for every backend that cannot compile. A run
 * leaves no tensors behind except the values of the variables that it assigned.
 */
export function eagerStep(parts: StepParts): Step {
  let disposed = false;
  return {
    async run(batch, step) {
      if (disposed) throw disposedStep();
      const rows = batchRows(batch);
      const results = tf.tidy(() => {
        const sums = sumOverPieces(parts, toTensors(batch), { rows, step });
        const adams: AdamUpdate[] = [];
        const results = { ...parts.update(sums, updateContext(step, adams)) };
        for (const adam of adams) adamByOps(adam);
        return results;
      });
      const names = Object.keys(results);
      try {
        const values = await Promise.all(names.map((name) => read(results, name)));
        return Object.fromEntries(names.map((name, i) => [name, values[i] ?? new Float32Array()]));
      } finally {
        tf.dispose(results);
      }
    },
    dispose() {
      disposed = true;
    },
  };
}

function sumOverPieces(
  { piece, pieceRows }: StepParts,
  batch: Tensors,
  { rows, step }: { readonly rows: number; readonly step: number },
): Tensors {
  const size = Math.min(pieceRows ?? rows, rows);
  const before = variableValues();
  let sums: Tensors | undefined;
  for (let firstRow = 0; firstRow < rows; firstRow += size) {
    const earlier = sums;
    // Free a piece's activations before the next piece allocates its own.
    sums = tf.tidy(() => {
      const part = mapTensors(batch, (array) => {
        if (array.rank < 2 || size === rows) return array;
        return tf.slice(array, firstRow, Math.min(size, rows - firstRow));
      });
      const added = piece(part, pieceContext(step, firstRow));
      if (earlier === undefined) return { ...added };
      return mapTensors(added, (tensor, name) => tf.add(earlier[name] ?? 0, tensor));
    });
    if (earlier !== undefined) tf.dispose(earlier);
  }
  refuseAssigned(before);
  return sums ?? piece(batch, pieceContext(step, 0));
}

/** The data object of each variable. An assignment replaces it. */
function variableValues(): ReadonlyMap<tf.Variable, object> {
  const variables: tf.Variable[] = Object.values(tf.engine().registeredVariables);
  return new Map(variables.map((variable) => [variable, variable.dataId]));
}

function refuseAssigned(before: ReadonlyMap<tf.Variable, object>): void {
  for (const [variable, dataId] of before) {
    if (variable.dataId !== dataId) throw assignedInPiece(variable.name);
  }
}

function mapTensors(
  tensors: Tensors,
  map: (tensor: tf.Tensor, name: string) => tf.Tensor,
): Record<string, tf.Tensor> {
  return Object.fromEntries(
    Object.entries(tensors).map(([name, tensor]) => [name, map(tensor, name)]),
  );
}

async function read(results: Record<string, tf.Tensor>, name: string): Promise<Float32Array> {
  const values = await results[name]?.data();
  return Float32Array.from(values ?? []);
}

function toTensors(batch: Readonly<Record<string, BatchArray>>): Tensors {
  return Object.fromEntries(
    Object.entries(batch).map(([name, { data, shape }]) => [
      name,
      tf.tensor(data, [...shape], data instanceof Int32Array ? 'int32' : 'float32'),
    ]),
  );
}

function pieceContext(step: number, firstRow: number): PieceContext {
  const unique = uniqueNames('masks');
  return {
    keepMask(name, shape, { rate, key, rows }) {
      unique(name);
      const mask = new Uint8Array(tf.util.sizeFromShape([...shape]));
      fillKeepMask(mask, rate, rows, { key, step, firstRow });
      return tf.tensor(mask, [...shape], 'bool');
    },
  };
}

function updateContext(step: number, adams: AdamUpdate[]): UpdateContext {
  const unique = uniqueNames('feeds');
  return {
    feed(name, shape, dtype, fill) {
      unique(name);
      const values = new FEED_ARRAYS[dtype](tf.util.sizeFromShape([...shape]));
      fill(values, step);
      return tf.tensor(values, [...shape], dtype);
    },
    adam(update) {
      adams.push(update);
    },
  };
}

const FEED_ARRAYS = { float32: Float32Array, int32: Int32Array, bool: Uint8Array } as const;

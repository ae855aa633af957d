import type { SafeTensor } from '@org/safetensors';
import { maskId, PAD, tableRows } from '@org/seqrec-data/web';
import type { SequenceModel } from '@org/sequence-model';
import { configDifference } from './config-difference.js';
import { TrainingError } from './error.js';
import { networkVariables, readVariables, writeVariables } from './model-weights.js';

export interface WarmStartOptions {
  /** The model that was trained before. It stays as it is. */
  readonly from: SequenceModel;
  /** By index of the new model: the item's index in the earlier model, 0 for an item that is new. `[V + 1]` */
  readonly known: Int32Array;
  /** Builds models of this kind: models of one and of two items show which weights have a row for each item. */
  readonly build: (
    config: Readonly<Record<string, unknown>>,
  ) => SequenceModel | Promise<SequenceModel>;
}

/**
 * Gives a model the weights of an earlier one whose items are others: items that both have keep their rows, wherever they
 * are now; those of new items come from {@link meanOfKnownRows}; all other weights are the same. Before any training the new
 * model scores the items of the earlier one as that did.
 *
 * @throws TrainingError `invalid-option` where the two differ in more than items and seed, or have no item in common.
 */
export async function warmStart(
  model: SequenceModel,
  { from, known, build }: WarmStartOptions,
): Promise<void> {
  requireSameNetwork(model, from);
  if (known.length !== model.itemCount + 1) {
    throw new TrainingError(
      'invalid-option',
      `known names an earlier item for each of ${model.itemCount} items, got ${known.length - 1}`,
    );
  }
  if (known.every((index) => index === 0)) {
    throw new TrainingError(
      'invalid-option',
      `the earlier model knows none of the ${model.itemCount} items: are their ids the same as in its training?`,
    );
  }
  const weights = await readVariables(networkVariables(from.network), '');
  for (const name of await itemWeights(from, build)) {
    const earlier = weights.get(name);
    if (earlier !== undefined) weights.set(name, regrown(earlier, from.itemCount, known));
  }
  writeVariables(networkVariables(model.network), weights, '', 'the earlier model');
}

/** Another maximal length or width is another network, and another number of heads reads the same weights otherwise. */
function requireSameNetwork(model: SequenceModel, from: SequenceModel): void {
  const essence = ({ kind, config }: SequenceModel) => ({
    kind,
    ...config,
    itemCount: undefined,
    seed: undefined,
  });
  const difference = configDifference(essence(model), essence(from));
  if (difference === undefined) return;
  throw new TrainingError(
    'invalid-option',
    `a model cannot start from an earlier one that differs in more than its items: ${difference}; keep it as it was, or train from the start`,
  );
}

/** The names of the weights that have a row for each item. Shapes alone do not say it: 198 items and 200 positions are alike. */
async function itemWeights(
  { config }: SequenceModel,
  build: WarmStartOptions['build'],
): Promise<readonly string[]> {
  const shapesOf = async (itemCount: number) => {
    const { network } = await build({ ...config, itemCount });
    const shapes = networkVariables(network).map(
      ({ name, variable }) => [name, variable.shape] as const,
    );
    network.dispose();
    return shapes;
  };
  const [one, two] = [await shapesOf(1), new Map(await shapesOf(2))];
  return one.flatMap(([name, shape]) => {
    const other = two.get(name);
    if (other?.join() === shape.join()) return [];
    const [rows, ...rest] = shape;
    if (rows === tableRows(1) && other?.join() === [tableRows(2), ...rest].join()) return [name];
    throw new TrainingError(
      'invalid-option',
      `weight '${name}' has no row for each item, so it cannot be carried over to other items`,
    );
  });
}

/** A table `[V + 2, …]` of an earlier model for the items of a new one. */
function regrown({ data, shape }: SafeTensor, itemCount: number, known: Int32Array): SafeTensor {
  const width = data.length / tableRows(itemCount);
  const rows = tableRows(known.length - 1);
  const grown = new Float32Array(rows * width);
  const mean = meanOfKnownRows(data, itemCount, width);
  const put = (row: number, values: ArrayLike<number>) => grown.set(values, row * width);
  const rowOf = (row: number) => data.subarray(row * width, (row + 1) * width);
  put(PAD, rowOf(PAD));
  for (let item = 1; item < known.length; item += 1) {
    const earlier = known[item] ?? 0;
    put(item, earlier === 0 ? mean : rowOf(earlier));
  }
  put(maskId(known.length - 1), rowOf(maskId(itemCount)));
  return { data: grown, shape: [rows, ...shape.slice(1)] };
}

/**
 * The first row of a new item: the mean of the rows of all items, `[width]`. With it the model scores the item as it scores
 * the average item, and reads it as an event that says little, until training moves the row. A random row would put the
 * item at the top of some lists for no reason.
 */
function meanOfKnownRows(table: ArrayLike<number>, itemCount: number, width: number): Float64Array {
  const mean = new Float64Array(width);
  for (let place = width; place < (itemCount + 1) * width; place += 1) {
    const column = place % width;
    mean[column] = (mean[column] ?? 0) + (table[place] ?? 0) / itemCount;
  }
  return mean;
}

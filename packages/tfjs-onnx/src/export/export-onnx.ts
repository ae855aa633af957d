import { dispose, engine, Tensor, tidy, type Variable } from '@tensorflow/tfjs-core';
import { activeOnnxBackend } from '../active-backend.js';
import { OnnxBackendError } from '../errors.js';
import { planGraph } from '../graph/plan.js';
import { Value } from '../graph/value.js';
import { type ExternalData, encodeModel } from '../onnx/encode-model.js';
import type { OnnxBackend } from '../onnx-backend.js';
import { node } from '../ops/node.js';
import { tensorOf } from '../step/trace-step.js';
import { refusingTrace } from '../trace.js';
import { fitFormula, formulaName, type Sizes } from './dimension-formula.js';
import { type ExportTrace, generalize } from './generalize.js';

/** An input of an exported model. A named dimension may have any size; equal names mean equal sizes. */
export interface ExportInput {
  readonly shape: readonly (number | string)[];
  readonly dtype: 'float32' | 'int32';
}

/** What can be exported: a function of named tensors, or a layers model, which takes the inputs in their order. */
export type Exportable =
  | ((inputs: Readonly<Record<string, Tensor>>) => Readonly<Record<string, Tensor>>)
  | { apply(inputs: Tensor | Tensor[], options?: { training: boolean }): unknown };

export interface ExportOptions {
  readonly inputs: Readonly<Record<string, ExportInput>>;
  /** Names for a layers model's outputs, in order. Default `output`, or `output_0`, `output_1`, ... */
  readonly outputs?: readonly string[];
  /**
   * The sizes of named dimensions while the function is recorded: above 1, and such that the function accepts them. A name
   * without a size here gets a small size that differs from the others.
   */
  readonly sizes?: Readonly<Record<string, number>>;
  /** Where large weights go. Default: into the model, which may have 2 GiB. */
  readonly external?: ExternalData | undefined;
  readonly metadata?: Readonly<Record<string, string>>;
  readonly description?: string;
}

/**
 * Encodes a function of tensors, with the weights it uses, as a portable ONNX model (opset 21, standard operators
 * only) and returns the bytes.
 *
 * It records the function once with base sizes, and again with each named dimension enlarged. The model computes every
 * number that differs between the recordings from the dimensions. The backend `onnx` must be active.
 *
 * @throws {OnnxBackendError} `not-exportable` if the graph depends on a named dimension in another way.
 */
export function exportOnnx(model: Exportable, options: ExportOptions): Uint8Array {
  const backend = activeOnnxBackend('a model is exported');
  const run = isFunction(model) ? model : layersFunction(model, options.outputs);
  const traces = sizeVariants(options).map((sizes) => trace(backend, run, options, sizes));
  const [base] = traces;
  if (base === undefined) throw new TypeError('there is always a base trace');

  const symbol = symbolSource(options, base.placeholders);
  const outputs = generalize(traces, symbol);
  const plan = planGraph(outputs);
  const names = new Map<Value, string>(base.placeholders.map(({ name, value }) => [value, name]));
  outputs.forEach((value, place) => {
    names.set(value, base.outputNames[place] ?? `output_${place}`);
  });
  for (const variable of Object.values(engine().registeredVariables) as Variable[]) {
    const content = backend.contentOf(variable.dataId);
    if (content.kind === 'value') names.set(content.value, variable.name);
  }
  const dimensions = new Map<Value, (number | string)[]>();
  for (const { name, value } of base.placeholders) {
    dimensions.set(value, [...(options.inputs[name]?.shape ?? [])]);
  }
  outputs.forEach((value, place) => {
    dimensions.set(value, outputDimensions(traces, place));
  });
  return encodeModel(plan, {
    names,
    dimensions,
    embedded: new Set(plan.inputs.filter(({ data }) => data !== undefined)),
    external: options.external,
    metadata: options.metadata ?? {},
    ...(options.description === undefined ? {} : { description: options.description }),
  });
}

interface NamedTrace extends ExportTrace {
  readonly placeholders: readonly { readonly name: string; readonly value: Value }[];
  readonly outputNames: readonly string[];
}

type NamedFunction = (inputs: Readonly<Record<string, Tensor>>) => Readonly<Record<string, Tensor>>;

function isFunction(model: Exportable): model is NamedFunction {
  return typeof model === 'function';
}

function layersFunction(
  model: Exclude<Exportable, NamedFunction>,
  names: readonly string[] | undefined,
): NamedFunction {
  return (inputs) => {
    const tensors = Object.values(inputs);
    const [first] = tensors;
    const given = tensors.length === 1 && first !== undefined ? first : tensors;
    const results = model.apply(given, { training: false });
    const list = (Array.isArray(results) ? results : [results]) as Tensor[];
    const single = list.length === 1 ? 'output' : undefined;
    return Object.fromEntries(
      list.map((tensor, place) => [names?.[place] ?? single ?? `output_${place}`, tensor]),
    );
  };
}

/** The base sizes, then one variant per name with that name enlarged. Default sizes differ, to tell names apart. */
function sizeVariants({ inputs, sizes = {} }: ExportOptions): Sizes[] {
  const symbols = new Set(
    Object.values(inputs).flatMap(({ shape }) =>
      shape.filter((dimension) => typeof dimension === 'string'),
    ),
  );
  const base: Record<string, number> = {};
  [...symbols].forEach((symbol, place) => {
    base[symbol] = sizes[symbol] ?? UNLIKELY_SIZES[place % UNLIKELY_SIZES.length] ?? 5;
  });
  const enlarged = Object.keys(base).map((symbol) => ({
    ...base,
    [symbol]: (base[symbol] ?? 1) + 2,
  }));
  return [base, ...enlarged];
}

const UNLIKELY_SIZES = [5, 11, 7, 13, 3];

function trace(
  backend: OnnxBackend,
  run: NamedFunction,
  { inputs }: ExportOptions,
  sizes: Sizes,
): NamedTrace {
  const placeholders = Object.entries(inputs).map(([name, { shape, dtype }]) => {
    const dimensions = shape.map((size) => (typeof size === 'string' ? (sizes[size] ?? 1) : size));
    return { name, value: new Value({ type: dtype, shape: dimensions }) };
  });
  try {
    return backend.tracing(refusingTrace('an exported function'), () => {
      const tensors = placeholders.map(
        ({ name, value }) => [name, tensorOf(backend, value)] as const,
      );
      const results = tidy(() => run(Object.fromEntries(tensors)));
      const outputs = Object.values(results).map((tensor) => {
        if (!(tensor instanceof Tensor)) {
          throw new OnnxBackendError('not-exportable', 'an exported function gives named tensors');
        }
        const value = backend.value(tensor);
        return value.node === undefined ? node('Identity', [value], value) : value;
      });
      dispose(results);
      for (const [, tensor] of tensors) tensor.dispose();
      return { sizes, plan: planGraph(outputs), placeholders, outputNames: Object.keys(results) };
    });
  } finally {
    backend.dropPending();
  }
}

/** Reads the size of a named dimension from the first input that has it. */
function symbolSource(
  { inputs }: ExportOptions,
  placeholders: NamedTrace['placeholders'],
): (symbol: string) => Value {
  const known = new Map<string, Value>();
  return (symbol) => {
    const earlier = known.get(symbol);
    if (earlier !== undefined) return earlier;
    for (const { name, value } of placeholders) {
      const axis = inputs[name]?.shape.indexOf(symbol) ?? -1;
      if (axis < 0) continue;
      const attributes = { start: { int: axis }, end: { int: axis + 1 } };
      const size = node('Shape', [value], { type: 'int64', shape: [1] }, attributes);
      known.set(symbol, size);
      return size;
    }
    throw new TypeError(`no input has the dimension ${symbol}`);
  };
}

function outputDimensions(traces: readonly NamedTrace[], place: number): (number | string)[] {
  const shapes = traces.map(({ plan }) => plan.outputs[place]?.shape ?? []);
  return (shapes[0] ?? []).map((size, axis) => {
    const formula = fitFormula(
      shapes.map((shape) => shape[axis] ?? 0),
      traces.map(({ sizes }) => sizes),
    );
    return formula === undefined ? size : formulaName(formula);
  });
}

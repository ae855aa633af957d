import {
  type AdamUpdate,
  type BatchArray,
  type FeedDtype,
  type Fill,
  type KeepMask,
  type PieceContext,
  type Tensors,
  type UpdateContext,
  uniqueNames,
} from '@org/step';
import { dispose, engine, type Tensor, tidy, type Variable } from '@tensorflow/tfjs-core';
import { OnnxBackendError } from '../errors.js';
import type { ElementArray, ElementType } from '../graph/element-type.js';
import { Value } from '../graph/value.js';
import type { OnnxBackend } from '../onnx-backend.js';
import { cast } from '../ops/elementwise.js';
import { refusingTrace } from '../trace.js';
/** What a step in one part can use beside its batch: feeds, masks and Adam. */
export interface StepContext extends PieceContext, UpdateContext {}

/** A training step in one part. It reads the batch, may read and assign `tf.Variable`s, and returns the results. */
export type StepBody = (batch: Tensors, context: StepContext) => Tensors;

/** A step as a recorded graph. */
export interface TracedStep {
  readonly batch: ReadonlyMap<string, Value>;
  readonly feeds: readonly TracedFeed[];
  readonly masks: readonly TracedMask[];
  /** The placeholder of each variable's value before the step. */
  readonly variables: ReadonlyMap<Variable, Value>;
  readonly adams: readonly TracedAdam[];
  /** The new value of each variable that the step assigns. */
  readonly assigned: ReadonlyMap<Variable, Value>;
  readonly results: ReadonlyMap<string, Value>;
}

export interface TracedFeed {
  readonly value: Value;
  readonly fill: Fill;
}

export interface TracedMask extends KeepMask {
  readonly value: Value;
}

/** Adam's step for one variable. The scalars have the names of {@link AdamUpdate}. */
export interface TracedAdam
  extends Pick<AdamUpdate, 'variable' | 'mean' | 'variance' | 'beta1' | 'beta2'> {
  readonly gradient: Value;
  readonly scalars: ReadonlyMap<AdamScalar, Value>;
}

export const ADAM_SCALARS = ['factor', 'stepSize', 'guard', 'shrink'] as const;
export type AdamScalar = (typeof ADAM_SCALARS)[number];

/**
 * Runs `body` once on placeholders. If it creates variables (an optimizer's moments), they get their initial values and
 * `body` is traced again, so that these variables are state too and not part of the program.
 */
export function traceStep(
  backend: OnnxBackend,
  body: StepBody,
  batch: Readonly<Record<string, BatchArray>>,
): TracedStep {
  const first = traceOnce(backend, body, batch);
  if (first.created.size === 0) return first.traced;
  initializeVariables(backend, first);
  const second = traceOnce(backend, body, batch);
  if (second.created.size > 0) {
    throw new OnnxBackendError(
      'bad-batch',
      `a compiled step creates new variables each time it runs (${[...second.created.keys()][0]?.name}); create them once`,
    );
  }
  return second.traced;
}

interface Attempt {
  readonly traced: TracedStep;
  /** The variables that the body created, with their initial values. */
  readonly created: ReadonlyMap<Variable, Value>;
}

function traceOnce(
  backend: OnnxBackend,
  body: StepBody,
  batch: Readonly<Record<string, BatchArray>>,
): Attempt {
  backend.flush();
  const before = registeredVariables();
  const variables = new Map<Variable, Value>();
  const created = new Map<Variable, Value>();
  const restore = replaceVariables(backend, before, variables);
  const recorded: Recorded = { feeds: [], masks: [], adams: [] };
  const trace = {
    ...refusingTrace('a compiled step'),
    variableSet(dataId: object) {
      for (const variable of registeredVariables()) {
        if (variable.dataId !== dataId || before.has(variable) || created.has(variable)) continue;
        created.set(variable, backend.value(variable));
      }
    },
  };
  try {
    return backend.tracing(trace, () => {
      const placeholders = Object.entries(batch).map(([name, { data, shape }]) => {
        const type = data instanceof Int32Array ? ('int32' as const) : ('float32' as const);
        const value = new Value({ type, shape: [...shape] });
        return { name, value, tensor: tensorOf(backend, value) };
      });
      try {
        const context = recordingContext(backend, recorded);
        const outputs = tidy(() =>
          body(Object.fromEntries(placeholders.map(({ name, tensor }) => [name, tensor])), context),
        );
        const results = new Map(
          Object.entries(outputs).map(([name, tensor]) => [name, backend.value(tensor)]),
        );
        const assigned = new Map<Variable, Value>();
        for (const [variable, placeholder] of variables) {
          const value = backend.value(variable);
          if (value !== placeholder) assigned.set(variable, value);
        }
        dispose(outputs);
        const values = new Map(placeholders.map(({ name, value }) => [name, value]));
        return { traced: { batch: values, ...recorded, variables, assigned, results }, created };
      } finally {
        for (const { tensor } of placeholders) tensor.dispose();
      }
    });
  } finally {
    backend.dropPending();
    restore();
  }
}

/** Assigns a placeholder to each variable, and returns a function that restores their data. */
function replaceVariables(
  backend: OnnxBackend,
  variables: ReadonlySet<Variable>,
  placeholders: Map<Variable, Value>,
): () => void {
  const saved = new Map<Variable, Tensor>();
  for (const variable of variables) {
    const current = backend.value(variable);
    // The clone keeps the variable's data alive during the trace, and `keep` protects it from any tidy.
    saved.set(variable, engine().keep(variable.clone()));
    const placeholder = new Value({ type: current.type, shape: current.shape });
    placeholders.set(variable, placeholder);
    assign(variable, tensorOf(backend, placeholder));
  }
  return () => {
    for (const [variable, tensor] of saved) assign(variable, tensor);
  };
}

/** Computes the initial values of created variables, which may depend on other variables but not on the batch. */
function initializeVariables(backend: OnnxBackend, { traced, created }: Attempt): void {
  for (const [variable, placeholder] of traced.variables) {
    const data = currentData(backend, variable);
    if (data !== undefined) placeholder.data = data;
  }
  for (const [variable, value] of created) assign(variable, tensorOf(backend, value));
  backend.flush();
}

function currentData(backend: OnnxBackend, variable: Variable): ElementArray | undefined {
  const content = backend.contentOf(variable.dataId);
  return content.kind === 'value' ? content.value.data : undefined;
}

/** Assigns the tensor to the variable and frees the tensor. */
export function assign(variable: Variable, tensor: Tensor): void {
  variable.assign(tensor);
  tensor.dispose();
}

export function tensorOf(backend: OnnxBackend, value: Value): Tensor {
  return engine().keep(engine().makeTensorFromTensorInfo(backend.addValue(value)));
}

function registeredVariables(): Set<Variable> {
  const variables: Variable[] = Object.values(engine().registeredVariables);
  return new Set(variables.filter(({ dtype }) => dtype !== 'string' && dtype !== 'complex64'));
}

/** The feeds, masks and Adam steps that a body used while it was traced. */
interface Recorded {
  readonly feeds: TracedFeed[];
  readonly masks: TracedMask[];
  readonly adams: TracedAdam[];
}

/** Records what the body uses, and makes a placeholder for each feed and mask. */
function recordingContext(backend: OnnxBackend, { feeds, masks, adams }: Recorded): StepContext {
  const uniqueFeed = uniqueNames('feeds');
  const uniqueMask = uniqueNames('masks');
  const placeholder = (shape: readonly number[], dtype: FeedDtype) => {
    // Masks are bytes, because onnxruntime scales bytes to floats several times faster than it casts bools.
    const type: ElementType = dtype === 'bool' ? 'uint8' : dtype;
    const value = new Value({ type, shape: [...shape] });
    const tensor = engine().makeTensorFromTensorInfo(backend.addValue(cast(value, dtype)));
    return { value, tensor };
  };
  return {
    feed(name, shape, dtype, fill) {
      uniqueFeed(name);
      const { value, tensor } = placeholder(shape, dtype);
      feeds.push({ value, fill });
      return tensor;
    },
    keepMask(name, shape, mask) {
      uniqueMask(name);
      const { value, tensor } = placeholder(shape, 'bool');
      masks.push({ value, ...mask });
      return tensor;
    },
    adam({ variable, mean, variance, beta1, beta2, gradient, ...rest }) {
      const scalars = ADAM_SCALARS.flatMap((name) => {
        const tensor = rest[name];
        return tensor === undefined ? [] : [[name, backend.value(tensor)] as const];
      });
      adams.push({
        ...{ variable, mean, variance, beta1, beta2 },
        gradient: backend.value(gradient),
        scalars: new Map(scalars),
      });
    },
  };
}

import { planGraph } from './graph/plan.js';
import { Node, type Value } from './graph/value.js';
import { planRun } from './runtime/plan-run.js';
import type { RuntimeOptions } from './runtime/runtime-options.js';
import { SessionCache } from './runtime/session-cache.js';
import type { TensorEntry } from './tensor-entry.js';

/** With more recorded nodes than these, the graph is computed although nobody reads it, to limit its size. */
const NODE_LIMIT = 6000;
/** The same limit for the bytes of new data that the graph may keep alive. */
const BYTE_LIMIT = 1 << 28;
/** With more nodes than these, the end of a training step computes the graph; with fewer, waiting costs nothing. */
const STEP_NODE_FLOOR = 64;

/** The tensors that are recorded but not yet computed, and the sessions that compute them. */
export class PendingGraph {
  readonly #sessions: SessionCache;
  readonly #entries = new Set<TensorEntry>();
  /** The entries that belong to variables. */
  readonly #variables = new WeakSet<TensorEntry>();
  #nodesBefore = Node.count;
  #bytes = 0;

  constructor(options: RuntimeOptions, cachedBytes: number) {
    this.#sessions = new SessionCache(options, cachedBytes);
  }

  add(entry: TensorEntry): void {
    this.#entries.add(entry);
  }

  delete(entry: TensorEntry): void {
    this.#entries.delete(entry);
  }

  /** Forgets what is pending, which belongs to a finished trace. */
  clear(): void {
    this.#entries.clear();
    this.#restartCounts();
  }

  markVariable(entry: TensorEntry): void {
    if (this.#entries.has(entry)) this.#variables.add(entry);
  }

  /** Counts the bytes of new data that recorded nodes may keep alive. */
  countBytes(bytes: number): void {
    this.#bytes += bytes;
  }

  get isTooLarge(): boolean {
    return Node.count - this.#nodesBefore > NODE_LIMIT || this.#bytes > BYTE_LIMIT;
  }

  /**
   * Whether dropping this entry ends a training step: a new value replaces a variable's value that is still pending, so
   * one whole step lies between the two. This is the best time to compute, because all steps then have equal graphs.
   */
  endsStep(entry: TensorEntry): boolean {
    return (
      this.#entries.has(entry) &&
      this.#variables.has(entry) &&
      Node.count - this.#nodesBefore > STEP_NODE_FLOOR
    );
  }

  /** Computes every pending tensor. If that fails, tries `wanted` alone. */
  compute(wanted?: Value): void {
    const values = this.#values();
    try {
      this.#run(values);
    } catch (error) {
      if (wanted === undefined || values.length === 1) throw error;
      this.#run([wanted]);
      return;
    }
    for (const entry of this.#entries) settle(entry);
    this.#entries.clear();
  }

  dispose(): void {
    this.#entries.clear();
    this.#sessions.dispose();
  }

  #run(values: readonly Value[]): void {
    if (values.length === 0) return;
    const plan = planGraph(values);
    const session = this.#sessions.session(plan);
    const run = planRun(plan);
    session.runSync(run.feeds, run.fetches);
    run.settle();
  }

  #values(): Value[] {
    this.#restartCounts();
    const values = new Set<Value>();
    for (const { content } of this.#entries) {
      if (content.kind === 'value' && content.value.data === undefined) values.add(content.value);
    }
    return [...values];
  }

  #restartCounts(): void {
    this.#nodesBefore = Node.count;
    this.#bytes = 0;
  }
}

/** Frees the node of a computed value, and with it the values that the node reads. */
function settle({ content }: TensorEntry): void {
  if (content.kind === 'value' && content.value.data !== undefined) content.value.node = undefined;
}

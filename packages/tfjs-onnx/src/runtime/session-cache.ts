import { type Plan, structureOf } from '../graph/plan.js';
import { sizeOf } from '../graph/shape.js';
import { encodeModel } from '../onnx/encode-model.js';
import type { RuntimeOptions, SessionTuning } from './runtime-options.js';
import { createSession, type Session } from './session.js';
import { FIXED_BYTES, sessionBytes } from './session-bytes.js';

interface Cached {
  readonly session: Session;
  /** See {@link sessionBytes}. */
  readonly bytes: number;
}

/**
 * Caches sessions by the structure and shapes of their graphs. If they hold more than `limit` bytes, the cache releases
 * the least recently used ones. It always keeps the latest session, however large.
 *
 * From the first session on that exceeds the limit, new ones keep no memory for intermediate results between runs. So
 * programs whose shapes keep changing need little memory, and make a session for each shape once rather than in each turn.
 */
export class SessionCache {
  /** Ordered by last use; the least recently used comes first. */
  readonly #sessions = new Map<string, Cached>();
  readonly #options: RuntimeOptions;
  readonly #limit: number;
  #bytes = 0;
  /** Whether the sessions exceeded the limit once. */
  #crowded = false;

  constructor(options: RuntimeOptions, limit: number) {
    this.#options = options;
    this.#limit = limit;
  }

  get size(): number {
    return this.#sessions.size;
  }

  /** The sum over all sessions. */
  get bytes(): number {
    return this.#bytes;
  }

  session(plan: Plan): Session {
    const structure = structureOf(plan);
    const known = this.#find(structure);
    if (known !== undefined) return known;
    const withArena = sessionBytes(plan);
    this.#crowded ||= this.size > 0 && this.#bytes + withArena > this.#limit;
    const arena = !this.#crowded;
    const bytes = arena ? withArena : FIXED_BYTES;
    // Release before making the new session, so that it can reuse the memory of the old ones.
    this.#release(this.#limit - bytes);
    const session = createSession(encodeModel(plan), this.#options, { ...tuningFor(plan), arena });
    return this.#keep(structure, { session, bytes });
  }

  dispose(): void {
    this.#release(Number.NEGATIVE_INFINITY);
  }

  #find(structure: string): Session | undefined {
    const cached = this.#sessions.get(structure);
    if (cached === undefined) return undefined;
    this.#sessions.delete(structure);
    this.#sessions.set(structure, cached);
    return cached.session;
  }

  #keep(structure: string, cached: Cached): Session {
    this.#drop(structure);
    this.#sessions.set(structure, cached);
    this.#bytes += cached.bytes;
    return cached.session;
  }

  /** Releases sessions until the remaining ones hold at most `limit` bytes. */
  #release(limit: number): void {
    for (const structure of this.#sessions.keys()) {
      if (this.#bytes <= limit) return;
      this.#drop(structure);
    }
  }

  #drop(structure: string): void {
    const cached = this.#sessions.get(structure);
    if (cached === undefined) return;
    this.#sessions.delete(structure);
    this.#bytes -= cached.bytes;
    cached.session.dispose();
  }
}

/** A graph must touch more elements than these to be worth several threads and its own thread pool. */
const HEAVY_ELEMENTS = 100_000;

function tuningFor(plan: Plan): SessionTuning {
  let elements = 0;
  for (const node of plan.nodes) {
    for (const { shape } of node.outputs) elements += sizeOf(shape);
    for (const input of node.inputs) elements += input === undefined ? 0 : sizeOf(input.shape);
  }
  return { heavy: elements > HEAVY_ELEMENTS };
}

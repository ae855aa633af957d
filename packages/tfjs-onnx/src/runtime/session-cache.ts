import { type Plan, structureOf } from '../graph/plan.js';
import { sizeOf } from '../graph/shape.js';
import { encodeModel } from '../onnx/encode-model.js';
import type { RuntimeOptions, SessionTuning } from './runtime-options.js';
import { createSession, createSessionSync, type Session } from './session.js';
import { sessionBytes } from './session-bytes.js';

interface Cached {
  readonly session: Session;
  /** See {@link sessionBytes}. */
  readonly bytes: number;
}

/**
 * Sessions by the structure and shapes of their graph. Where they hold more than `limit` bytes, the least recently used
 * are released; the latest stays, however large it is.
 */
export class SessionCache {
  /** The least recently used first. */
  readonly #sessions = new Map<string, Cached>();
  readonly #options: RuntimeOptions;
  readonly #limit: number;
  #bytes = 0;

  constructor(options: RuntimeOptions, limit: number) {
    this.#options = options;
    this.#limit = limit;
  }

  get size(): number {
    return this.#sessions.size;
  }

  /** Of all sessions. */
  get bytes(): number {
    return this.#bytes;
  }

  sessionSync(plan: Plan): Session {
    const structure = structureOf(plan);
    const known = this.#find(structure);
    if (known !== undefined) return known;
    const bytes = sessionBytes(plan);
    // Before the new session is made, so that its memory can be that of the old ones.
    this.#release(this.#limit - bytes);
    const session = createSessionSync(encodeModel(plan), this.#options, tuningFor(plan));
    return this.#keep(structure, { session, bytes });
  }

  async session(plan: Plan): Promise<Session> {
    const structure = structureOf(plan);
    const known = this.#find(structure);
    if (known !== undefined) return known;
    const bytes = sessionBytes(plan);
    this.#release(this.#limit - bytes);
    const session = await createSession(encodeModel(plan), this.#options, tuningFor(plan));
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

  /** Releases sessions until those that are left hold at most `limit` bytes. */
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

/** Elements a graph must touch before more than one thread, and a thread pool of its own, pay. */
const HEAVY_ELEMENTS = 100_000;

function tuningFor(plan: Plan): SessionTuning {
  let elements = 0;
  for (const node of plan.nodes) {
    for (const { shape } of node.outputs) elements += sizeOf(shape);
    for (const input of node.inputs) elements += input === undefined ? 0 : sizeOf(input.shape);
  }
  return { heavy: elements > HEAVY_ELEMENTS };
}

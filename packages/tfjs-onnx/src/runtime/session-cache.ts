import { type Plan, structureOf } from '../graph/plan.js';
import { sizeOf } from '../graph/shape.js';
import { encodeModel } from '../onnx/encode-model.js';
import type { RuntimeOptions, SessionTuning } from './runtime-options.js';
import { createSession, createSessionSync, type Session } from './session.js';

/** Sessions by the structure and shapes of their graph, the least recently used dropped first. */
export class SessionCache {
  readonly #sessions = new Map<string, Session>();
  readonly #options: RuntimeOptions;
  readonly #limit: number;

  constructor(options: RuntimeOptions, limit: number) {
    this.#options = options;
    this.#limit = limit;
  }

  get size(): number {
    return this.#sessions.size;
  }

  sessionSync(plan: Plan): Session {
    const structure = structureOf(plan);
    return (
      this.#find(structure) ??
      this.#keep(structure, createSessionSync(encodeModel(plan), this.#options, tuningFor(plan)))
    );
  }

  async session(plan: Plan): Promise<Session> {
    const structure = structureOf(plan);
    return (
      this.#find(structure) ??
      this.#keep(structure, await createSession(encodeModel(plan), this.#options, tuningFor(plan)))
    );
  }

  dispose(): void {
    for (const session of this.#sessions.values()) session.dispose();
    this.#sessions.clear();
  }

  #find(structure: string): Session | undefined {
    const session = this.#sessions.get(structure);
    if (session !== undefined) {
      this.#sessions.delete(structure);
      this.#sessions.set(structure, session);
    }
    return session;
  }

  #keep(structure: string, session: Session): Session {
    this.#sessions.set(structure, session);
    for (const [key, oldest] of this.#sessions) {
      if (this.#sessions.size <= this.#limit) break;
      this.#sessions.delete(key);
      oldest.dispose();
    }
    return session;
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

import { ServingError, unavailable } from './error.js';
import type { Ranked, RankQuery, Work } from './messages.js';
import type { Caller } from './served-model.js';
import type { ServingObserver } from './serving-observer.js';

export interface ModelQueueOptions {
  /** Does one computation. The queue calls it again only when the last one has ended. */
  readonly compute: (work: Work) => Promise<readonly Ranked[]>;
  /** Histories in one computation at the most. */
  readonly maxRows: number;
  /** Of a full computation, per history; the first estimate, which later computations correct. */
  readonly secondsPerRow: number;
  /** Histories that may wait. */
  readonly maxQueue: number;
  /** The longest that any caller waits, in milliseconds. */
  readonly requestTimeout: number;
  readonly observer?: ServingObserver | undefined;
}

/** The work of one caller: histories, which may be computed in several computations, or something computed alone. */
interface Task {
  readonly work: Work;
  readonly caller: Caller;
  /** One place per history; a computation that is done alone has one. */
  readonly results: (Ranked | undefined)[];
  readonly submitted: number;
  /** Results from here on have not been begun. */
  next: number;
  /** Places of `results` that are still empty. */
  open: number;
  /** Settles the task and takes it out of the queue. */
  readonly end: (error?: Error) => void;
}

interface Row {
  readonly task: Task;
  readonly place: number;
}

/** Clients that have closed their side may be gone, so no more of their histories than this are kept. */
const MAX_HALF_CLOSED = 256;

/** What a new measurement weighs in the estimate of the time per history. */
const WEIGHT = 0.2;

/**
 * The work that waits for the model. Histories that come while it computes are gathered into the next computation, one
 * from each caller in turn, so that a large batch delays nobody by more than its share.
 *
 * Work is refused before it starts if it cannot be done in time, and leaves the queue when its caller stops waiting.
 */
export class ModelQueue {
  readonly #options: ModelQueueOptions;
  /** In the order of their turns. */
  readonly #tasks = new Set<Task>();
  #secondsPerRow: number;
  #underWay: { readonly since: number; readonly rows: number } | undefined;
  #running = false;
  #closed: ServingError | undefined;

  constructor(options: ModelQueueOptions) {
    this.#options = options;
    this.#secondsPerRow = options.secondsPerRow;
  }

  /** One list per query. */
  rank(queries: readonly RankQuery[], caller: Caller): Promise<readonly Ranked[]> {
    if (queries.length === 0) return Promise.resolve([]);
    return this.#submit({ kind: 'rank', queries }, queries.length, caller);
  }

  /** A computation that shares nothing with others. */
  async alone(work: Exclude<Work, { kind: 'rank' }>, caller: Caller): Promise<Ranked> {
    const [ranked] = await this.#submit(work, 1, caller);
    if (ranked === undefined) throw new Error(`the model's thread gave no answer to ${work.kind}`);
    return ranked;
  }

  /** How long the computation that is under way has taken so far, in milliseconds; 0 if there is none. */
  get computingFor(): number {
    return this.#underWay === undefined ? 0 : performance.now() - this.#underWay.since;
  }

  /** Refuses all work that waits, all that is under way, and all that comes later. */
  close(reason: ServingError): void {
    this.#closed = reason;
    for (const task of [...this.#tasks]) task.end(reason);
  }

  async #submit(work: Work, rows: number, caller: Caller): Promise<readonly Ranked[]> {
    if (this.#closed !== undefined) throw this.#closed;
    caller.signal.throwIfAborted();
    this.#admit(rows, caller.deadline);
    return new Promise((resolve, reject) => {
      const onAbort = () => task.end(caller.signal.reason);
      const task: Task = {
        work,
        caller,
        results: new Array(rows).fill(undefined),
        submitted: performance.now(),
        next: 0,
        open: rows,
        end: (error) => {
          caller.signal.removeEventListener('abort', onAbort);
          this.#tasks.delete(task);
          this.#count();
          if (error === undefined) resolve(task.results as Ranked[]);
          else reject(error);
        },
      };
      caller.signal.addEventListener('abort', onAbort, { once: true });
      this.#tasks.add(task);
      this.#count();
      // In a moment, so that requests that were read together are computed together.
      queueMicrotask(() => this.#run());
    });
  }

  /** Refuses work that is too much for any request, or too much now. */
  #admit(rows: number, deadline: number): void {
    const { maxRows, maxQueue, requestTimeout, observer } = this.#options;
    const seconds = rows * this.#secondsPerRow;
    if (rows > maxQueue || (rows > maxRows && seconds * 1000 > requestTimeout)) {
      observer?.refused?.('cost');
      throw new ServingError(
        'too-large',
        rows > maxQueue
          ? `${rows} histories are more than the ${maxQueue} that may wait for the model: send fewer in one request`
          : `the model takes about ${seconds.toFixed(1)} s for ${rows} histories, and a request may take ${requestTimeout / 1000} s: send fewer in one request`,
      );
    }
    const full = this.#waiting() + rows > maxQueue;
    const ahead = this.#secondsAhead(rows);
    const late = ahead > 0 && performance.now() + (ahead + seconds) * 1000 > deadline;
    if (!full && !late) return;
    observer?.refused?.(full ? 'queue' : 'deadline');
    throw unavailable(
      'more requests wait for the model than it can answer in time: try again later',
      this.#waiting() * this.#secondsPerRow,
    );
  }

  #waiting(): number {
    let rows = 0;
    for (const { results, next } of this.#tasks) rows += results.length - next;
    return rows;
  }

  /** Until a task of so many histories, which takes turns with the others, begins its last. */
  #secondsAhead(rows: number): number {
    let ahead = 0;
    for (const { results, next, caller } of this.#tasks) {
      if (!isHalfClosed(caller)) ahead += Math.min(results.length - next, rows);
    }
    const underWay = (this.#underWay?.rows ?? 0) * this.#secondsPerRow - this.computingFor / 1000;
    return ahead * this.#secondsPerRow + Math.max(0, underWay);
  }

  async #run(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    for (let rows = this.#take(); rows.length > 0; rows = this.#take()) await this.#compute(rows);
    this.#running = false;
  }

  /** What the next computation does. */
  #take(): readonly Row[] {
    this.#dropHalfClosed();
    const waiting = [...this.#tasks].filter(({ results, next }) => next < results.length);
    const present = waiting.filter(({ caller }) => !isHalfClosed(caller));
    const turn = present.length > 0 ? present : waiting;
    const [first] = turn;
    if (first === undefined) return [];
    if (first.work.kind !== 'rank') return [takeRow(first)];
    const sharing = turn.filter(({ work }) => work.kind === 'rank');
    const rows: Row[] = [];
    while (rows.length < this.#options.maxRows) {
      const before = rows.length;
      for (const task of sharing) {
        if (rows.length === this.#options.maxRows) break;
        if (task.next < task.results.length) rows.push(takeRow(task));
      }
      if (rows.length === before) break;
    }
    // Who had a turn goes behind those who had none.
    for (const task of new Set(rows.map(({ task }) => task))) {
      this.#tasks.delete(task);
      this.#tasks.add(task);
    }
    return rows;
  }

  async #compute(rows: readonly Row[]): Promise<void> {
    const { compute, observer } = this.#options;
    const since = performance.now();
    this.#underWay = { since, rows: rows.length };
    this.#count();
    const [{ task: first }] = rows as readonly [Row];
    const { kind } = first.work;
    for (const { task, place } of rows) {
      if (place === 0) observer?.begun?.((since - task.submitted) / 1000);
    }
    try {
      const work = kind === 'rank' ? { kind, queries: rows.map(queryOf) } : first.work;
      const ranked = await compute(work);
      rows.forEach(({ task, place }, index) => {
        task.results[place] = ranked[index];
        task.open -= 1;
        if (task.open === 0) task.end();
      });
    } catch (error) {
      for (const { task } of rows) task.end(error as Error);
    }
    const seconds = (performance.now() - since) / 1000;
    this.#underWay = undefined;
    observer?.computed?.({ kind, rows: rows.length, seconds });
    if (kind !== 'rank') return;
    // Small computations cost more per history and say little of how fast a queue empties.
    if (2 * rows.length >= this.#options.maxRows) {
      this.#secondsPerRow += WEIGHT * (seconds / rows.length - this.#secondsPerRow);
    }
  }

  #dropHalfClosed(): void {
    let kept = 0;
    for (const task of [...this.#tasks]) {
      if (!isHalfClosed(task.caller)) continue;
      kept += task.results.length - task.next;
      if (kept > MAX_HALF_CLOSED) task.end(callerGone());
    }
  }

  #count(): void {
    this.#options.observer?.waiting?.(this.#waiting());
  }
}

function isHalfClosed({ halfClosed }: Caller): boolean {
  return halfClosed?.() ?? false;
}

function callerGone(): ServingError {
  return new ServingError(
    'caller-gone',
    'the client has closed its side of the connection, and too much of such clients waits',
  );
}

function takeRow(task: Task): Row {
  const place = task.next;
  task.next += 1;
  return { task, place };
}

function queryOf({ task: { work }, place }: Row): RankQuery {
  const query = work.kind === 'rank' ? work.queries[place] : undefined;
  if (query === undefined) throw new Error(`a task of kind ${work.kind} has no history ${place}`);
  return query;
}

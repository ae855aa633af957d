import { ServingError, unavailable } from './error.js';
import type { Ranked, RankingLimits, RankQuery, Work } from './messages.js';
import type { Caller, Turn } from './served-model.js';
import type { ServingObserver } from './serving-observer.js';
import { ThreadEnded } from './thread-ended.js';

export interface ModelQueueOptions {
  /** How much one computation takes, and how long it takes per history: the first estimate, which later ones correct. */
  readonly limits: RankingLimits;
  /** Histories that may wait. */
  readonly maxQueue: number;
  /** The longest that any caller waits, in milliseconds. */
  readonly requestTimeout: number;
  readonly observer?: ServingObserver | undefined;
}

/** Does one computation. The queue calls it again only when the last one has ended. */
export type Compute = (work: Work) => Promise<readonly Ranked[]>;

/** A thread that takes work from the queue. */
export interface Lane {
  /** How long the computation that is under way has taken so far, in milliseconds; 0 if there is none. */
  readonly computingFor: number;
  /** Takes no more work. What is under way is answered, or done once more where `compute` rejects with `ThreadEnded`. */
  leave(): void;
  /** Takes no more work, and refuses what is under way. */
  close(reason: ServingError): void;
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
  ended: boolean;
  /** Settles the task and takes it out of the queue. */
  readonly end: (error?: Error) => void;
}

interface Row {
  readonly task: Task;
  readonly place: number;
}

interface OpenLane {
  readonly compute: Compute;
  underWay: { readonly since: number; readonly rows: readonly Row[] } | undefined;
  closed: boolean;
}

/** Clients that have closed their side may be gone, so no more of their histories than this are kept. */
const MAX_HALF_CLOSED = 256;

/** What a new measurement weighs in the estimate of the time per history. */
const WEIGHT = 0.2;

/**
 * The work that waits for the threads of a model, its lanes. Histories that come while all compute are gathered into the
 * next computation, one from each caller in turn, so that a large batch delays nobody by more than its share. Nothing
 * waits while a lane is idle.
 *
 * Work is refused before it starts if it cannot be done in time, and leaves the queue when its caller stops waiting. What a
 * thread had when it ended is done once more by another, each history alone, so that one that ends threads ends no others'.
 */
export class ModelQueue {
  readonly #options: ModelQueueOptions;
  /** In the order of their turns. */
  readonly #tasks = new Set<Task>();
  /** Histories of threads that ended, and the tasks they are of. */
  #retries: Row[] = [];
  readonly #retried = new WeakSet<Task>();
  readonly #lanes = new Set<OpenLane>();
  #secondsPerRow: number;
  #closed: ServingError | undefined;

  constructor(options: ModelQueueOptions) {
    this.#options = options;
    this.#secondsPerRow = options.limits.secondsPerRow;
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

  /** Lets a thread take work, from now on. */
  addLane(compute: Compute): Lane {
    const lane: OpenLane = { compute, underWay: undefined, closed: false };
    this.#lanes.add(lane);
    queueMicrotask(() => this.#run());
    return {
      get computingFor() {
        return computingFor(lane);
      },
      leave: () => this.#lanes.delete(lane),
      close: (reason) => {
        lane.closed = true;
        this.#lanes.delete(lane);
        for (const { task } of lane.underWay?.rows ?? []) task.end(reason);
      },
    };
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
        ended: false,
        end: (error) => {
          caller.signal.removeEventListener('abort', onAbort);
          task.ended = true;
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
    const { limits, maxQueue, requestTimeout, observer } = this.#options;
    const lanes = Math.max(1, this.#lanes.size);
    const seconds = (rows * this.#secondsPerRow) / Math.min(lanes, rows);
    if (rows > maxQueue || (rows > limits.maxRows && seconds * 1000 > requestTimeout)) {
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
      (this.#waiting() * this.#secondsPerRow) / lanes,
    );
  }

  #waiting(): number {
    let rows = this.#retries.length;
    for (const { results, next } of this.#tasks) rows += results.length - next;
    return rows;
  }

  /** Until a task of so many histories, which takes turns with the others, begins its last. */
  #secondsAhead(rows: number): number {
    let ahead = this.#retries.length;
    for (const { results, next, caller } of this.#tasks) {
      if (!isHalfClosed(caller)) ahead += Math.min(results.length - next, rows);
    }
    let underWay = Number.POSITIVE_INFINITY;
    for (const lane of this.#lanes) {
      const whole = (lane.underWay?.rows.length ?? 0) * this.#secondsPerRow;
      underWay = Math.min(underWay, Math.max(0, whole - computingFor(lane) / 1000));
    }
    const first = Number.isFinite(underWay) ? underWay : 0;
    return (ahead * this.#secondsPerRow) / Math.max(1, this.#lanes.size) + first;
  }

  /** Gives each idle lane what it computes next. */
  #run(): void {
    for (const lane of this.#lanes) {
      if (lane.underWay !== undefined) continue;
      const rows = this.#take();
      if (rows.length === 0) return;
      this.#compute(lane, rows);
    }
  }

  /** What the next computation does. */
  #take(): readonly Row[] {
    this.#dropHalfClosed();
    this.#retries = this.#retries.filter(({ task }) => !task.ended);
    const retried = this.#retries.shift();
    if (retried !== undefined) return [retried];
    const waiting = [...this.#tasks].filter(({ results, next }) => next < results.length);
    const present = waiting.filter(({ caller }) => !isHalfClosed(caller));
    const turn = present.length > 0 ? present : waiting;
    const [first] = turn;
    if (first === undefined) return [];
    if (first.work.kind !== 'rank') return [takeRow(first)];
    const sharing = turn.filter(({ work }) => work.kind === 'rank');
    const rows = this.#gather(sharing);
    // Who had a turn goes behind those who had none.
    for (const task of new Set(rows.map(({ task }) => task))) {
      this.#tasks.delete(task);
      this.#tasks.add(task);
    }
    return rows;
  }

  /** One history from each task in turn, as many as one computation takes. */
  #gather(tasks: readonly Task[]): readonly Row[] {
    const { maxRows, maxSlots, maxLength } = this.#options.limits;
    const rows: Row[] = [];
    let slots = 0;
    for (let before = -1; rows.length > before; ) {
      before = rows.length;
      for (const task of tasks) {
        if (task.next >= task.results.length) continue;
        const { length } = queryAt(task, task.next).history.items;
        slots += Math.min(length + 1, maxLength);
        if (rows.length > 0 && (rows.length === maxRows || slots > maxSlots)) return rows;
        rows.push(takeRow(task));
      }
    }
    return rows;
  }

  async #compute(lane: OpenLane, rows: readonly Row[]): Promise<void> {
    const { limits, observer } = this.#options;
    const since = performance.now();
    lane.underWay = { since, rows };
    this.#count();
    const [{ task: first }] = rows as readonly [Row];
    const { kind } = first.work;
    for (const { task, place } of rows) {
      if (place === 0) observer?.begun?.((since - task.submitted) / 1000);
    }
    try {
      const work =
        kind === 'rank'
          ? { kind, queries: rows.map(({ task, place }) => queryAt(task, place)) }
          : first.work;
      const ranked = await lane.compute(work);
      reportTurn(rows, { kind, began: since });
      rows.forEach(({ task, place }, index) => {
        task.results[place] = ranked[index];
        task.open -= 1;
        if (task.open === 0) task.end();
      });
    } catch (error) {
      reportTurn(rows, { kind, began: since, error: error as Error });
      if (error instanceof ThreadEnded) this.#lost(lane, rows);
      else for (const { task } of rows) task.end(error as Error);
    }
    lane.underWay = undefined;
    const seconds = (performance.now() - since) / 1000;
    if (!lane.closed) {
      observer?.computed?.({ kind, rows: rows.length, seconds });
      // Small computations cost more per history and say little of how fast a queue empties.
      if (kind === 'rank' && 2 * rows.length >= limits.maxRows) {
        this.#secondsPerRow += WEIGHT * (seconds / rows.length - this.#secondsPerRow);
      }
    }
    this.#run();
  }

  /** The thread ended: what it had is done once more, each history alone. */
  #lost(lane: OpenLane, rows: readonly Row[]): void {
    lane.closed = true;
    this.#lanes.delete(lane);
    for (const row of rows) {
      const { task } = row;
      if (task.ended) continue;
      if (this.#retried.has(task)) {
        task.end(
          unavailable('the model failed at this request, and again when it was tried once more'),
        );
      } else {
        this.#retries.push(row);
      }
    }
    for (const { task } of rows) this.#retried.add(task);
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

function computingFor({ underWay }: OpenLane): number {
  return underWay === undefined ? 0 : performance.now() - underWay.since;
}

/** Tells each caller who wants to know that its work was computed. */
function reportTurn(rows: readonly Row[], turn: Pick<Turn, 'kind' | 'began' | 'error'>): void {
  const ended = performance.now();
  const ownRows = new Map<Task, number>();
  for (const { task } of rows) {
    if (task.caller.onTurn === undefined || task.ended) continue;
    ownRows.set(task, (ownRows.get(task) ?? 0) + 1);
  }
  for (const [{ caller, submitted }, own] of ownRows) {
    caller.onTurn?.({ ...turn, rows: rows.length, ownRows: own, submitted, ended });
  }
}

function isHalfClosed(caller: Caller): boolean {
  return caller.halfClosed?.() ?? false;
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

function queryAt({ work }: Task, place: number): RankQuery {
  const query = work.kind === 'rank' ? work.queries[place] : undefined;
  if (query === undefined) throw new Error(`a task of kind ${work.kind} has no history ${place}`);
  return query;
}

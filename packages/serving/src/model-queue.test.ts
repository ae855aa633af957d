import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { type ServingError, unavailable } from './error.js';
import type { Ranked, RankingLimits, RankQuery, Work } from './messages.js';
import { ModelQueue, type ModelQueueOptions } from './model-queue.js';
import type { Caller, Turn } from './served-model.js';
import { testObserver } from './testing/test-observer.js';
import { ThreadEnded } from './thread-ended.js';

/** A query that is known again by its item. */
const query = (item: number): RankQuery => ({
  history: { items: Int32Array.of(item) },
  k: 1,
  exclude: new Int32Array(0),
  excludeSeen: true,
});
const queries = (count: number, first = 0) =>
  Array.from({ length: count }, (_, place) => query(first + place));

/** What a computation makes of a query: its item. */
const echo = ({ history }: RankQuery): Ranked => ({
  indices: history.items,
  scores: Float32Array.of(1),
});
const items = (ranked: readonly Ranked[]) => ranked.map(({ indices }) => indices[0]);

function caller(options: { halfClosed?: boolean; ms?: number } = {}) {
  const controller = new AbortController();
  const waiting: Caller = {
    signal: controller.signal,
    deadline: performance.now() + (options.ms ?? 10_000),
    // A method that needs its object, as that of a server's caller does.
    halfClosed() {
      return this.deadline > 0 && (options.halfClosed ?? false);
    },
  };
  return Object.assign(waiting, { leave: () => controller.abort(new Error('left')) });
}

const limits: RankingLimits = {
  ...{ maxRows: 4, maxSlots: 1000, maxLength: 10, secondsPerRow: 0.001 },
};

/** A queue of some lanes, whose computations end when the test says so. */
function heldQueue({
  lanes = 1,
  limits: own,
  ...options
}: Partial<Omit<ModelQueueOptions, 'limits'>> & {
  readonly lanes?: number;
  readonly limits?: Partial<RankingLimits>;
} = {}) {
  const runs: { lane: number; work: Work; end: (error?: Error) => void }[] = [];
  const { seen, observer } = testObserver();
  const queue = new ModelQueue({
    ...{ limits: { ...limits, ...own }, maxQueue: 100, requestTimeout: 10_000, observer },
    ...options,
  });
  const addLane = (lane: number) =>
    queue.addLane(
      (work) =>
        new Promise((resolve, reject) => {
          const end = (error?: Error) => {
            if (error) reject(error);
            else resolve(work.kind === 'rank' ? work.queries.map(echo) : [echo(query(-1))]);
          };
          runs.push({ lane, work, end });
        }),
    );
  const opened = Array.from({ length: lanes }, (_, lane) => addLane(lane));
  /** The items of each computation so far; a word for one without. */
  const taken = () =>
    runs.map(({ work }) =>
      work.kind === 'rank' ? work.queries.map(({ history }) => history.items[0]) : work.kind,
    );
  const endAll = async () => {
    for (let done = 0; done < runs.length; done += 1) {
      runs[done]?.end();
      await sleep(0);
    }
  };
  return { queue, runs, taken, endAll, seen, opened, addLane };
}

const outcome = (refused: Promise<unknown>) =>
  refused.then(
    () => 'answered',
    (error: ServingError) => error.code,
  );

describe('the queue', () => {
  it('gathers what comes while the model computes, and answers each caller with its own', async () => {
    const { queue, taken, endAll } = heldQueue();
    const answers = [7, 8, 9].map((item) => queue.rank([query(item)], caller()));
    await sleep(0);
    const later = [queue.rank(queries(2, 20), caller()), queue.rank([query(30)], caller())];
    await endAll();
    expect(taken()).toEqual([
      [7, 8, 9],
      [20, 30, 21],
    ]);
    expect((await Promise.all(answers)).map(items)).toEqual([[7], [8], [9]]);
    expect((await Promise.all(later)).map(items)).toEqual([[20, 21], [30]]);
  });

  it('takes from callers in turn, so that a large batch holds up nobody', async () => {
    const { queue, taken, endAll } = heldQueue();
    const batch = queue.rank(queries(10, 100), caller());
    await sleep(0);
    const single = queue.rank([query(1)], caller());
    await endAll();
    expect(taken()).toEqual([
      [100, 101, 102, 103],
      [104, 1, 105, 106],
      [107, 108, 109],
    ]);
    expect(items(await batch)).toEqual(queries(10, 100).map(({ history }) => history.items[0]));
    expect(items(await single)).toEqual([1]);
  });

  it('tells each caller of every computation that held its work, before the answer', async () => {
    const { queue, runs, endAll } = heldQueue();
    const turns: Turn[] = [];
    const watching = Object.assign(caller(), { onTurn: (turn: Turn) => turns.push(turn) });
    const start = performance.now();
    const answer = queue.rank(queries(5), watching).then(() => turns.length);
    const other = queue.rank([query(9)], caller());
    await sleep(20);
    await endAll();
    expect(await answer).toBe(2);
    await other;
    expect(turns.map(({ kind, rows, ownRows }) => [kind, rows, ownRows])).toEqual([
      ['rank', 4, 3],
      ['rank', 2, 2],
    ]);
    for (const { submitted, began, ended } of turns) {
      expect(submitted).toBeGreaterThanOrEqual(start);
      expect(began).toBeGreaterThanOrEqual(submitted);
      expect(ended).toBeGreaterThanOrEqual(began);
    }
    expect((turns[1]?.began ?? 0) - (turns[1]?.submitted ?? 0)).toBeGreaterThan(15);

    const failing = queue.rank([query(1)], watching).catch((error: Error) => error.message);
    await sleep(0);
    runs.at(-1)?.end(new Error('no memory'));
    expect(await failing).toBe('no memory');
    expect(turns.at(-1)?.error?.message).toBe('no memory');
  });

  it('computes alone what cannot be shared, in its turn', async () => {
    const { queue, taken, endAll } = heldQueue();
    const all = [
      queue.rank([query(1)], caller()),
      queue.alone({ kind: 'similar', index: 3, k: 1 }, caller()),
      queue.rank([query(2)], caller()),
      queue.alone({ kind: 'search', query: 'x', limit: 1 }, caller()),
    ];
    await sleep(0);
    await endAll();
    await Promise.all(all);
    expect(taken()).toEqual([[1, 2], 'similar', 'search']);
  });

  it('drops the work of a caller that leaves, and goes on for the others', async () => {
    const { queue, taken, endAll, seen } = heldQueue();
    const first = queue.rank([query(1)], caller());
    await sleep(0);
    const leaving = caller();
    const left = queue.rank(queries(50, 100), leaving);
    const staying = queue.rank([query(2)], caller());
    leaving.leave();
    await expect(left).rejects.toThrow('left');
    await endAll();
    expect(taken()).toEqual([[1], [2]]);
    expect(items([...(await first), ...(await staying)])).toEqual([1, 2]);
    expect(seen.waiting.at(-1)).toBe(0);
  });

  it('takes nothing of a caller that has left already', async () => {
    const { queue, taken } = heldQueue();
    const gone = caller();
    gone.leave();
    await expect(queue.rank([query(1)], gone)).rejects.toThrow('left');
    expect(taken()).toEqual([]);
  });

  it('does the work of half-closed clients last, and only a part of it', async () => {
    const { queue, taken, endAll } = heldQueue({ maxQueue: 1000, limits: { maxRows: 256 } });
    const first = queue.rank([query(1)], caller());
    await sleep(0);
    const halfClosed = caller({ halfClosed: true });
    const kept = queue.rank(queries(200, 1000), halfClosed);
    const dropped = queue.rank(queries(200, 2000), halfClosed);
    const present = queue.rank([query(2)], caller());
    const after = expect(dropped).rejects.toMatchObject({ code: 'caller-gone' });
    await endAll();
    await after;
    expect(taken().slice(0, 2)).toEqual([[1], [2]]);
    expect(taken()).toHaveLength(3);
    expect(items(await kept)).toHaveLength(200);
    expect(items([...(await first), ...(await present)])).toEqual([1, 2]);
  });

  it('passes a failure to those it concerns, and goes on', async () => {
    const { queue, runs, endAll } = heldQueue();
    const unlucky = queue.rank([query(13)], caller());
    await sleep(0);
    const lucky = queue.rank([query(7)], caller());
    const after = expect(unlucky).rejects.toThrow('bad luck');
    runs[0]?.end(new Error('bad luck'));
    await after;
    await sleep(0);
    await endAll();
    expect(items(await lucky)).toEqual([7]);
  });

  it('says how long the present computation has taken', async () => {
    const { queue, endAll, opened } = heldQueue();
    const [lane] = opened;
    expect(lane?.computingFor).toBe(0);
    const answer = queue.rank([query(1)], caller());
    await sleep(20);
    expect(lane?.computingFor).toBeGreaterThan(10);
    await endAll();
    await answer;
    expect(lane?.computingFor).toBe(0);
  });

  it('leaves no lane idle while work waits', async () => {
    const { queue, runs, taken, endAll } = heldQueue({ lanes: 2 });
    const answers = [queue.rank(queries(6), caller()), queue.rank([query(9)], caller())];
    await sleep(0);
    expect(taken()).toEqual([
      [0, 9, 1, 2],
      [3, 4, 5],
    ]);
    expect(runs.map(({ lane }) => lane)).toEqual([0, 1]);
    // The second ends first, and takes what comes then.
    runs[1]?.end();
    await sleep(0);
    const later = queue.rank([query(30)], caller());
    await sleep(0);
    expect(runs[2]?.lane).toBe(1);
    await endAll();
    expect((await Promise.all([...answers, later])).map(items)).toEqual([
      [0, 1, 2, 3, 4, 5],
      [9],
      [30],
    ]);
  });

  it('takes fewer long histories into one computation than short ones', async () => {
    const { queue, taken, endAll } = heldQueue({ limits: { maxSlots: 12, maxLength: 6 } });
    const long = (item: number): RankQuery => ({
      ...query(item),
      history: { items: Int32Array.of(item, 1, 1, 1, 1, 1, 1, 1) },
    });
    const answer = queue.rank([long(1), long(2), long(3), query(4), query(5)], caller());
    await sleep(0);
    await endAll();
    await answer;
    // Each long one fills six slots, a short one two.
    expect(taken()).toEqual([
      [1, 2],
      [3, 4, 5],
    ]);
  });

  it('does once more what a thread had that ended, each history alone', async () => {
    const { queue, runs, taken, endAll } = heldQueue({ lanes: 2 });
    const answers = [queue.rank([query(1)], caller()), queue.rank([query(2)], caller())];
    await sleep(0);
    runs[0]?.end(new ThreadEnded('it exited'));
    await sleep(0);
    await endAll();
    expect((await Promise.all(answers)).map(items)).toEqual([[1], [2]]);
    expect(taken()).toEqual([[1, 2], [1], [2]]);
    expect(runs.slice(1).map(({ lane }) => lane)).toEqual([1, 1]);
  });

  it('keeps it until there is a thread again', async () => {
    const { queue, runs, addLane, endAll } = heldQueue();
    const answer = queue.rank([query(1)], caller());
    await sleep(0);
    runs[0]?.end(new ThreadEnded('it exited'));
    await sleep(0);
    expect(runs).toHaveLength(1);
    addLane(7);
    await sleep(0);
    expect(runs[1]?.lane).toBe(7);
    await endAll();
    expect(items(await answer)).toEqual([1]);
  });

  it('refuses for now what ends a second thread, and drops what nobody waits for', async () => {
    const { queue, runs, taken } = heldQueue({ lanes: 3 });
    const leaving = caller();
    const fatal = queue.rank([query(13)], caller());
    const left = queue.rank([query(2)], leaving);
    await sleep(0);
    leaving.leave();
    await expect(left).rejects.toThrow('left');
    runs[0]?.end(new ThreadEnded('it exited'));
    await sleep(0);
    const after = expect(fatal).rejects.toMatchObject({ code: 'unavailable' });
    runs[1]?.end(new ThreadEnded('it exited'));
    await after;
    expect(taken()).toEqual([[13, 2], [13]]);
  });

  it('refuses what a lane has that is closed, and gives it nothing more', async () => {
    const { queue, runs, opened } = heldQueue();
    const answer = queue.rank([query(1)], caller());
    await sleep(0);
    const refused = outcome(answer);
    opened[0]?.close(unavailable('it hangs'));
    expect(await refused).toBe('unavailable');
    queue.rank([query(2)], caller()).catch(() => {});
    await sleep(0);
    runs[0]?.end();
    await sleep(0);
    expect(runs).toHaveLength(1);
  });

  it('refuses everything once it is closed', async () => {
    const { queue } = heldQueue();
    const all = [queue.rank([query(1)], caller()), queue.rank([query(2)], caller())];
    await sleep(0);
    all.push(queue.rank([query(3)], caller()));
    const outcomes = Promise.all(all.map(outcome));
    queue.close(unavailable('it failed'));
    expect(await outcomes).toEqual(['unavailable', 'unavailable', 'unavailable']);
    expect(await outcome(queue.rank([query(4)], caller()))).toBe('unavailable');
  });
});

describe('work that costs too much', () => {
  it('for any request is refused as too large before it starts', async () => {
    const { queue, taken } = heldQueue({ limits: { secondsPerRow: 1 }, requestTimeout: 8000 });
    const refused = queue.rank(queries(9), caller());
    await expect(refused).rejects.toThrow(
      'the model takes about 9.0 s for 9 histories, and a request may take 8 s',
    );
    expect(await outcome(queue.rank(queries(101), caller()))).toBe('too-large');
    expect(taken()).toEqual([]);
  });

  it('now is refused with the time to come back', async () => {
    const { queue, seen } = heldQueue({ limits: { secondsPerRow: 1 }, requestTimeout: 8000 });
    queue.rank(queries(4), caller());
    await sleep(0);
    queue.rank(queries(6), caller());
    const refused = queue.rank(queries(5), caller());
    await expect(refused).rejects.toMatchObject({
      code: 'unavailable',
      retryAfter: 6,
    });
    expect(seen.refused).toEqual(['deadline']);
  });

  it('is not refused by an estimate while the model idles', async () => {
    const { queue, endAll } = heldQueue({ limits: { secondsPerRow: 100 }, requestTimeout: 8000 });
    const answer = queue.rank(queries(4), caller());
    await sleep(0);
    await endAll();
    expect(items(await answer)).toHaveLength(4);
  });

  it('is refused for now when too much waits', async () => {
    const { queue, taken } = heldQueue({ maxQueue: 10 });
    queue.rank(queries(4), caller());
    await sleep(0);
    queue.rank(queries(8), caller());
    expect(await outcome(queue.rank(queries(3), caller()))).toBe('unavailable');
    queue.rank(queries(2), caller());
    await sleep(0);
    expect(taken()).toHaveLength(1);
  });
});

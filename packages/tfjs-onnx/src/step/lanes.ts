import { OnnxBackendError, type OnnxBackendErrorCode } from '../errors.js';
import type { LaneReply, LaneRequest } from '../piece-worker.js';
import { onnxRuntime, type Threads } from '../runtime/onnx-runtime.js';
import type { RuntimeOptions } from '../runtime/runtime-options.js';
import { LaneArrays } from './lane-arrays.js';
import type { LaneSums, LaneWork, PieceModel } from './piece-model.js';
import { PieceRunner } from './piece-runner.js';

/** The lanes that run pieces: several lanes, each in its own thread, or one lane in this thread. */
export interface Lanes {
  readonly count: number;
  /** The number of threads of each lane; undefined if onnxruntime chooses it. */
  readonly threads: number | undefined;
  /** Whether a batch runs in one piece: a GPU needs large operators, and has no use for the caches of a core. */
  readonly wholeBatch: boolean;
  /** Loads a program, and replaces the one with the same number. Call it only while no run is under way. */
  load(program: number, model: PieceModel, arena: boolean): void;
  /** Runs `works[i]` on lane `i`, in parallel. There must be at most `count` works. */
  run(program: number, works: readonly LaneWork[]): Promise<readonly LaneSums[]>;
  /** Takes back the arrays of sums that nobody reads any more, so that later runs reuse them. */
  recycle(program: number, sums: readonly LaneSums[]): void;
  dispose(): Promise<void>;
}

/** Opens as many lanes as the options say, each on one core, or one lane in this thread on all cores. */
export function openLanes(options: RuntimeOptions): Lanes {
  const { threads } = onnxRuntime();
  if (threads === undefined || !onCpu(options)) return ownLane(options);
  const count = options.workers ?? options.threads ?? threads.cores;
  const script = options.workerUrl ?? threads.pieceScript();
  if (count === 1 || script === undefined) return ownLane(options);
  const { profile } = options;
  return workerLanes(
    Array.from({ length: count }, (_, lane) =>
      startLane(threads, script, {
        threads: 1,
        ...(profile === undefined ? {} : { profile: `${profile}-${lane}` }),
      }),
    ),
  );
}

function onCpu({ executionProvider = 'cpu' }: RuntimeOptions): boolean {
  return executionProvider === 'cpu';
}

function ownLane(options: RuntimeOptions): Lanes {
  const arrays = new LaneArrays();
  const runners = new Map<number, Promise<PieceRunner>>();
  let spare: LaneSums | undefined;
  return {
    count: 1,
    threads: options.threads,
    wholeBatch: !onCpu(options),
    load(program, model, arena) {
      runners
        .get(program)
        ?.then((loaded) => loaded.dispose())
        .catch(() => undefined);
      const runner = PieceRunner.load(model, { ...options, arrays, arena });
      runner.catch(() => undefined);
      runners.set(program, runner);
    },
    async run(program, works) {
      const runner = await runners.get(program);
      if (runner === undefined) throw new TypeError(`no program ${program} is loaded`);
      const sums: LaneSums[] = [];
      for (const work of works) sums.push(await runner.run(work, spare));
      spare = undefined;
      return sums;
    },
    recycle(_, [sums]) {
      spare = sums;
    },
    async dispose() {
      for (const runner of runners.values()) (await runner).dispose();
      runners.clear();
    },
  };
}

interface Lane {
  send(request: LaneRequest): void;
  run(request: LaneRequest, transfer: readonly ArrayBuffer[]): Promise<LaneSums>;
  end(): Promise<void>;
}

function workerLanes(lanes: readonly Lane[]): Lanes {
  // A step writes its sums into the arrays of the previous step, which fit: sums have the shapes of the variables.
  const spares: (LaneSums | undefined)[] = [];
  return {
    count: lanes.length,
    threads: 1,
    wholeBatch: false,
    load(program, model, arena) {
      for (const lane of lanes) lane.send({ kind: 'load', program, model, arena });
    },
    run(program, works) {
      return Promise.all(
        works.map((work, i) => {
          const lane = lanes[i];
          if (lane === undefined) throw new TypeError(`there is no lane ${i}`);
          const reuse = spares[i];
          spares[i] = undefined;
          const transfer = Object.values(reuse ?? {}).map(({ buffer }) => buffer as ArrayBuffer);
          return lane.run({ kind: 'run', program, work, reuse }, transfer);
        }),
      );
    },
    recycle(_, sums) {
      sums.forEach((sum, i) => {
        spares[i] = sum;
      });
    },
    async dispose() {
      await Promise.all(lanes.map((lane) => lane.end()));
    },
  };
}

function startLane(threads: Threads, script: URL, options: RuntimeOptions): Lane {
  let waiting: PromiseWithResolvers | undefined;
  let failure: OnnxBackendError | undefined;
  const fail = (reason: string, cause?: unknown) => {
    failure ??= new OnnxBackendError('worker-failed', `a thread of the onnx backend ${reason}`, {
      cause,
    });
    waiting?.reject(failure);
    waiting = undefined;
  };
  const answered = (reply: LaneReply) => {
    const asked = waiting;
    waiting = undefined;
    thread.hold(false);
    if ('sums' in reply) asked?.resolve(reply.sums);
    else {
      const { message, code, kernel } = reply.error;
      asked?.reject(
        new OnnxBackendError(
          (code as OnnxBackendErrorCode | undefined) ?? 'worker-failed',
          message,
          {
            ...(kernel === undefined ? {} : { kernel }),
          },
        ),
      );
    }
  };
  const thread = threads.start(script, options, {
    message: (reply) => answered(reply as LaneReply),
    failed: fail,
  });
  return {
    send: (request) => thread.send(request),
    run: (request, transfer) =>
      new Promise((resolve, reject) => {
        if (failure !== undefined) {
          reject(failure);
          return;
        }
        waiting = { resolve, reject };
        thread.hold(true);
        thread.send(request, transfer);
      }),
    end: () => thread.end(),
  };
}

interface PromiseWithResolvers {
  resolve(sums: LaneSums): void;
  reject(error: unknown): void;
}

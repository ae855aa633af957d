/** The script of the threads that run the pieces of a batch in parallel. */
import { parentPort, workerData } from 'node:worker_threads';
import { OnnxBackendError } from './errors.js';
import { nodeRuntime } from './runtime/node-runtime.js';
import { useOnnxRuntime } from './runtime/onnx-runtime.js';
import type { RuntimeOptions } from './runtime/runtime-options.js';
import { LaneArrays } from './step/lane-arrays.js';
import type { LaneSums, LaneWork, PieceModel } from './step/piece-model.js';
import { PieceRunner } from './step/piece-runner.js';

export type LaneRequest =
  | {
      readonly kind: 'load';
      readonly program: number;
      readonly model: PieceModel;
      readonly arena: boolean;
    }
  | {
      readonly kind: 'run';
      readonly program: number;
      readonly work: LaneWork;
      readonly reuse?: LaneSums | undefined;
    };

/** The answer to `run`. */
export type LaneReply =
  | { readonly sums: LaneSums }
  | {
      readonly error: {
        readonly message: string;
        readonly code?: string;
        readonly kernel?: string;
      };
    };

useOnnxRuntime(nodeRuntime);
const options = workerData as RuntimeOptions;
const arrays = new LaneArrays();
const runners = new Map<number, Promise<PieceRunner>>();

parentPort?.on('message', (request: LaneRequest) => {
  const { kind, program } = request;
  if (kind === 'load') {
    const { model, arena } = request;
    dispose(runners.get(program));
    const runner = PieceRunner.load(model, { ...options, arrays, arena });
    // The run that needs the program reports the failure.
    runner.catch(() => undefined);
    runners.set(program, runner);
  } else {
    void run(request).then(
      (sums) => {
        const reply: LaneReply = { sums };
        parentPort?.postMessage(
          reply,
          Object.values(sums).map(({ buffer }) => buffer as ArrayBuffer),
        );
      },
      (error: unknown) => parentPort?.postMessage(failure(error)),
    );
  }
});

function dispose(runner: Promise<PieceRunner> | undefined): void {
  runner?.then((loaded) => loaded.dispose()).catch(() => undefined);
}

async function run(request: Extract<LaneRequest, { kind: 'run' }>): Promise<LaneSums> {
  const { program, work, reuse } = request;
  const runner = runners.get(program);
  if (runner === undefined) throw new Error(`no program ${program} is loaded`);
  return (await runner).run(work, reuse);
}

// An error loses its own fields when it is sent to another thread.
function failure(error: unknown): LaneReply {
  if (!(error instanceof OnnxBackendError)) {
    return { error: { message: error instanceof Error ? error.message : String(error) } };
  }
  const { message, code, kernel } = error;
  return { error: { message, code, ...(kernel === undefined ? {} : { kernel }) } };
}

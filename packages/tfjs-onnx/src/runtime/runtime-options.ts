import type { InferenceSession } from '@org/onnxruntime/web';

export type ExecutionProvider = 'cpu' | 'cuda' | 'webgpu';

export interface RuntimeOptions {
  /**
   * Where sessions run. Default `cpu`. On others, `compilePieces` has one lane, whose piece is the whole batch; inputs and
   * results of each run are copied to and from the device. See `providerProblem`.
   */
  readonly executionProvider?: ExecutionProvider;
  /** Threads of one operator. Default: onnxruntime's choice, the number of physical cores. */
  readonly threads?: number;
  /**
   * Threads that run the pieces of a batch in parallel in `compilePieces`, each on one core. Default: `threads`, or the
   * number of cores. With 1, this thread runs the pieces one after the other, with `threads` threads for each operator.
   */
  readonly workers?: number;
  /**
   * The script of these threads, `@org/tfjs-onnx/piece-worker`. Default: `piece-worker.js` beside this module, where
   * the package has it. Without the script there are no such threads, so a bundled app must bundle it too.
   */
  readonly workerUrl?: URL;
  /** Path prefix of onnxruntime's profiles (JSON, for chrome://tracing) of compiled steps and other large graphs. */
  readonly profile?: string;
}

export interface SessionTuning {
  /** Whether the graph is large enough for several threads. */
  readonly heavy: boolean;
  /** Whether threads wait for the next operator in a busy loop: they start at once but occupy a core. Default true. */
  readonly spin?: boolean;
  /**
   * Whether the session keeps the memory of its intermediate results for the next run. Default true. Without it, the
   * system clears new memory for each run, and runs with large results take up to a quarter longer.
   */
  readonly arena?: boolean;
}

/** Translates the options into onnxruntime's session options. */
export function sessionOptions(
  options: RuntimeOptions,
  tuning: SessionTuning,
): InferenceSession.SessionOptions {
  const provider = options.executionProvider ?? 'cpu';
  const threads = tuning.heavy ? options.threads : 1;
  return {
    executionProviders: provider === 'cpu' ? ['cpu'] : [provider, 'cpu'],
    executionMode: 'sequential',
    graphOptimizationLevel: 'disabled',
    enableCpuMemArena: tuning.arena ?? true,
    // A memory pattern adds its memory to that of the first run: up to a third more memory for at most 2 % more speed.
    enableMemPattern: false,
    ...(threads === undefined ? {} : { intraOpNumThreads: threads }),
    interOpNumThreads: 1,
    logSeverityLevel: 4,
    ...(options.profile !== undefined && tuning.heavy
      ? { enableProfiling: true, profileFilePrefix: options.profile }
      : {}),
    // Adam's moments of unused embedding rows decay to denormal numbers, which make arithmetic many times slower.
    extra: {
      session: {
        set_denormal_as_zero: '1',
        ...(tuning.spin === false ? { intra_op: { allow_spinning: '0' } } : {}),
      },
    },
  };
}

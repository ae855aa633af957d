import type { InferenceSession } from 'onnxruntime-node';

export type ExecutionProvider = 'cpu' | 'cuda' | 'webgpu';

export interface RuntimeOptions {
  /** Where sessions run. `cuda` and `webgpu` are passed to onnxruntime-node as they are. Default `cpu`. */
  readonly executionProvider?: ExecutionProvider;
  /** Threads of one operator. Default: onnxruntime's choice, the number of physical cores. */
  readonly threads?: number;
  /**
   * Threads that work the pieces of a batch side by side in `compilePieces`, each on one core. Default: as many as
   * `threads`, or as there are cores. 1 works them one after the other in this thread, on all of its cores.
   */
  readonly workers?: number;
  /**
   * The script of these threads, `@org/tfjs-onnx/piece-worker`. Default: `piece-worker.js` beside this module, where
   * the package has it; without it there are no such threads. An app that is bundled bundles the script too.
   */
  readonly workerUrl?: URL;
  /** Path prefix at which onnxruntime writes a profile (JSON, for chrome://tracing) of each compiled step. */
  readonly profile?: string;
}

export interface SessionTuning {
  /** Worth several threads, and worth onnxruntime's slower optimizations. */
  readonly heavy: boolean;
  /** Whether threads wait for their next operator in a loop, ready at once but at the cost of a core. Default true. */
  readonly spin?: boolean;
  /**
   * Whether the session keeps the memory of its intermediate results for the next run. Default true: runs of large
   * results take up to a quarter longer where the system clears their memory anew each time.
   */
  readonly arena?: boolean;
}

/** onnxruntime's own session options. */
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
    // Planned memory stands beside that of the first, unplanned run: 2 % faster at most, for up to a third more memory.
    enableMemPattern: false,
    ...(threads === undefined ? {} : { intraOpNumThreads: threads }),
    interOpNumThreads: 1,
    logSeverityLevel: 4,
    ...(options.profile !== undefined && tuning.heavy
      ? { enableProfiling: true, profileFilePrefix: options.profile }
      : {}),
    // Adam's moments of unused embedding rows decay into denormal numbers, which are many times slower.
    extra: {
      session: {
        set_denormal_as_zero: '1',
        ...(tuning.spin === false ? { intra_op: { allow_spinning: '0' } } : {}),
      },
    },
  };
}

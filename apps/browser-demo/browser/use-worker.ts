import { useCallback, useEffect, useReducer, useRef } from 'preact/hooks';
import type {
  Answer,
  EngineName,
  Loaded,
  Measured,
  Recommended,
  Request,
  StepFacts,
} from './messages.js';

/** What the page knows of its worker. */
export interface WorkerState {
  readonly loaded?: Loaded;
  readonly training: 'never' | 'running' | 'completed' | 'aborted';
  readonly steps: readonly StepFacts[];
  readonly measured: readonly Measured[];
  /** The duration of the last training. */
  readonly seconds?: number;
  readonly recommended?: Recommended;
  readonly failure?: string;
}

const NOTHING: WorkerState = { training: 'never', steps: [], measured: [] };

type Change = Answer | { readonly kind: 'training' } | { readonly kind: 'reloading' };

function changed(state: WorkerState, change: Change): WorkerState {
  switch (change.kind) {
    case 'reloading':
      return NOTHING;
    case 'loaded':
      return { ...state, loaded: change };
    case 'training':
      return { ...state, training: 'running', steps: [], measured: [] };
    case 'step': {
      const { kind, ...step } = change;
      return { ...state, steps: [...state.steps, step] };
    }
    case 'measured':
      return { ...state, measured: [...state.measured, change.measured] };
    case 'ended':
      return { ...state, training: change.reason, seconds: change.seconds };
    case 'recommended':
      return { ...state, recommended: change };
    case 'failed':
      return {
        ...state,
        failure: change.message,
        training: state.training === 'running' ? 'aborted' : state.training,
      };
  }
}

export interface WorkerActions {
  readonly train: (epochs: number) => void;
  readonly stop: () => void;
  readonly recommend: (history: readonly number[]) => void;
}

/** A worker that computes with an engine, so that the page stays usable; another engine starts another worker. */
export function useWorker(engine: EngineName): readonly [WorkerState, WorkerActions] {
  const [state, change] = useReducer(changed, NOTHING);
  const worker = useRef<Worker | undefined>(undefined);
  const send = useCallback((request: Request) => worker.current?.postMessage(request), []);
  useEffect(() => {
    const started = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
    worker.current = started;
    change({ kind: 'reloading' });
    started.addEventListener('message', ({ data }: MessageEvent<Answer>) => change(data));
    started.addEventListener('error', ({ message }) => {
      change({ kind: 'failed', message: message || 'the worker does not start' });
    });
    send({ kind: 'load', engine });
    return () => started.terminate();
  }, [engine, send]);
  return [
    state,
    {
      train: (epochs) => {
        change({ kind: 'training' });
        send({ kind: 'train', epochs });
      },
      stop: () => send({ kind: 'stop' }),
      recommend: useCallback((history) => send({ kind: 'recommend', history }), [send]),
    },
  ];
}

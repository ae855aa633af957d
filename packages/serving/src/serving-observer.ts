import type { Work } from './messages.js';

/** What one computation of the model was. */
export interface Computation {
  readonly kind: Work['kind'];
  /** B; 1 for work that is computed alone. */
  readonly rows: number;
  readonly seconds: number;
}

/** `cost`: too much for any request. `queue`: too many histories wait. `deadline`: it would come too late. */
export type RefusalReason = 'cost' | 'queue' | 'deadline';

/** Called as things happen, for logs and metrics. What it throws is not caught. */
export interface ServingObserver {
  /** So many histories wait for the model now. */
  waiting?(rows: number): void;
  /** Work was begun after it had waited for so long. */
  begun?(seconds: number): void;
  computed?(computation: Computation): void;
  /** Work was refused before it started. */
  refused?(reason: RefusalReason): void;
  /** The thread of the model ended or hangs, and is replaced. */
  failed?(reason: string): void;
  /** The replacement answers. */
  recovered?(model: { readonly name: string; readonly version: string }): void;
  /** The replacement cannot be started; the next try follows. */
  notRecovered?(reason: string): void;
}

/**
 * Makes an observer for each of several queues. All of them pass on what they are called with; of the histories that wait
 * they pass on the sum over all queues.
 */
export function queueObservers(observer: ServingObserver): () => ServingObserver {
  let total = 0;
  return () => {
    let own = 0;
    return {
      ...observer,
      waiting(rows) {
        total += rows - own;
        own = rows;
        observer.waiting?.(total);
      },
    };
  };
}

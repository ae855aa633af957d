/** A command that makes one shard. To run it again once the shard is there is cheap and changes nothing. */
export interface ShardJob {
  /** Unique within a run, e.g. `2/8`. */
  readonly id: string;
  /** The arguments of the program. */
  readonly args: readonly string[];
}

/** The program that runs jobs. Each executor starts it as a process of its own for every job. */
export interface Program {
  /** The program and its first arguments, e.g. `['node', 'main.js']`. Workers on other machines need the same. */
  readonly command: readonly string[];
  /** The working directory; workers on other machines need the same, on a file system that they share. */
  readonly cwd: string;
  /** Variables that are set beside those of the process that starts the program. */
  readonly env?: Readonly<Record<string, string>> | undefined;
}

export type ExecutorEvent =
  /** `attempt` counts from 1. */
  | { readonly type: 'started'; readonly job: string; readonly attempt: number }
  | { readonly type: 'done'; readonly job: string }
  /** `final` if the job is not tried again. */
  | {
      readonly type: 'failed';
      readonly job: string;
      readonly reason: string;
      readonly final: boolean;
    }
  /** The queue has no worker, so jobs wait. */
  | { readonly type: 'no-worker' };

export interface RunOptions {
  /** The most jobs at a time, at least 1. Workers of a queue have their own limit. */
  readonly parallel: number;
  /** How often a job is tried before it has failed, at least 1. */
  readonly attempts: number;
  readonly onEvent?: ((event: ExecutorEvent) => void) | undefined;
  /** Ends the run: no job starts any more, and running ones are told to stop or left to their worker. */
  readonly signal?: AbortSignal | undefined;
}

/** Runs jobs somewhere. Each executor may start a job twice after a crash, so jobs must write atomically. */
export interface Executor {
  /** Its name for people, e.g. `2 processes of this machine`. */
  readonly name: string;
  /**
   * Runs all jobs, and returns when each has succeeded. A failed job does not stop the others.
   *
   * @throws ExecutorError `jobs-failed` with the reason of each, `unavailable`. The signal's reason if it aborts: what is
   * done stays done, so the same run later makes only the rest.
   */
  run(jobs: readonly ShardJob[], options: RunOptions): Promise<void>;
}

/** Why an attempt of a job failed. */
export class JobFailure extends Error {
  /** Whether another attempt would fail too, as with a wrong command line. */
  readonly final: boolean;

  constructor(reason: string, { final = false }: { readonly final?: boolean } = {}) {
    super(reason);
    this.name = 'JobFailure';
    this.final = final;
  }
}

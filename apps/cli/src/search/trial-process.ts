import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Failure } from '../train/job.js';
import type { TrialOutcome, TrialTask } from '../train/run-trial.js';
import type { TrialMessage } from './trial-message.js';

const mebibyte = 1024 ** 2;
/** The end of a process's output, for a process that ends without a message. */
const keptOutput = 2000;

export interface TrialProcessOptions {
  /** A process that takes more memory is stopped. */
  readonly memoryMiB: number;
  /** Called with each new message. */
  readonly onNews: (news: TrialNews) => void;
}

export type TrialNews = Extract<TrialMessage, { type: 'validated' }>;

export type TrialEnd =
  | {
      readonly type: 'done';
      readonly outcome: TrialOutcome;
      readonly peakMemoryMiB: number;
    }
  | {
      readonly type: 'failed';
      readonly reason: 'memory' | 'killed' | 'error';
      readonly failure: Failure;
    };

/** A trial in a separate process, so that lack of memory or a crash ends only this trial. */
export class TrialProcess {
  readonly ended: Promise<TrialEnd>;
  readonly #child: ChildProcess;
  readonly #memoryMiB: number;
  #peakBytes = 0;
  #validated = false;
  #tooLarge = false;

  constructor(task: TrialTask, { memoryMiB, onNews }: TrialProcessOptions) {
    this.#memoryMiB = memoryMiB;
    this.#child = fork(fileURLToPath(new URL('./trial-worker.js', import.meta.url)), {
      execArgv: [],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      env: { ...process.env, ...threadLimits(task.job.configuration.engine.threads) },
    });
    this.ended = this.#watch(onNews);
    this.#child.send(task);
  }

  /** Its peak memory so far; undefined before the first validation, which may need more than training. */
  get peakMemoryMiB(): number | undefined {
    return this.#validated ? Math.ceil(this.#peakBytes / mebibyte) : undefined;
  }

  /** Makes it stop after the current step and write a checkpoint. */
  abort(): void {
    if (this.#child.connected) this.#child.send('abort');
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }

  async #watch(onNews: (news: TrialNews) => void): Promise<TrialEnd> {
    const child = this.#child;
    let end: TrialEnd | undefined;
    let printed = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      printed = `${printed}${text}`.slice(-keptOutput);
    });
    child.on('message', (message: TrialMessage) => {
      if (message.type === 'memory') this.#weigh(message.bytes);
      else if (message.type === 'failed') {
        end = { type: 'failed', reason: 'error', failure: message.failure };
      } else if (message.type === 'done') {
        const { outcome, peakBytes } = message;
        end = { type: 'done', outcome, peakMemoryMiB: Math.ceil(peakBytes / mebibyte) };
      } else {
        this.#validated = true;
        onNews(message);
      }
    });
    const how = await new Promise<string>((resolve) => {
      child.on('error', (error) => resolve(error.message));
      child.on('close', (code, signal) =>
        resolve(signal === null ? `exit code ${code}` : `signal ${signal}`),
      );
    });
    // A process that grew too large may have died before it could be stopped.
    return this.#tooLarge || end === undefined ? this.#diedOf(how, printed.trim()) : end;
  }

  #weigh(bytes: number): void {
    this.#peakBytes = Math.max(this.#peakBytes, bytes);
    if (bytes <= this.#memoryMiB * mebibyte) return;
    this.#tooLarge = true;
    this.kill();
  }

  #diedOf(how: string, printed: string): TrialEnd {
    if (this.#tooLarge) {
      const message = `took more than the ${this.#memoryMiB} MiB of search.parallel.memoryMiB`;
      return { type: 'failed', reason: 'memory', failure: { message } };
    }
    const lastLine = printed.split('\n').at(-1);
    const message = [
      `its process ended with ${how}`,
      ...(how === 'signal SIGKILL' ? ['as happens when the system runs out of memory'] : []),
      ...(lastLine ? [lastLine] : []),
    ].join(': ');
    return { type: 'failed', reason: 'killed', failure: { message } };
  }
}

/** For engines that only read the environment when they are loaded. */
function threadLimits(threads: number | undefined): Record<string, string> {
  if (threads === undefined) return {};
  return {
    TF_NUM_INTRAOP_THREADS: String(threads),
    TF_NUM_INTEROP_THREADS: '1',
    OMP_NUM_THREADS: String(threads),
  };
}

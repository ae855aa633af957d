import { join } from 'node:path';
import { EventLog } from './event-log.js';
import type { WorkerMessage } from './job.js';
import { TensorBoardLog } from './tensorboard-log.js';

export interface RunRecorderOptions {
  readonly tensorboard: boolean;
}

/** Keeps what a run tells: `events.jsonl`, and scalars for TensorBoard. */
export class RunRecorder {
  readonly #events: EventLog;
  readonly #tensorboard: TensorBoardLog | undefined;

  constructor(run: string, { tensorboard }: RunRecorderOptions) {
    this.#events = new EventLog(join(run, 'events.jsonl'));
    this.#tensorboard = tensorboard ? new TensorBoardLog(join(run, 'tensorboard')) : undefined;
  }

  add(message: WorkerMessage): void {
    this.#events.add(message);
    this.#tensorboard?.add(message);
  }

  /** Writes what is left. Logs that could not be written are told, they end no run. */
  async close(warn: (text: string) => void): Promise<void> {
    const failure = await this.#events.close();
    if (failure !== undefined) warn(`events.jsonl is not whole: ${failure.message}`);
    await this.#tensorboard?.close(warn);
  }
}

import { join } from 'node:path';
import { TensorBoardWriter } from '@org/tfrecord';
import { EventLog } from './event-log.js';
import type { WorkerMessage } from './job.js';
import { scalarsOf } from './scalars.js';

export interface RunRecorderOptions {
  readonly tensorboard: boolean;
}

/** Records a run: its events in `events.jsonl`, its scalars in `tensorboard/`. */
export class RunRecorder {
  readonly #events: EventLog;
  readonly #board: TensorBoardWriter | undefined;
  #lastStep = 0;

  private constructor(events: EventLog, board: TensorBoardWriter | undefined) {
    this.#events = events;
    this.#board = board;
  }

  static async open(run: string, { tensorboard }: RunRecorderOptions): Promise<RunRecorder> {
    const board = tensorboard ? await TensorBoardWriter.open(join(run, 'tensorboard')) : undefined;
    return new RunRecorder(new EventLog(join(run, 'events.jsonl')), board);
  }

  add(message: WorkerMessage): void {
    this.#events.add(message);
    if (message.type === 'train') this.#lastStep = message.event.step;
    const scalars = scalarsOf(message, this.#lastStep);
    // `close` reports a failure to write.
    if (scalars !== undefined) this.#board?.scalars(scalars.step, scalars.values).catch(() => {});
  }

  /** Writes the rest. Warns about a log that could not be written; that does not fail the run. */
  async close(warn: (text: string) => void): Promise<void> {
    const failures = await Promise.allSettled([this.#events.close(), this.#board?.close()]);
    for (const failure of failures) {
      if (failure.status === 'rejected') warn(`a log is incomplete: ${failure.reason.message}`);
    }
  }
}

import { createWriteStream, type WriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { writeError } from '@org/files';
import type { WorkerMessage } from './job.js';

/** `events.jsonl`: every event of a run, one per line, with its time. A resumed run appends. */
export class EventLog {
  readonly #file: string;
  readonly #stream: WriteStream;
  #failure: Error | undefined;

  constructor(file: string) {
    this.#file = file;
    this.#stream = createWriteStream(file, { flags: 'a' });
    // `close` reports it: a log that cannot be written does not stop training.
    this.#stream.on('error', (error) => {
      this.#failure = error;
    });
  }

  add(message: WorkerMessage): void {
    // Progress of fits and evaluations is only for the screen.
    if (['fitting', 'evaluating', 'encoding'].includes(message.type)) return;
    if (message.type === 'train' && message.event.type === 'evaluation-progress') return;
    const { type, ...content } =
      message.type === 'train' ? message.event : (message as { type: string });
    this.#stream.write(`${JSON.stringify({ time: new Date().toISOString(), type, ...content })}\n`);
  }

  /** Writes the rest; throws the first error since the start, if any, as a FileError. */
  async close(): Promise<void> {
    this.#stream.end();
    await finished(this.#stream).catch((error: Error) => {
      this.#failure ??= error;
    });
    if (this.#failure !== undefined) throw writeError(this.#file, this.#failure);
  }
}

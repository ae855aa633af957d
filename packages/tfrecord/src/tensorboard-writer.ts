import { type FileHandle, mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { TFRecordError } from './error.js';
import { frameSize, writeFrame } from './frame.js';
import { FIXED32, FIXED64, VARINT } from './wire-format.js';
import { WireWriter } from './wire-writer.js';
import { writeFailed } from './write-failed.js';

export interface TensorBoardOptions {
  /** The time of an event in seconds since 1970. Default: the system's clock. */
  readonly now?: () => number;
}

/**
 * Writes scalars to an event file, which TensorBoard shows while it grows (`tensorboard --logdir <directory>`).
 * Each writer creates its own file, so a resumed run adds to the directory.
 *
 * @example
 * const board = await TensorBoardWriter.open('runs/7');
 * await board.scalars(100, { loss: 0.31, 'validation/ndcg@10': 0.12 });
 * await board.close();
 */
export class TensorBoardWriter {
  /** The event file. */
  readonly path: string;
  readonly #file: FileHandle;
  readonly #now: () => number;
  #written: Promise<void> = Promise.resolve();

  private constructor(path: string, file: FileHandle, now: () => number) {
    this.path = path;
    this.#file = file;
    this.#now = now;
  }

  /** Creates the directory if it is missing, and the file in it. */
  static async open(
    directory: string,
    { now = () => Date.now() / 1000 }: TensorBoardOptions = {},
  ): Promise<TensorBoardWriter> {
    const { path, file } = await createEventFile(directory, Math.floor(now()));
    const writer = new TensorBoardWriter(path, file, now);
    await writer.#append((event) => event.stringField(3, 'brain.Event:2'));
    return writer;
  }

  /** Adds the values of one step, by tag. They are in the file when the promise resolves. */
  scalars(step: number, values: Readonly<Record<string, number>>): Promise<void> {
    if (!Number.isSafeInteger(step)) {
      return Promise.reject(
        new TFRecordError('invalid-value', `a step is a whole number, got ${step}`, {
          file: this.path,
        }),
      );
    }
    return this.#append((event) => {
      if (step !== 0) {
        event.tag(2, VARINT);
        event.varint(step);
      }
      event.nested(5, () => writeSummary(event, values));
    });
  }

  /** Waits until the added values are written; throws if a write failed. */
  async close(): Promise<void> {
    try {
      await this.#written;
    } finally {
      await this.#file.close();
    }
  }

  #append(fill: (event: WireWriter) => void): Promise<void> {
    const event = new WireWriter();
    const record = event.message(() => {
      event.tag(1, FIXED64);
      event.float64(this.#now());
      fill(event);
    });
    const frame = new Uint8Array(frameSize(record.length));
    writeFrame(frame, new DataView(frame.buffer), 0, record);
    this.#written = this.#written
      .then(() => this.#file.writeFile(frame))
      .catch((cause: unknown) => {
        throw writeFailed(this.path, cause);
      });
    // A caller need not await this: `close` does.
    this.#written.catch(() => {});
    return this.#written;
  }
}

/** The `Summary` message of tensorflow/core/framework/summary.proto. */
function writeSummary(event: WireWriter, values: Readonly<Record<string, number>>): void {
  for (const [tag, value] of Object.entries(values)) {
    event.nested(1, () => {
      event.stringField(1, tag);
      event.tag(2, FIXED32);
      event.float32(value);
    });
  }
}

/** TensorBoard looks for `tfevents` in names, and reads a directory's files in the order of their names. */
async function createEventFile(
  directory: string,
  seconds: number,
): Promise<{ path: string; file: FileHandle }> {
  await mkdir(directory, { recursive: true }).catch((cause: unknown) => {
    throw writeFailed(directory, cause);
  });
  for (let number = 0; ; number += 1) {
    const name = `events.out.tfevents.${String(seconds).padStart(10, '0')}.${process.pid}.${number}`;
    const path = join(directory, name);
    try {
      return { path, file: await open(path, 'wx') };
    } catch (cause) {
      // Another writer of this process took the name in the same second.
      if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw writeFailed(path, cause);
    }
  }
}

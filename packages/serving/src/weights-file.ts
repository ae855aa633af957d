import { closeSync, mkdtempSync, openSync, readdirSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExternalData } from '@org/tfjs-onnx';

/** Smaller weights stay in the graphs, where each session rearranges them for speed. */
const LEAST_BYTES = 2 ** 25;
/** Offsets are multiples of the largest usual page of memory, so that a part can be mapped alone. */
const PAGE = 2 ** 16;
const PREFIX = 'org-weights-';

/**
 * The large weights of a model's graphs in a file of their own. Each session maps it into memory, so that all threads, and
 * both graphs, share one copy. It is not the file of the artifact, because a server must survive what happens to that.
 *
 * It lies in a new directory of the system's temporary ones; whoever stops the threads removes that. The next file that is
 * made removes those of processes that were killed.
 */
export class WeightsFile implements ExternalData {
  readonly location = 'weights.bin';
  readonly #offsets = new Map<ArrayBufferLike, Map<number, number>>();
  #directory: string | undefined;
  #file: number | undefined;
  #end = 0;
  #unusable = false;

  /** Undefined until something was placed. */
  get directory(): string | undefined {
    return this.#directory;
  }

  /** Where there is no room for a file, the graphs keep their weights, which takes more memory. */
  place(bytes: Uint8Array): number | undefined {
    if (bytes.length < LEAST_BYTES || this.#unusable) return undefined;
    const known = this.#offsets.get(bytes.buffer)?.get(bytes.byteOffset);
    if (known !== undefined) return known;
    const offset = this.#end;
    try {
      this.#write(bytes, offset);
    } catch {
      this.#unusable = true;
      return undefined;
    }
    this.#end = Math.ceil((offset + bytes.length) / PAGE) * PAGE;
    const ofBuffer = this.#offsets.get(bytes.buffer) ?? new Map<number, number>();
    this.#offsets.set(bytes.buffer, ofBuffer.set(bytes.byteOffset, offset));
    return offset;
  }

  /** Ends the writing; sessions can read the file from now on. */
  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }

  #write(bytes: Uint8Array, offset: number): void {
    if (this.#directory === undefined) {
      removeLeftBehind();
      this.#directory = mkdtempSync(join(tmpdir(), `${PREFIX}${process.pid}-`));
      this.#file = openSync(join(this.#directory, this.location), 'wx', 0o600);
    }
    if (this.#file === undefined) throw new Error('the file is closed');
    for (let done = 0; done < bytes.length; ) {
      done += writeSync(this.#file, bytes, done, bytes.length - done, offset + done);
    }
  }
}

/** Removes the directories of processes that have ended without removing them. */
function removeLeftBehind(): void {
  for (const name of readdirSync(tmpdir())) {
    const pid = name.startsWith(PREFIX) ? Number.parseInt(name.slice(PREFIX.length), 10) : 0;
    if (pid > 0 && !isAlive(pid)) rmSync(join(tmpdir(), name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

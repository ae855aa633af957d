import { basename } from 'node:path';
import type { UnreadFile } from '../dataset/dataset.js';
import type { UnreadPart } from '../sources/source.js';
import { fileNames } from '../sources/source-files.js';

/** Collects the parts of files that could not be read, one entry for each file. */
export class UnreadFiles {
  readonly #names: ReadonlyMap<string, string>;
  /** By name, which is unique. */
  readonly #files: Map<string, UnreadFile>;

  /** `paths` are all files of the source, and `before` is an earlier list of the same source. */
  constructor(paths: readonly string[], before: readonly UnreadFile[] = []) {
    this.#names = fileNames(paths);
    this.#files = new Map(before.map((file) => [file.name, file]));
  }

  add({ file, after, unit, bytes = 0, restOfFile, reason }: UnreadPart): void {
    const name = this.#names.get(file) ?? basename(file);
    const known = this.#files.get(name);
    const entry = known ?? { name, unit, after, parts: 0, bytes: 0, reason };
    this.#files.set(name, {
      ...entry,
      parts: entry.parts + 1,
      bytes: entry.bytes + bytes,
      ...(restOfFile && { endsAfter: after }),
    });
  }

  /** In the order of reading; undefined if everything was read. */
  list(): readonly UnreadFile[] | undefined {
    return this.#files.size === 0 ? undefined : [...this.#files.values()];
  }
}

/** A clause that says which part of a file was not read, and why. */
export function describeUnread({
  name,
  unit,
  after,
  parts,
  bytes,
  endsAfter,
  reason,
}: UnreadFile): string {
  const rest = endsAfter === undefined ? '' : `the rest of ${name} after ${unit} ${endsAfter}`;
  const inside = endsAfter === undefined ? parts : parts - 1;
  if (inside === 0) return `${rest} (${reason})`;
  const where = inside === 1 ? `after ${unit} ${after}` : `in ${inside} places`;
  const lost = `${bytes.toLocaleString('en')} bytes of ${name} ${where}`;
  return rest === '' ? `${lost} (${reason})` : `${lost} and ${rest} (${reason})`;
}

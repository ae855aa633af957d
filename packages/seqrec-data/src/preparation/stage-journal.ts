import { appendFile, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { writeError, writeFileAtomically } from '@org/files';
import { isIntact, type StageFile } from './stage-file.js';

const JOURNAL = 'journal';

/** What a stage made. */
export interface MadeStage<Data> {
  /** Plain JSON. */
  readonly data: Data;
  /** Its files by what they hold. A file replaces that of an earlier stage with the same key. */
  readonly files?: Readonly<Record<string, StageFile>>;
  /** The keys of files that no later stage needs. */
  readonly drops?: readonly string[];
}

interface Entry extends MadeStage<unknown> {
  readonly stage: string;
  /** Tells apart the repetitions of a stage. */
  readonly number: number;
}

/** Why stages of an earlier run are not used. */
export type LostStages =
  /** They were made from other input or with other settings. */
  | { readonly reason: 'changed' }
  /** A file of theirs is not what was written. */
  | { readonly reason: 'damaged'; readonly file: string };

/**
 * The finished stages of some work in a directory, one line for each in a file, so that work that is killed goes on with the
 * first unfinished stage. A stage first writes its files and then its line. Stages must depend on nothing but the key and
 * earlier stages.
 */
export class StageJournal {
  readonly directory: string;
  readonly #entries: Entry[];
  #files: ReadonlyMap<string, StageFile>;

  private constructor(directory: string, entries: readonly Entry[]) {
    this.directory = directory;
    this.#entries = [...entries];
    this.#files = filesOf(entries);
  }

  /**
   * Opens the journal of a directory that exists, with the stages that an earlier run finished for the same key, as far as
   * all files that later stages need are as they were written.
   */
  static async open(
    directory: string,
    key: string,
  ): Promise<{ readonly journal: StageJournal; readonly lost?: LostStages }> {
    const before = await readJournal(directory);
    const isSame = before?.key === key;
    // A line with its checksum is one that this program wrote for this key, so it has this form.
    const known = isSame ? (before.lines as readonly Entry[]) : [];
    const { count, damaged } = await usableStages(directory, known);
    const kept = known.slice(0, count);
    await writeFileAtomically(
      join(directory, JOURNAL),
      [{ key }, ...kept].map(formatLine).join(''),
    );
    const journal = new StageJournal(directory, kept);
    if (before !== undefined && !isSame) return { journal, lost: { reason: 'changed' } };
    if (damaged !== undefined) return { journal, lost: { reason: 'damaged', file: damaged } };
    return { journal };
  }

  /** The key of a directory's journal, if it has one. */
  static async keyOf(directory: string): Promise<unknown> {
    return (await readJournal(directory))?.key;
  }

  /** The last finished stage. */
  get last(): Pick<Entry, 'stage' | 'number'> | undefined {
    return this.#entries.at(-1);
  }

  has(stage: string, number: number): boolean {
    return this.#find(stage, number) !== undefined;
  }

  /** The path of a file in the directory. */
  path(name: string): string {
    return join(this.directory, name);
  }

  /** What a stage made: in an earlier run, or else now. */
  async stage<Data>(
    stage: string,
    number: number,
    make: () => Promise<MadeStage<Data>>,
  ): Promise<Data> {
    const known = this.#find(stage, number);
    // The same program recorded it under this name.
    if (known !== undefined) return known.data as Data;
    const entry: Entry = { stage, number, ...(await make()) };
    const path = this.path(JOURNAL);
    await appendFile(path, formatLine(entry)).catch((cause: unknown) => {
      throw writeError(path, cause);
    });
    this.#entries.push(entry);
    const before = this.#files;
    this.#files = filesOf(this.#entries);
    const names = new Set([...this.#files.values()].map(({ name }) => name));
    for (const { name } of before.values()) {
      if (!names.has(name)) await rm(this.path(name), { force: true });
    }
    return entry.data as Data;
  }

  #find(stage: string, number: number): Entry | undefined {
    return this.#entries.find((entry) => entry.stage === stage && entry.number === number);
  }
}

/** The files that are needed after these stages, by what they hold. */
function filesOf(entries: readonly Entry[]): ReadonlyMap<string, StageFile> {
  const files = new Map<string, StageFile>();
  for (const entry of entries) {
    for (const key of entry.drops ?? []) files.delete(key);
    for (const [key, file] of Object.entries(entry.files ?? {})) files.set(key, file);
  }
  return files;
}

/** How many of the first stages can be used, and a file of the others that is damaged. */
async function usableStages(
  directory: string,
  entries: readonly Entry[],
): Promise<{ readonly count: number; readonly damaged?: string }> {
  const intact = new Map<StageFile, boolean>();
  let damaged: string | undefined;
  for (let count = entries.length; count > 0; count -= 1) {
    let isWhole = true;
    for (const file of filesOf(entries.slice(0, count)).values()) {
      const path = join(directory, file.name);
      if (!intact.has(file)) intact.set(file, await isIntact(path, file));
      if (intact.get(file)) continue;
      damaged ??= path;
      isWhole = false;
      break;
    }
    if (isWhole) return { count, ...(damaged !== undefined && { damaged }) };
  }
  return { count: 0, ...(damaged !== undefined && { damaged }) };
}

/** The key of a directory's journal, if it has one, and the values of its other lines. */
async function readJournal(
  directory: string,
): Promise<{ readonly key: unknown; readonly lines: readonly unknown[] } | undefined> {
  const text = await readFile(join(directory, JOURNAL), 'utf8').catch(() => '');
  const [header, ...lines] = readLines(text);
  if (header === undefined) return undefined;
  return { key: (header as { readonly key?: unknown }).key, lines };
}

function formatLine(value: unknown): string {
  const json = JSON.stringify(value);
  return `${crc32(json)} ${json}\n`;
}

/** The values of the lines up to the first one that a kill cut off, or that is damaged. */
function readLines(text: string): readonly unknown[] {
  const values: unknown[] = [];
  for (const line of text.split('\n').slice(0, -1)) {
    const space = line.indexOf(' ');
    const json = line.slice(space + 1);
    if (String(crc32(json)) !== line.slice(0, space)) break;
    values.push(JSON.parse(json));
  }
  return values;
}

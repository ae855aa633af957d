import { type FileHandle, open } from 'node:fs/promises';
import { readError } from '@org/files';
import type { InteractionColumns } from './interaction-table.js';
import { type StageFile, StageWriter } from './stage-file.js';

type ColumnName = Exclude<keyof InteractionColumns, 'rows'>;

const TYPES = {
  users: Int32Array,
  items: Int32Array,
  timestamps: Float64Array,
  values: Float32Array,
  sessions: Int32Array,
  disliked: Uint8Array,
} as const satisfies Record<ColumnName, unknown>;

const NAMES = Object.keys(TYPES) as readonly ColumnName[];

/** What a row has in a column that others have, and it has not. */
const MISSING: Readonly<Partial<Record<ColumnName, number>>> = {
  values: Number.NaN,
  sessions: -1,
};

/** Where a block is: after those before it. Plain JSON. */
export interface Block {
  readonly rows: number;
  readonly names: readonly ColumnName[];
  readonly bytes: number;
}

/** Writes columns of interactions to a file, as blocks. */
export class BlockWriter {
  readonly #writer: StageWriter;
  readonly #blocks: Block[] = [];

  constructor(path: string) {
    this.#writer = new StageWriter(path);
  }

  async append(columns: InteractionColumns): Promise<void> {
    const names = NAMES.filter((name) => columns[name] !== undefined);
    const parts = names.map((name) => bytesOf(columns[name] ?? new Uint8Array()));
    const bytes = Buffer.concat(parts);
    await this.#writer.append(bytes);
    this.#blocks.push({ rows: columns.rows, names, bytes: bytes.byteLength });
  }

  async finish(): Promise<{ readonly file: StageFile; readonly blocks: readonly Block[] }> {
    return { file: await this.#writer.finish(), blocks: this.#blocks };
  }
}

/** The columns that a {@link BlockWriter} wrote. */
export class BlockFile {
  readonly #path: string;
  readonly #blocks: readonly Block[];

  constructor(path: string, blocks: readonly Block[]) {
    this.#path = path;
    this.#blocks = blocks;
  }

  get rows(): number {
    return this.#blocks.reduce((sum, { rows }) => sum + rows, 0);
  }

  /** Each block, in order, in memory of its own. */
  async *blocks(): AsyncGenerator<InteractionColumns> {
    if (this.#blocks.length === 0) return;
    let handle: FileHandle | undefined;
    try {
      handle = await open(this.#path);
      for (const block of this.#blocks) {
        const bytes = new Uint8Array(block.bytes);
        await handle.read(bytes, 0, block.bytes, null);
        yield columnsOf(bytes, block);
      }
    } catch (cause) {
      throw readError(this.#path, cause);
    } finally {
      await handle?.close();
    }
  }

  /** All rows as one table. A column that another file has is there too, without values. */
  async read(present: ReadonlySet<string>): Promise<InteractionColumns> {
    const { rows } = this;
    const whole = Object.fromEntries(
      NAMES.filter((name) => name === 'users' || name === 'items' || present.has(name)).map(
        (name) => [name, new TYPES[name](rows).fill(MISSING[name] ?? 0)],
      ),
    ) as unknown as Omit<InteractionColumns, 'rows'>;
    let row = 0;
    for await (const block of this.blocks()) {
      for (const name of NAMES) {
        const values = block[name];
        if (values !== undefined) whole[name]?.set(values, row);
      }
      row += block.rows;
    }
    return { rows, ...whole };
  }
}

/** The names of the columns that some rows have and others may not. */
export function columnNames(columns: InteractionColumns): readonly string[] {
  return NAMES.filter((name) => columns[name] !== undefined);
}

/** The chosen rows, in this order. */
export function chooseRows(columns: InteractionColumns, rows: Int32Array): InteractionColumns {
  const chosen = Object.fromEntries(
    NAMES.flatMap((name) => {
      const values = columns[name];
      if (values === undefined) return [];
      const column = new TYPES[name](rows.length);
      for (let i = 0; i < rows.length; i += 1) column[i] = values[rows[i] ?? 0] ?? 0;
      return [[name, column]];
    }),
  ) as unknown as Omit<InteractionColumns, 'rows'>;
  return { rows: rows.length, ...chosen };
}

function columnsOf(bytes: Uint8Array, { rows, names }: Block): InteractionColumns {
  let at = 0;
  const columns = Object.fromEntries(
    names.map((name) => {
      const column = new TYPES[name](rows);
      bytesOf(column).set(bytes.subarray(at, at + column.byteLength));
      at += column.byteLength;
      return [name, column];
    }),
  ) as unknown as Omit<InteractionColumns, 'rows'>;
  return { rows, ...columns };
}

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

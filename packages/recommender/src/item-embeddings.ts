import { type Catalogue, type ExternalId, UnusableIdsError } from '@org/seqrec-data';
import {
  Field,
  FixedSizeList,
  Float32,
  makeData,
  makeVector,
  Table,
  tableToIPC,
  vectorFromArray,
} from 'apache-arrow';
import { ByteWriter, ParquetWriter, type SchemaElement } from 'hyparquet-writer';

/** The vectors of all items, in the order of the catalogue. Similar items have vectors with a high cosine. */
export class ItemEmbeddings {
  /** D, the length of a vector. */
  readonly dimensions: number;
  /** `[V, D]`, row-major. */
  readonly vectors: Float32Array;
  /** `[V]`. */
  readonly ids: readonly ExternalId[];
  readonly #catalogue: Catalogue;

  /** @param table `[V + 2, D]`, with the rows of PAD and MASK around those of the items. */
  constructor(catalogue: Catalogue, table: Float32Array) {
    const { itemCount } = catalogue;
    this.dimensions = table.length / (itemCount + 2);
    this.vectors = table.slice(this.dimensions, (itemCount + 1) * this.dimensions);
    this.ids = catalogue.items.map(({ id }) => id);
    this.#catalogue = catalogue;
  }

  /**
   * The vector of an item, `[D]`, as a view.
   *
   * @throws SeqrecDataError `unknown-item`.
   */
  of(item: ExternalId): Float32Array {
    const resolution = this.#catalogue.resolve(item);
    if (resolution.kind !== 'found') throw new UnusableIdsError([{ id: item, resolution }]);
    return this.#row(resolution.item.index - 1);
  }

  /** An Arrow IPC file with a row per item: `item` (text), `title` (text, if any has one), `vector` (list of float32). */
  toArrow(): Uint8Array {
    const { ids, vectors, dimensions } = this;
    const type = new FixedSizeList(dimensions, new Field('item', new Float32(), false));
    const values = makeData({ type: new Float32(), data: vectors });
    const vector = makeData({ type, length: ids.length, nullCount: 0, child: values });
    const titles = this.#titles();
    const table = new Table({
      item: vectorFromArray(ids.map(String)),
      ...(titles && { title: vectorFromArray(titles) }),
      vector: makeVector(vector),
    });
    return tableToIPC(table, 'file');
  }

  /** A Parquet file with the same columns. */
  toParquet(): Uint8Array {
    const titles = this.#titles();
    const text = { type: 'BYTE_ARRAY', converted_type: 'UTF8' } as const;
    const schema: SchemaElement[] = [
      { name: 'items', num_children: titles === undefined ? 2 : 3 },
      { name: 'item', ...text, repetition_type: 'REQUIRED' },
      ...(titles === undefined
        ? []
        : [{ name: 'title', ...text, repetition_type: 'OPTIONAL' } as const]),
      { name: 'vector', repetition_type: 'REQUIRED', converted_type: 'LIST', num_children: 1 },
      { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
      { name: 'element', type: 'FLOAT', repetition_type: 'REQUIRED' },
    ];
    const writer = new ByteWriter();
    const file = new ParquetWriter({ writer, schema, createdBy: '@org/recommender' });
    file.write({
      columnData: [
        { name: 'item', data: this.ids.map(String) },
        ...(titles === undefined ? [] : [{ name: 'title', data: titles }]),
        { name: 'vector', data: this.ids.map((_, row) => Array.from(this.#row(row))) },
      ],
    });
    file.finish();
    return writer.getBytes();
  }

  #row(row: number): Float32Array {
    return this.vectors.subarray(row * this.dimensions, (row + 1) * this.dimensions);
  }

  /** Undefined if no item has one. */
  #titles(): (string | null)[] | undefined {
    const titles = this.#catalogue.items.map(({ title }) => title ?? null);
    return titles.some((title) => title !== null) ? titles : undefined;
  }
}

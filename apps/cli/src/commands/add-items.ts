import { existsSync } from 'node:fs';
import { type Artifact, loadArtifact, saveArtifact } from '@org/artifact';
import { modelBuilders, modelKinds } from '@org/models';
import { Catalogue, encodeItemFeatures, type ItemDetails, readItemFile } from '@org/seqrec-data';
import type { ItemVectors, SequenceModel } from '@org/sequence-model';
import { warmStart } from '@org/training';
import { catalogueVectors } from '../data/item-vectors.js';
import { formatCount, plural } from '../output/format.js';
import type { Terminal } from '../output/terminal.js';
import { writingTo } from '../output/write-output.js';
import { CliError } from '../program/cli-error.js';
import { useEngine } from '../program/engine.js';
import { fromStart, placeFromStart, shownPath } from '../program/start-directory.js';
import { findModel, finishedModel } from '../runs/found-model.js';
import type { Invocation } from './command.js';

export interface AddItemsFlags {
  readonly artifact?: string;
  readonly items?: string;
  readonly itemAttributes?: readonly string[];
  readonly itemIdColumn?: string;
  readonly itemTitleColumn?: string;
  readonly itemTable?: string;
  readonly itemQuery?: string;
  readonly textEncoder?: string;
  readonly itemVectors?: string;
  readonly cache: string;
  readonly to: string;
}

/** Writes a model with more items: they are scored by their texts and features, and the scores of the others stay. */
export async function addItems({ terminal, options }: Invocation<AddItemsFlags>): Promise<number> {
  const to = fromStart(options.to);
  if (existsSync(to)) {
    throw new CliError('usage', `${shownPath(to)} exists: name another directory with --to`);
  }
  const directory = finishedModel(await findModel(options.artifact, terminal));
  await useEngine({ name: 'auto' });
  const artifact = await loadArtifact(directory, { kinds: modelBuilders });
  requireContent(artifact, options);
  const details = await newItems(artifact, options);
  const { items, rows } = await contentOf(details, artifact, options, terminal);

  const { catalogue } = artifact;
  const known = new Set(items.map(({ id }) => id));
  const grown = new Catalogue(
    [
      ...catalogue.items,
      ...items.map((item, i) => ({ ...item, index: catalogue.itemCount + i + 1 })),
    ],
    catalogue.untrained.filter(({ id }) => !known.has(id)),
  );
  const popularity = new Float64Array(grown.itemCount + 1);
  popularity.set(artifact.popularity);
  const model = await grownModel(artifact, grown.itemCount, { rows, popularity });
  const { name, data, training, versions, excludeSeen } = artifact.config;
  const config = await writingTo('--to', () =>
    saveArtifact(to, {
      ...{ model, catalogue: grown, popularity, name, training, versions },
      ...(excludeSeen !== undefined && { excludeSeen }),
      data: { ...data, addedItems: grown.itemCount - catalogue.itemCount },
      metrics: artifact.metrics,
      itemContent: artifact.itemContent,
      itemFeatures: artifact.itemFeatures,
    }),
  );
  terminal.show(`Added    ${plural(items.length, 'item')}: ${formatCount(grown.itemCount)} now`);
  terminal.show(
    `Model    ${terminal.resultStyle.bold(shownPath(to))}  (version ${config.version})`,
  );
  terminal.result({ artifact: to, version: config.version, added: items.length });
  return 0;
}

/**
 * @throws CliError `usage` for a model that cannot score further items, or flags that do not fit what it reads.
 */
function requireContent(
  { itemContent, itemFeatures, directory }: Artifact,
  { textEncoder, itemVectors }: AddItemsFlags,
): void {
  const given = [textEncoder, itemVectors].filter((flag) => flag !== undefined).length;
  if (itemContent === undefined && itemFeatures === undefined) {
    throw new CliError(
      'usage',
      `${shownPath(directory)} learned a vector for each of its items, and can score no others: train a model with another --item-embedding than id, or with --item-features`,
    );
  }
  if (itemContent !== undefined && given !== 1) {
    throw new CliError('usage', 'give either --text-encoder or --item-vectors');
  }
  if (itemContent === undefined && given > 0) {
    throw new CliError(
      'usage',
      `${shownPath(directory)} reads no vectors of items, only their features: leave out --text-encoder and --item-vectors`,
    );
  }
}

/** The items of the file that the catalogue lacks, each once; without a file those of the data that had no events. */
async function newItems(
  { catalogue, itemFeatures = [] }: Artifact,
  { items: file, itemAttributes = [], ...flags }: AddItemsFlags,
): Promise<readonly ItemDetails[]> {
  if (file === undefined) {
    if (catalogue.untrained.length > 0) return catalogue.untrained;
    throw new CliError(
      'usage',
      'every item of the model’s data has an event: name a file of other items with --items',
    );
  }
  const integers = catalogue.items.every(({ id }) => typeof id === 'number');
  const read = new Map<ItemDetails['id'], ItemDetails>();
  const path = placeFromStart(file);
  const features = itemFeatures.map(({ attribute }) => attribute);
  const attributes = [...new Set([...itemAttributes, ...features])];
  const given = {
    ...{ path, id: flags.itemIdColumn, title: flags.itemTitleColumn },
    ...{ table: flags.itemTable, query: flags.itemQuery },
    ...(attributes.length > 0 && { attributes }),
  };
  for await (const block of readItemFile(given, integers ? 'integer' : 'string')) {
    for (const item of block) {
      if (catalogue.indexOf(item.id) === undefined && !read.has(item.id)) read.set(item.id, item);
    }
  }
  if (read.size > 0) return [...read.values()];
  throw new CliError('failure', `the model has all items of ${shownPath(path)} already`);
}

/** The items that have a vector or features, and what the model reads of them. */
async function contentOf(
  details: readonly ItemDetails[],
  artifact: Artifact,
  flags: AddItemsFlags,
  terminal: Terminal,
): Promise<{ readonly items: readonly ItemDetails[]; readonly rows: ItemVectors }> {
  const vectors = await vectorsOf(details, artifact, flags);
  const { itemFeatures } = artifact;
  const features = itemFeatures && encodeItemFeatures(itemFeatures, details);
  const rowOf = (table: Float32Array | undefined, place: number): Float32Array => {
    const width = (table?.length ?? 0) / details.length;
    return table?.subarray(place * width, (place + 1) * width) ?? new Float32Array();
  };
  const isKnown = (table: Float32Array | undefined, place: number) =>
    rowOf(table, place).some((value) => value !== 0);
  const places = [...details.keys()].filter(
    (place) => isKnown(vectors, place) || isKnown(features, place),
  );
  const left = details.length - places.length;
  if (left > 0) {
    const read = [vectors && 'a vector', features && 'features'].filter(Boolean).join(' or ');
    terminal.warn(`${plural(left, 'item')} without ${read} left out`);
  }
  const rowsOf = (table: Float32Array): Float32Array => {
    const width = table.length / details.length;
    const rows = new Float32Array(places.length * width);
    places.forEach((place, row) => {
      rows.set(rowOf(table, place), row * width);
    });
    return rows;
  };
  return {
    items: places.map((place) => details[place] as ItemDetails),
    rows: {
      ...(vectors && { vectors: rowsOf(vectors) }),
      ...(features && { features: rowsOf(features) }),
    },
  };
}

/** The vectors of items as the model reads them, float32 `[N, C]`; undefined for a model that reads none. */
async function vectorsOf(
  details: readonly ItemDetails[],
  { itemContent, directory }: Artifact,
  { textEncoder, itemVectors, cache }: AddItemsFlags,
): Promise<Float32Array | undefined> {
  if (itemContent === undefined) return undefined;
  const { decodeVectorMap, mapVectors } = await import('@org/text-encoder');
  const { map, origin } = decodeVectorMap(itemContent, directory);
  const catalogue = new Catalogue(details.map((item, i) => ({ ...item, index: i + 1 })));
  const found = await catalogueVectors(
    catalogue,
    {
      ...(textEncoder !== undefined && { textEncoder: fromStart(textEncoder) }),
      ...(itemVectors !== undefined && { itemVectors: fromStart(itemVectors) }),
      ...(origin.parts !== undefined && { itemText: origin.parts.split(',') }),
    },
    { cache: fromStart(cache) },
  );
  const { encoder = origin.encoder } = found.origin;
  if (found.size !== map.mean.length || encoder !== origin.encoder) {
    throw new CliError(
      'usage',
      `the vectors are not of the encoder of ${shownPath(directory)}, whose vectors have ${map.mean.length} features: name the encoder of its training`,
    );
  }
  return mapVectors(map, found.vectors);
}

interface GrownContent {
  /** Those of the added items. */
  readonly rows: ItemVectors;
  readonly popularity: Float64Array;
}

/** The model with more items, whose own parts are those of an average item. */
async function grownModel(
  { model: from, config, directory }: Artifact,
  itemCount: number,
  { rows, popularity }: GrownContent,
): Promise<SequenceModel> {
  const kind = modelKinds.find((known) => known === config.kind);
  const before = await from.itemContent?.();
  if (kind === undefined || before === undefined) {
    throw new CliError(
      'failure',
      `${shownPath(directory)} has no vectors and no features of its items`,
    );
  }
  const build = modelBuilders[kind];
  const model = await build({ ...config.model, itemCount });
  const known = Int32Array.from({ length: itemCount + 1 }, (_, i) => (i <= from.itemCount ? i : 0));
  await warmStart(model, { from, known, build });
  const { vectors, features } = before;
  model.setItemContent?.({
    ...(vectors && { vectors: joined(vectors, rows.vectors) }),
    ...(features && { features: joined(features, rows.features) }),
    popularity,
  });
  return model;
}

function joined(before: Float32Array, added: Float32Array = new Float32Array()): Float32Array {
  const all = new Float32Array(before.length + added.length);
  all.set(before);
  all.set(added, before.length);
  return all;
}

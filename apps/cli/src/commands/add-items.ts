import { existsSync } from 'node:fs';
import { type Artifact, loadArtifact, saveArtifact } from '@org/artifact';
import { modelBuilders, modelKinds } from '@org/models';
import { Catalogue, type ItemDetails, readItemFile } from '@org/seqrec-data';
import type { SequenceModel } from '@org/sequence-model';
import { warmStart } from '@org/training';
import { catalogueVectors } from '../data/item-vectors.js';
import { formatCount, plural } from '../output/format.js';
import type { Terminal } from '../output/terminal.js';
import { writingTo } from '../output/write-output.js';
import { CliError } from '../program/cli-error.js';
import { useEngine } from '../program/engine.js';
import { fromStart, shownPath } from '../program/start-directory.js';
import { findModel, finishedModel } from '../runs/found-model.js';
import type { Invocation } from './command.js';

export interface AddItemsFlags {
  readonly artifact?: string;
  readonly items?: string;
  readonly itemAttributes?: readonly string[];
  readonly textEncoder?: string;
  readonly itemVectors?: string;
  readonly cache: string;
  readonly to: string;
}

/** Writes a model with more items: they are scored by their texts, and the scores of the others stay. */
export async function addItems({ terminal, options }: Invocation<AddItemsFlags>): Promise<number> {
  const to = fromStart(options.to);
  if (existsSync(to)) {
    throw new CliError('usage', `${shownPath(to)} exists: name another directory with --to`);
  }
  const directory = finishedModel(await findModel(options.artifact, terminal));
  await useEngine({ name: 'auto' });
  const artifact = await loadArtifact(directory, { kinds: modelBuilders });
  const details = await newItems(artifact.catalogue, options);
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
    }),
  );
  terminal.show(`Added    ${plural(items.length, 'item')}: ${formatCount(grown.itemCount)} now`);
  terminal.show(
    `Model    ${terminal.resultStyle.bold(shownPath(to))}  (version ${config.version})`,
  );
  terminal.result({ artifact: to, version: config.version, added: items.length });
  return 0;
}

/** The items of the file that the catalogue lacks, each once; without a file those of the data that had no events. */
async function newItems(
  catalogue: Catalogue,
  { items: file, itemAttributes }: AddItemsFlags,
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
  const path = fromStart(file);
  const given = { path, ...(itemAttributes && { attributes: itemAttributes }) };
  for await (const block of readItemFile(given, integers ? 'integer' : 'string')) {
    for (const item of block) {
      if (catalogue.indexOf(item.id) === undefined && !read.has(item.id)) read.set(item.id, item);
    }
  }
  if (read.size > 0) return [...read.values()];
  throw new CliError('failure', `the model has all items of ${shownPath(path)} already`);
}

/** The items that have vectors, and these as the model reads them, float32 `[N, C]`. */
async function contentOf(
  details: readonly ItemDetails[],
  { itemContent, directory }: Artifact,
  { textEncoder, itemVectors, cache }: AddItemsFlags,
  terminal: Terminal,
): Promise<{ readonly items: readonly ItemDetails[]; readonly rows: Float32Array }> {
  if (itemContent === undefined) {
    throw new CliError(
      'usage',
      `${shownPath(directory)} learned a vector for each of its items, and can score no others: train a model with another --item-embedding than id`,
    );
  }
  if ((textEncoder === undefined) === (itemVectors === undefined)) {
    throw new CliError('usage', 'give either --text-encoder or --item-vectors');
  }
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
  const mapped = mapVectors(map, found.vectors);
  const rowOf = (i: number) => mapped.subarray(i * map.size, (i + 1) * map.size);
  const places = details.flatMap((_, i) => (rowOf(i).some((value) => value !== 0) ? [i] : []));
  const left = details.length - places.length;
  if (left > 0) terminal.warn(`${plural(left, 'item')} without a vector left out`);
  const rows = new Float32Array(places.length * map.size);
  places.forEach((place, i) => {
    rows.set(rowOf(place), i * map.size);
  });
  return { items: places.map((place) => details[place] as ItemDetails), rows };
}

interface GrownContent {
  /** Those of the added items. */
  readonly rows: Float32Array;
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
    throw new CliError('failure', `${shownPath(directory)} holds no vectors of its items`);
  }
  const build = modelBuilders[kind];
  const model = await build({ ...config.model, itemCount });
  const known = Int32Array.from({ length: itemCount + 1 }, (_, i) => (i <= from.itemCount ? i : 0));
  await warmStart(model, { from, known, build });
  const vectors = new Float32Array(before.length + rows.length);
  vectors.set(before);
  vectors.set(rows, before.length);
  model.setItemContent?.({ vectors, popularity });
  return model;
}

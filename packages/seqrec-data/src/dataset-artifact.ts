import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeDirectory } from './atomic-directory.js';
import { formatCatalogue, parseCatalogue } from './catalogue-lines.js';
import { contentHash } from './content-hash.js';
import type { Dataset } from './dataset.js';
import { formatManifest, parseManifest } from './dataset-manifest.js';
import { SeqrecDataError } from './error.js';
import { decodeSequences, encodeSequences } from './sequences-file.js';

const MANIFEST = 'dataset.json';
const ITEMS = 'items.jsonl';
const SEQUENCES = 'sequences.arrow';

/**
 * Writes a dataset as a directory of `dataset.json`, `items.jsonl` and `sequences.arrow`. Either all of it is there
 * afterwards or what was there before; a directory that holds anything else is never replaced.
 */
export async function writeDataset(directory: string, dataset: Dataset): Promise<void> {
  const { manifest, catalogue, sequences } = dataset;
  await writeDirectory(directory, {
    [ITEMS]: [formatCatalogue(catalogue)],
    [SEQUENCES]: encodeSequences(sequences, manifest.ids.users),
    [MANIFEST]: [formatManifest(manifest)],
  });
}

/**
 * Reads a dataset. Its content is hashed and compared with what the manifest says, so a damaged or edited one is an
 * error; so is one of another format version. The columns are views of the file's bytes in memory.
 */
export async function readDataset(directory: string): Promise<Dataset> {
  const manifestFile = join(directory, MANIFEST);
  const manifest = parseManifest((await readPart(manifestFile)).toString('utf8'), manifestFile);
  const itemsFile = join(directory, ITEMS);
  const sequencesFile = join(directory, SEQUENCES);
  const itemLines = (await readPart(itemsFile)).toString('utf8');
  const sequences = decodeSequences(
    await readPart(sequencesFile),
    manifest.ids.users,
    sequencesFile,
  );
  const hash = contentHash(itemLines, sequences);
  if (hash !== manifest.contentHash) {
    throw new SeqrecDataError(
      'artifact-corrupt',
      `${directory} is not what was written: its content hashes to ${hash.slice(0, 12)}, ${MANIFEST} says ${manifest.contentHash.slice(0, 12)}; prepare the dataset again`,
      { file: directory },
    );
  }
  return { manifest, catalogue: parseCatalogue(itemLines, itemsFile), sequences };
}

async function readPart(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (cause) {
    const missing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
    throw new SeqrecDataError(
      'not-a-dataset',
      missing
        ? `${file}: no such file; a dataset is a directory made by prepareDataset and writeDataset`
        : `${file} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`,
      { file, cause },
    );
  }
}

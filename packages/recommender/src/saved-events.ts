import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { removeDirectory } from '@org/files';
import { type Dataset, readDataset, writeDataset } from '@org/seqrec-data';

/**
 * The events of users beside a model, named by their hash: whatever interrupts a save, a model never meets the events of
 * another one.
 */
function eventsDirectory(directory: string, contentHash: string): string {
  return join(directory, `events-${contentHash.slice(0, 12)}`);
}

/** Writes the events of a dataset beside its model. */
export async function writeEvents(directory: string, dataset: Dataset): Promise<void> {
  const target = eventsDirectory(directory, dataset.manifest.contentHash);
  if (!existsSync(join(target, 'dataset.json'))) await writeDataset(target, dataset);
}

/** Removes events of earlier models, and with `keep: undefined` all of them. */
export async function removeOtherEvents(
  directory: string,
  keep: string | undefined,
): Promise<void> {
  for (const name of await readdir(directory)) {
    const path = join(directory, name);
    const isOwn = keep !== undefined && path === eventsDirectory(directory, keep);
    if (/^events-[0-9a-f]{12}$/.test(name) && !isOwn) await removeDirectory(path);
  }
}

/** The events beside a model; undefined where there are none. */
export async function readEvents(
  directory: string,
  contentHash: unknown,
): Promise<Dataset | undefined> {
  if (typeof contentHash !== 'string') return undefined;
  const source = eventsDirectory(directory, contentHash);
  return existsSync(source) ? readDataset(source) : undefined;
}

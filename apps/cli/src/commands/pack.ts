import { readArtifactConfig } from '@org/artifact/files';
import { packArtifact } from '@org/registry';
import { formatBytes } from '../output/format.js';
import { writingTo } from '../output/write-output.js';
import { fromStart, shownPath } from '../program/start-directory.js';
import { findModel, finishedModel } from '../runs/found-model.js';
import type { Invocation } from './command.js';

export interface PackFlags {
  readonly artifact?: string;
  readonly to?: string;
}

/** Writes a model as an archive that `pull` and servers fetch. */
export async function pack({ terminal, options }: Invocation<PackFlags>): Promise<number> {
  const directory = finishedModel(await findModel(options.artifact, terminal));
  const { name, version } = await readArtifactConfig(directory);
  const file = fromStart(options.to ?? `${name.replaceAll(/[^\w.-]+/g, '-')}-${version}.tar.gz`);
  const packed = await writingTo('--to', () => packArtifact(directory, file));
  terminal.show(`Written  ${shownPath(file)} (${formatBytes(packed.bytes)}), version ${version}`);
  terminal.show(`Fetch    …/${file.split('/').at(-1)}#sha256=${packed.sha256}`);
  terminal.result(packed);
  return 0;
}

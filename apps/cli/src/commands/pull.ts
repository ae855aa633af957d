import { posix } from 'node:path';
import { fetchArtifact, isArtifactUrl } from '@org/registry';
import { writingTo } from '../output/write-output.js';
import { CliError } from '../program/cli-error.js';
import { fromStart, shownPath } from '../program/start-directory.js';
import type { Invocation } from './command.js';

export interface PullFlags {
  readonly to?: string;
  readonly sha256?: string;
}

/** Fetches a model by its URL. */
export async function pull({
  terminal,
  options,
  arguments: [url = ''],
}: Invocation<PullFlags>): Promise<number> {
  if (!isArtifactUrl(url)) {
    throw new CliError('usage', `${url} is not a URL: for a file, write file://${fromStart(url)}`);
  }
  const to = fromStart(options.to ?? `runs/${nameIn(url)}`);
  const { sha256: wanted } = options;
  const { config, sha256 } = await writingTo('--to', () =>
    fetchArtifact(url, { to, ...(wanted !== undefined && { sha256: wanted }) }),
  );
  const { name, version } = config;
  terminal.show(`Fetched  ${shownPath(to)}: ${name}, version ${version}`);
  terminal.show(`SHA-256  ${sha256}`);
  terminal.result({ directory: to, name, version, sha256 });
  return 0;
}

/** The last part of a URL's path, without the ending of an archive. */
function nameIn(url: string): string {
  const path = URL.canParse(url) ? new URL(url).pathname : '';
  const name = posix.basename(path).replace(/\.(tar|tar\.gz|tgz)$/, '');
  return name.replaceAll(/[^\w.-]+/g, '-').replace(/^\.*/, '') || 'model';
}

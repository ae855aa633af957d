import { loadConfiguration } from '../config/load.js';
import { dataLabel } from '../data/data-name.js';
import { dataSource } from '../data/data-source.js';
import { plural } from '../output/format.js';
import { writingTo } from '../output/write-output.js';
import { CliError } from '../program/cli-error.js';
import { fromStart, shownPath } from '../program/start-directory.js';
import type { Invocation } from './command.js';

export interface ExportEventsFlags {
  readonly config?: string;
  readonly to?: string;
}

/** Writes the interactions of a store, or of any other data, as a file that other programs read. */
export async function exportEvents({
  terminal,
  settings,
  options,
}: Invocation<ExportEventsFlags>): Promise<number> {
  const { to } = options;
  if (to === undefined)
    throw new CliError('usage', 'export-events needs --to, a .parquet or .tfrecord file');
  const file = fromStart(to);
  const write = await writerFor(file);
  const { data } = loadConfiguration(settings, options.config);
  const source = await dataSource(data);
  const count = await writingTo('--to', () => write(file, source));
  terminal.show(`Written  ${shownPath(file)} (${plural(count, 'event')} of ${dataLabel(data)})`);
  terminal.result({ file, events: count });
  return 0;
}

/** Loaded when it is needed, as each of the two brings a library. */
async function writerFor(file: string) {
  if (/\.parquet$/i.test(file)) return (await import('../data/write-parquet.js')).writeParquet;
  if (/\.tfrecord$/i.test(file)) return (await import('../data/write-sessions.js')).writeSessions;
  throw new CliError(
    'usage',
    `--to ${shownPath(file)}: the name of the file ends in .parquet or .tfrecord`,
  );
}

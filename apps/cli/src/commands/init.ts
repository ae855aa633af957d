import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { type Interaction, type Source, sources } from '@org/seqrec-data';
import { configurationText } from '../config/configuration-text.js';
import { loadConfiguration, mergeSections, type PartialConfiguration } from '../config/load.js';
import { dataLabel } from '../data/data-name.js';
import { dataSource } from '../data/data-source.js';
import { dataWarnings } from '../data/data-warnings.js';
import { prepareData } from '../data/prepared-data.js';
import { formatTable } from '../output/table.js';
import { writeOutput } from '../output/write-output.js';
import { CliError } from '../program/cli-error.js';
import { fromStart, shownPath } from '../program/start-directory.js';
import type { Invocation } from './command.js';

export interface InitFlags {
  readonly to?: string;
  readonly yes?: boolean;
  readonly force?: boolean;
}

const ROWS = 5;

/** Looks at data, shows how they are read and what to know of them, and writes a configuration file with comments. */
export async function init({
  terminal,
  settings,
  options,
}: Invocation<InitFlags>): Promise<number> {
  const file = fromStart(options.to ?? 'seqrec.json');
  if (existsSync(file) && options.force !== true) {
    throw new CliError(
      'usage',
      `${shownPath(file)} exists: choose another file with --to, or overwrite it with --force`,
    );
  }
  const asks = options.yes !== true && process.stdin.isTTY === true;
  const given = asks ? await withFiles(settings) : settings;
  const { data } = loadConfiguration(given, undefined);
  const source = await dataSource(data);
  terminal.show(firstRows(await firstInteractions(source)));
  terminal.show();
  const { dataset } = await prepareData(data, terminal);
  for (const warning of dataWarnings(dataset.sequences)) terminal.warn(warning);

  const chosen = mergeSections(
    {
      data: { format: source.format, ...guessedColumns(source) },
      split: { kind: 'leave-one-out' },
      model: { kind: 'bert4rec' },
    },
    given,
  );
  const written = asks ? await confirmed(chosen) : chosen;
  // What is written must be read.
  loadConfiguration(written, undefined);
  const head = [
    `How seqrec reads ${dataLabel(data)} and trains on it: seqrec train --config ${shownPath(file)}`,
    'Flags go over these settings; seqrec train --help lists the others.',
  ];
  await writeOutput(file, configurationText(written, head), '--to');
  terminal.show(`Configuration  ${terminal.resultStyle.bold(shownPath(file))}`);
  terminal.result({ file, configuration: written, counts: dataset.manifest.counts });
  return 0;
}

async function firstInteractions(source: Source): Promise<readonly Interaction[]> {
  const rows: Interaction[] = [];
  for await (const block of source.interactions()) {
    for (const row of block) {
      rows.push({ ...row });
      if (rows.length === ROWS) return rows;
    }
  }
  return rows;
}

function firstRows(rows: readonly Interaction[]): string {
  const columns = (['user', 'item', 'timestamp', 'value', 'session'] as const).filter((name) =>
    rows.some((row) => row[name] !== undefined),
  );
  return formatTable(
    columns,
    rows.map((row) => columns.map((name) => String(row[name] ?? ''))),
    { right: [] },
  );
}

/** The columns that were guessed, as settings, where the format lets people name them and the file does. */
function guessedColumns({ format, layout }: Source): Readonly<Record<string, string>> {
  const known: readonly string[] =
    Object.entries(sources).find(([name]) => name === format)?.[1].options ?? [];
  const { header, isList, columns } = layout ?? { columns: undefined };
  if (columns === undefined || header === false || isList === true) return {};
  return Object.fromEntries(
    (['user', 'item', 'timestamp'] as const).flatMap((role) => {
      const name = columns[role];
      return name !== undefined && known.includes('columns') ? [[`${role}Column`, name]] : [];
    }),
  );
}

/** The settings with the files that a person names. */
async function withFiles(settings: PartialConfiguration): Promise<PartialConfiguration> {
  if (settings.data?.files !== undefined) return settings;
  const file = await ask('File, directory or database (empty: the shipped sample)', '');
  return file === '' ? settings : mergeSections(settings, { data: { files: [file] } });
}

/** The settings after a person confirmed or changed them. */
async function confirmed(chosen: PartialConfiguration): Promise<PartialConfiguration> {
  const changed: Record<string, Record<string, unknown>> = { data: {}, split: {}, model: {} };
  for (const [section, key, question] of [
    ['data', 'userColumn', 'Column of users'],
    ['data', 'itemColumn', 'Column of items'],
    ['data', 'timestampColumn', 'Column of times'],
    ['split', 'kind', 'Split'],
    ['model', 'kind', 'Model'],
  ] as const) {
    const before = chosen[section]?.[key];
    if (before === undefined) continue;
    const after = await ask(question, String(before));
    Object.assign(changed[section] ?? {}, { [key]: after });
  }
  return mergeSections(chosen, changed);
}

async function ask(question: string, preset: string): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await lines.question(`${question}${preset === '' ? '' : ` [${preset}]`}: `);
    return answer.trim() === '' ? preset : answer.trim();
  } finally {
    lines.close();
  }
}

import { type Interaction, SeqrecDataError, type Source, sources } from '@org/seqrec-data';
import { loadConfiguration, mergeSections, type PartialConfiguration } from '../config/load.js';
import { dataSource } from '../data/data-source.js';
import { formatTable } from '../output/table.js';
import type { Terminal } from '../output/terminal.js';
import { askChoice, askText, askYes } from './questions.js';

const ROWS = 5;

const WITHOUT_TIMES = '(no column: rows are in time order)';

/** Data as settings read them, with the columns of their user, item and time by name where people may name them. */
export interface ChosenData {
  readonly settings: PartialConfiguration;
  readonly source: Source;
}

/** Reads the first rows by the settings and shows them. */
export async function givenData(
  settings: PartialConfiguration,
  terminal: Terminal,
): Promise<ChosenData> {
  const source = await dataSource(loadConfiguration(settings, undefined).data);
  terminal.show(firstRows(await firstInteractions(source)));
  terminal.show();
  const guessed = { format: source.format, ...columnSettings(source) };
  return { settings: mergeSections({ data: guessed }, settings), source };
}

/** The same with questions: for the file if there is none, and for the columns until a person finds the rows right. */
export async function askedData(
  given: PartialConfiguration,
  terminal: Terminal,
): Promise<ChosenData> {
  let settings = await withFiles(given);
  for (;;) {
    try {
      const chosen = await givenData(settings, terminal);
      const columns = columnSettings(chosen.source);
      if (columns.userColumn === undefined) return chosen;
      if (await askYes('Are these the users, items and times of the file?')) return chosen;
      settings = mergeSections(settings, { data: await namedColumns(columns) });
    } catch (error) {
      // The file has no usual names, or not the one that was just given.
      if (!(error instanceof SeqrecDataError) || error.columns === undefined) throw error;
      terminal.note(
        'The names of the columns do not say which one has the users and which one the items.',
      );
      settings = mergeSections(settings, { data: await columnsOf(error.columns) });
    }
  }
}

async function withFiles(settings: PartialConfiguration): Promise<PartialConfiguration> {
  if (settings.data?.files !== undefined) return settings;
  const file = await askText('File, directory or database (empty: the shipped sample)', '');
  return file === '' ? settings : mergeSections(settings, { data: { files: [file] } });
}

type ColumnSettings = Readonly<
  Partial<Record<'userColumn' | 'itemColumn' | 'timestampColumn', string | undefined>>
>;

/** The columns that were read, as settings, where the format lets people name them and the file does. */
function columnSettings({ format, layout }: Source): ColumnSettings {
  const known: readonly string[] =
    Object.entries(sources).find(([name]) => name === format)?.[1].options ?? [];
  if (layout === undefined || layout.header === false || layout.isList === true) return {};
  if (!known.includes('columns')) return {};
  const { user, item, timestamp } = layout.columns;
  return {
    ...{ userColumn: user, itemColumn: item },
    ...(timestamp !== undefined && { timestampColumn: timestamp }),
  };
}

/** Columns by their names, of which the read ones are known. */
async function namedColumns(read: ColumnSettings): Promise<ColumnSettings> {
  const times = await askText(
    'Name of the column of times (empty: none)',
    read.timestampColumn ?? '',
  );
  return {
    userColumn: await askText('Name of the column of users', read.userColumn ?? ''),
    itemColumn: await askText('Name of the column of items', read.itemColumn ?? ''),
    timestampColumn: times === '' ? undefined : times,
  };
}

/** The columns that a person chooses among all of the file. */
async function columnsOf(all: readonly string[]): Promise<ColumnSettings> {
  const userColumn = await askChoice('Which column has the users?', all);
  const items = all.filter((name) => name !== userColumn);
  const itemColumn = await askChoice('Which column has the items?', items);
  const times = [...items.filter((name) => name !== itemColumn), WITHOUT_TIMES];
  const timestampColumn = await askChoice('Which column has the times?', times);
  return {
    ...{ userColumn, itemColumn },
    timestampColumn: timestampColumn === WITHOUT_TIMES ? undefined : timestampColumn,
  };
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

import { setting } from '../advice.js';
import { SeqrecDataError } from '../error.js';
import { listDirectory } from './find-file.js';
import type { Detection, FormatOptions, SourceDefinition } from './source-definition.js';
import { type SourceFormat, sources } from './source-table.js';
import { firstBytes, firstLines } from './text/first-lines.js';
import { type TextLayout, textLayout } from './text/text-layout.js';

/** The user's options, which decide what the file leaves open. */
type Given = Pick<FormatOptions, 'columns' | 'delimiter' | 'header' | 'encoding'>;

/** A format, and options from the first lines. */
export interface Detected<Format extends string = SourceFormat> {
  readonly format: Format;
  readonly options?: Pick<FormatOptions, 'delimiter' | 'header' | 'columns'> | undefined;
}

/** Formats by name. */
export type SourceTable = Readonly<Record<string, SourceDefinition>>;

/**
 * The format of a data set, by the names in a directory, or by a file's name and first lines. If no format fits, the
 * error says what can be opened; if two fit, it names both.
 */
export async function detectFormat(
  path: string,
  given: Given & { readonly format?: SourceFormat | undefined } = {},
): Promise<Detected> {
  return (await detectIn(sources, path, given)) as Detected;
}

/** Like {@link detectFormat}, for the formats of a table. */
export async function detectIn(
  table: SourceTable,
  path: string,
  { format: wanted, ...given }: Given & { readonly format?: string | undefined } = {},
): Promise<Detected<string>> {
  const detections = await detectionsOf(table, wanted);
  if (wanted !== undefined && table[wanted]?.options.includes('delimiter') !== true) {
    return { format: wanted };
  }
  const format = wanted ?? (await formatOfPath(path, detections));
  if (format !== undefined && format !== wanted) return { format };
  // Refuses a pipe before it is read.
  await listDirectory(path);
  const bytes = wanted === undefined ? await firstBytes(path) : undefined;
  const binary = detections.find(([, { byBytes }]) => bytes && byBytes?.(bytes));
  if (binary !== undefined) return { format: binary[0] };
  return formatOfText(path, await firstLines(path, given.encoding), given, {
    detections,
    isChosen: wanted !== undefined,
  });
}

type Detections = readonly (readonly [format: string, Detection])[];

/** How to detect one format, or all of them. */
async function detectionsOf(table: SourceTable, format: string | undefined): Promise<Detections> {
  const chosen = Object.entries(table).filter(([name]) => format === undefined || name === format);
  return Promise.all(
    chosen.map(async ([name, { load }]) => [name, (await load()).detection] as const),
  );
}

/** The format that the path shows. */
async function formatOfPath(path: string, detections: Detections): Promise<string | undefined> {
  const isUrl = /^[a-z]+:\/\//i.test(path);
  const entries = isUrl ? undefined : await listDirectory(path);
  if (entries !== undefined) return formatOfDirectory(path, entries, detections);
  const name = plainName(path);
  return detections.find(([, { byName }]) => byName?.(name))?.[0];
}

function plainName(path: string): string {
  return path.replace(/\.gz$/i, '').toLowerCase();
}

async function formatOfDirectory(
  path: string,
  entries: readonly string[],
  detections: Detections,
): Promise<string> {
  const names = new Set(entries.map((entry) => entry.replace(/\.gz$/, '')));
  const dataSet = detections.find(([, { byDataSet }]) => byDataSet?.(names));
  if (dataSet !== undefined) return dataSet[0];
  const held: string[] = [];
  for (const [format, { byFiles }] of detections) {
    if (await byFiles?.(path, names)) held.push(format);
  }
  const [format, other] = held;
  if (format !== undefined && other === undefined) return format;
  if (format !== undefined && other !== undefined) {
    throw new SeqrecDataError('unknown-format', `${path} holds data of several formats`, {
      file: path,
      advice: [
        'choose with ',
        [setting('format', format)],
        ' or ',
        [setting('format', other)],
        ', or give the path of a file',
      ],
    });
  }
  const expected = [...new Set(detections.flatMap(([, { holds }]) => holds ?? []))];
  throw new SeqrecDataError(
    'unknown-format',
    `${path} holds nothing that is known to be a data set: expected ${expected.slice(0, -1).join(', ')} or ${expected.at(-1)}; for anything else give the path of the file`,
    { file: path },
  );
}

function formatOfText(
  path: string,
  lines: readonly string[],
  given: Given,
  { detections, isChosen }: { readonly detections: Detections; readonly isChosen: boolean },
): Detected<string> {
  const [first = ''] = lines;
  if (first === '') {
    throw new SeqrecDataError('bad-file', `${path} is empty`, { file: path });
  }
  const isTable = isChosen || given.delimiter !== undefined || given.header !== undefined;
  const marked = isTable
    ? undefined
    : detections.find(([, { byLines }]) => byLines?.(lines, plainName(path)));
  if (marked !== undefined) return { format: marked[0] };
  const [chosen] = isChosen ? detections : [];
  const layout = textLayout(lines, {
    delimiter: given.delimiter ?? chosen?.[1].delimiter,
    header: given.header,
    columns: given.columns !== undefined,
    table: isTable || given.columns !== undefined,
  });
  if (layout.kind === 'unclear') {
    throw new SeqrecDataError('unknown-format', `${path}: ${layout.problem}`, {
      file: path,
      advice: layout.advice,
    });
  }
  const [format] = chosen ?? detections.find(([, { byLayout }]) => byLayout?.(layout)) ?? [];
  if (format !== undefined) return { format, options: optionsOf(layout) };
  throw new SeqrecDataError(
    'unknown-format',
    `${path}: nothing shows its format; it starts with ${JSON.stringify(first.slice(0, 60))}`,
    {
      file: path,
      advice: [
        'name it, e.g. ',
        [setting('format', 'sasrec'), setting('ids', 'string')],
        ' for lines of a user and an item, or ',
        [setting('format', 'csv'), setting('delimiter', '|')],
        ' for a table',
      ],
    },
  );
}

function optionsOf(layout: TextLayout): Detected['options'] {
  if (layout.kind !== 'table') return undefined;
  const { delimiter, header, columns } = layout;
  return { delimiter, header, ...(columns && { columns }) };
}

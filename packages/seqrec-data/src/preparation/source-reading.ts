import type { PreparationReport } from '../dataset/dataset.js';
import { SeqrecDataError } from '../error.js';
import type { BadRow, ReadOptions, Source } from '../sources/source.js';
import type { SourceFile } from '../sources/source-files.js';
import type { PrepareEvent } from './prepare-event.js';
import { describeUnread, UnreadFiles } from './unread-files.js';

interface SourceReadingOptions {
  readonly onBadRow?: 'fail' | 'skip' | undefined;
  readonly onEvent?: ((event: PrepareEvent) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
  /** What was left out of the same source before. */
  readonly before?: Pick<PreparationReport, 'badRows' | 'unread'> | undefined;
}

/** How a source is read for a preparation, and what of it could not be. */
export class SourceReading {
  readonly options: ReadOptions;
  readonly #source: Source;
  readonly #unread: UnreadFiles;
  #badRows: number;
  #firstBadRow: BadRow | undefined;

  constructor(
    source: Source,
    { onBadRow, onEvent = () => {}, signal, before }: SourceReadingOptions,
  ) {
    this.#source = source;
    this.#badRows = before?.badRows ?? 0;
    this.#unread = new UnreadFiles(source.files, before?.unread);
    this.options = {
      signal,
      ...(onBadRow === 'skip' && {
        onBadRow: (row) => {
          this.#badRows += 1;
          this.#firstBadRow ??= row;
          onEvent({ type: 'bad-row', ...row });
        },
        onUnread: (part) => {
          this.#unread.add(part);
          onEvent({ type: 'unread', ...part });
        },
      }),
    };
  }

  report(): Pick<PreparationReport, 'badRows' | 'unread'> {
    const unread = this.#unread.list();
    return { badRows: this.#badRows, ...(unread && { unread }) };
  }

  /** The error of a source without a single row. */
  nothingRead(): SeqrecDataError {
    const first = this.#firstBadRow;
    const unread = this.#unread.list();
    const where = this.#source.files[0] ?? `the source of format ${this.#source.format}`;
    const reasons = [
      ...(first === undefined
        ? []
        : [
            `none of ${this.#badRows} ${first.unit ?? 'row'}s can be used; the first is ${first.unit ?? 'line'} ${first.line}: ${first.reason}`,
          ]),
      ...(unread === undefined ? [] : [`not read: ${unread.map(describeUnread).join(', ')}`]),
    ];
    return new SeqrecDataError(
      'empty-dataset',
      reasons.length === 0 ? `${where} holds no interactions` : `${where}: ${reasons.join('; ')}`,
      first === undefined ? {} : { file: first.file, line: first.line, advice: first.advice },
    );
  }
}

export function totalBytes(files: readonly SourceFile[]): number {
  return files.reduce((sum, { bytes }) => sum + bytes, 0);
}

/** The error of filters that leave nothing. */
export function nothingLeft(
  rows: number,
  {
    disliked,
    duplicates,
    tooLong,
    tooFew,
  }: Pick<PreparationReport, 'disliked' | 'duplicates' | 'tooLong' | 'tooFew'>,
): SeqrecDataError {
  return new SeqrecDataError(
    'empty-dataset',
    `nothing is left of ${rows} interactions: ${disliked} are dislikes, ${duplicates} duplicates, ${tooLong} in sequences that are too long, ${tooFew} of users, items or sequences with too few; use weaker filters`,
  );
}

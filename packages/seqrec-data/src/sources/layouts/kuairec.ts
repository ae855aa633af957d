import { setting } from '../../advice.js';
import { SeqrecDataError } from '../../error.js';
import { findDataFiles, findIn, listDirectory } from '../find-file.js';
import type { ExternalId, Interaction } from '../interaction.js';
import type { ItemDetails, ReadOptions, Source } from '../source.js';
import type { ReaderOptions, SourceReader } from '../source-definition.js';
import { positionsOf } from '../text/columns.js';
import { FieldError, integerId, quote, readValue } from '../text/field.js';
import { type RowReader, readRows, type TableFormat } from '../text/read-rows.js';
import { bracketedList, knownText, kuaishouCsv, likedWatchRatio } from './kuaishou.js';
import { readUserFeatures } from './kuaishou-users.js';

/** The columns of both matrices. */
const KUAIREC_COLUMNS = [
  'user_id',
  'video_id',
  'play_duration',
  'video_duration',
  'time',
  'date',
  'timestamp',
  'watch_ratio',
] as const;

const MATRICES = { big: 'big_matrix.csv', small: 'small_matrix.csv' } as const;
const CAPTIONS = 'kuairec_caption_category.csv';
const CATEGORIES = 'item_categories.csv';
const USERS = 'user_features.csv';

/**
 * KuaiRec (Gao et al. 2022, https://arxiv.org/abs/2202.10842): its `data` directory, or one of its matrices. The value
 * of an interaction is its watch ratio. If their files are beside the matrix, captions and categories become titles and
 * attributes of items, and user features become attributes of users.
 *
 * Rows without a time are bad rows. `small_matrix.csv` has some: to fill the matrix, the app showed users other videos,
 * and the data lacks the times. Such rows have no position in a sequence.
 */
export const kuaiRec: SourceReader = {
  detection: {
    holds: MATRICES.big,
    byDataSet: (names) => [...Object.values(MATRICES), CAPTIONS].some((name) => names.has(name)),
    byLines: ([first]) => first === KUAIREC_COLUMNS.join(),
  },
  open: ([path = ''], options) => openKuaiRec(path, options),
};

async function openKuaiRec(
  path: string,
  { part, encoding }: Pick<ReaderOptions, 'part' | 'encoding'>,
): Promise<Source> {
  const csv = kuaishouCsv(encoding);
  const { main, directory, entries } = await findMatrix(path, part);
  const captions = findIn(directory, entries, [CAPTIONS]);
  const categories = findIn(directory, entries, [CATEGORIES]);
  const users = findIn(directory, entries, [USERS]);
  const details = [captions, categories].filter((file) => file !== undefined);
  return {
    format: 'kuairec',
    files: [main, ...details, ...(users === undefined ? [] : [users])],
    settings: { encoding },
    timestampUnit: 'milliseconds',
    defaultRating: likedWatchRatio,
    interactions: (options) => readRows([main], csv, openMatrix, options),
    ...(details.length > 0 && {
      items: (options) => readVideos({ captions, categories, csv }, options),
    }),
    ...(users !== undefined && { users: (options) => readUserFeatures(users, csv, options) }),
  };
}

async function findMatrix(path: string, part: string | undefined) {
  const entries = await listDirectory(path);
  const names = Object.values(MATRICES);
  if (entries === undefined) {
    if (part !== undefined) {
      throw new SeqrecDataError(
        'invalid-option',
        `the part ${part} is a part of a directory, and ${path} is a file; give either a part or a file`,
        { file: path },
      );
    }
    return findDataFiles(path, names);
  }
  if (part === 'big' || part === 'small') return findDataFiles(path, [MATRICES[part]]);
  if (names.every((name) => findIn(path, entries, [name]) !== undefined)) {
    throw new SeqrecDataError('invalid-option', `${path} holds both ${names.join(' and ')}`, {
      file: path,
      advice: ['choose with ', [setting('part', 'big')], ' or ', [setting('part', 'small')]],
    });
  }
  return findDataFiles(path, names);
}

function openMatrix(header: readonly string[], file: string): RowReader<Interaction> {
  const at = positionsOf(KUAIREC_COLUMNS, header, file);
  return (fields) => {
    if (fields.length !== header.length) {
      throw new FieldError(`expected ${header.length} fields, got ${fields.length}`);
    }
    const value = readValue(fields[at.watch_ratio] ?? '', 'watch_ratio');
    if (value === undefined) throw new FieldError('watch_ratio is empty');
    return {
      user: integerId(fields[at.user_id] ?? '', 'user_id'),
      item: integerId(fields[at.video_id] ?? '', 'video_id'),
      timestamp: readSeconds(fields[at.timestamp] ?? ''),
      value,
    };
  };
}

/** Seconds with decimals, as milliseconds. */
function readSeconds(text: string): number {
  if (text === '') {
    throw new FieldError(
      'timestamp is empty: nobody knows when this video was shown, so the row can only be skipped',
    );
  }
  const milliseconds = Math.round(Number(text) * 1000);
  if (text.trim() === '' || !Number.isSafeInteger(milliseconds)) {
    throw new FieldError(`timestamp is not a number of seconds: ${quote(text)}`);
  }
  return milliseconds;
}

interface DetailFiles {
  readonly captions: string | undefined;
  readonly categories: string | undefined;
  readonly csv: TableFormat;
}

interface Tags {
  readonly id: ExternalId;
  readonly tags: readonly string[];
}

/** The details of every video in either file: first those with captions, joined with their tags, then those without. */
async function* readVideos(
  { captions, categories, csv }: DetailFiles,
  options: ReadOptions = {},
): AsyncGenerator<readonly ItemDetails[]> {
  const tagsOf = new Map<ExternalId, readonly string[]>();
  if (categories !== undefined) {
    for await (const block of readRows([categories], csv, openCategories, options)) {
      for (const { id, tags } of block) tagsOf.set(id, tags);
    }
  }
  if (captions !== undefined) {
    for await (const block of readRows([captions], csv, openCaptions, options)) {
      yield block.map((video) => {
        const tags = tagsOf.get(video.id);
        tagsOf.delete(video.id);
        return tags === undefined ? video : { ...video, attributes: { ...video.attributes, tags } };
      });
    }
  }
  yield Array.from(tagsOf, ([id, tags]) => ({ id, attributes: { tags } }));
}

function openCategories(header: readonly string[], file: string): RowReader<Tags> {
  const at = positionsOf(['video_id', 'feat'], header, file);
  return (fields) => ({
    id: integerId(fields[at.video_id] ?? '', 'video_id'),
    tags: bracketedList(fields[at.feat] ?? '', 'feat'),
  });
}

function openCaptions(header: readonly string[], file: string): RowReader<ItemDetails> {
  const at = positionsOf(
    [
      'video_id',
      'manual_cover_text',
      'caption',
      'topic_tag',
      'first_level_category_name',
      'second_level_category_name',
      'third_level_category_name',
    ],
    header,
    file,
  );
  return (fields) => {
    if (fields.length !== header.length) {
      throw new FieldError(`expected ${header.length} fields, got ${fields.length}`);
    }
    const cover = knownText(fields[at.manual_cover_text]);
    const title = knownText(fields[at.caption]) ?? cover;
    const topics = bracketedList(fields[at.topic_tag] ?? '', 'topic_tag');
    const categories = [
      fields[at.first_level_category_name],
      fields[at.second_level_category_name],
      fields[at.third_level_category_name],
    ].flatMap((name) => knownText(name) ?? []);
    return {
      id: integerId(fields[at.video_id] ?? '', 'video_id'),
      ...(title !== undefined && { title }),
      attributes: {
        ...(categories.length > 0 && { categories }),
        ...(topics.length > 0 && { topics }),
        ...(cover !== undefined && { cover }),
      },
    };
  };
}

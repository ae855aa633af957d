import { isAscii, isUtf8 } from 'node:buffer';
import { setting } from '../../advice.js';
import { SeqrecDataError } from '../../error.js';
import { findDataFiles, findIn } from '../find-file.js';
import type { Interaction } from '../interaction.js';
import type { ItemDetails, Source } from '../source.js';
import type { Detection, ReaderOptions, SourceReader } from '../source-definition.js';
import { FieldError, integerId, numberTime, quote, readValue } from '../text/field.js';
import { firstBytes } from '../text/first-lines.js';
import { type RowReader, readRows, type TableFormat } from '../text/read-rows.js';
import { MOVIELENS_100K_GENRES, movieDetails } from './movie-details.js';
import { movieLens1mUser } from './movielens-users.js';

/**
 * The layouts in which GroupLens publishes MovieLens: 100K (`u.data`, `u.item`), 1M (`::`, latin-1), 10M (`::`, UTF-8)
 * and CSV, which are 20M, 25M, 32M and `latest`.
 */
type MovieLensFormat = 'movielens-100k' | 'movielens-1m' | 'movielens-10m' | 'movielens-csv';

interface Layout extends TableFormat {
  readonly ratings: string;
  readonly movies: string;
  readonly moviesDelimiter: string;
}

const RATING_COLUMNS = ['userId', 'movieId', 'rating', 'timestamp'];

const LAYOUTS: Readonly<Record<MovieLensFormat, Layout>> = {
  'movielens-100k': {
    ratings: 'u.data',
    movies: 'u.item',
    delimiter: '\t',
    moviesDelimiter: '|',
    quotes: false,
    header: false,
    encoding: 'latin1',
  },
  'movielens-1m': {
    ratings: 'ratings.dat',
    movies: 'movies.dat',
    delimiter: '::',
    moviesDelimiter: '::',
    quotes: false,
    header: false,
    encoding: 'latin1',
  },
  'movielens-10m': {
    ratings: 'ratings.dat',
    movies: 'movies.dat',
    delimiter: '::',
    moviesDelimiter: '::',
    quotes: false,
    header: false,
  },
  'movielens-csv': {
    ratings: 'ratings.csv',
    movies: 'movies.csv',
    delimiter: ',',
    moviesDelimiter: ',',
    quotes: true,
    header: true,
  },
};

const DETECTIONS: Readonly<Record<MovieLensFormat, Detection>> = {
  'movielens-100k': {
    byDataSet: (names) => names.has('u.data'),
    // Seconds since 1970 beside one to five stars.
    byLines: (lines) => lines.every((line) => /^\d+\t\d+\t[1-5]\t\d{9,10}$/.test(line)),
  },
  // Only the 1M data set describes its users; only the 10M data set has tags, and half stars.
  'movielens-1m': {
    byDataSet: (names) => names.has('ratings.dat') && !names.has('tags.dat'),
    byLines: (lines) => areStars(lines) && !lines.some((line) => line.includes('.')),
  },
  'movielens-10m': {
    byDataSet: (names) => names.has('ratings.dat') && names.has('tags.dat'),
    byLines: (lines) => areStars(lines) && lines.some((line) => line.includes('.')),
  },
  'movielens-csv': {
    byDataSet: (names) => names.has('ratings.csv'),
    byLines: ([first]) => first === RATING_COLUMNS.join(),
  },
};

function areStars(lines: readonly string[]): boolean {
  return lines.every((line) => /^\d+::\d+::[\d.]+::\d+$/.test(line));
}

/**
 * Whether someone converted the titles to UTF-8. The data set is published in Latin-1, which is almost never valid
 * UTF-8 by chance.
 */
async function looksLikeUtf8(movies: string): Promise<boolean> {
  const bytes = await firstBytes(movies);
  const lines = bytes.subarray(0, bytes.lastIndexOf(0x0a) + 1);
  return isUtf8(lines) && !isAscii(lines);
}

/**
 * A MovieLens data set: its directory, or its ratings file with the movies file beside it. Both may be gzipped. Titles keep their year and
 * word order (`Matrix, The (1999)`); year and genres become attributes. The users of 1M have gender, age, occupation and
 * zip code.
 */
export function movieLens(format: MovieLensFormat): SourceReader {
  return {
    detection: { holds: LAYOUTS[format].ratings, ...DETECTIONS[format] },
    open: ([path = ''], options) => openMovieLens(path, format, options),
  };
}

async function openMovieLens(
  path: string,
  format: MovieLensFormat,
  { encoding }: Pick<ReaderOptions, 'encoding'>,
): Promise<Source> {
  const published = LAYOUTS[format];
  const { main, directory, entries } = await findDataFiles(path, [published.ratings]);
  const movies = findIn(directory, entries, [published.movies]);
  const users = format === 'movielens-1m' ? findIn(directory, entries, ['users.dat']) : undefined;
  const isConverted =
    encoding === undefined && movies !== undefined && (await looksLikeUtf8(movies));
  const layout = {
    ...published,
    encoding: isConverted ? 'utf-8' : (encoding ?? published.encoding),
  };
  return {
    format,
    files: [main, movies, users].filter((file) => file !== undefined),
    settings: encoding === undefined ? {} : { encoding },
    timestampUnit: 'seconds',
    interactions: (options) =>
      readRows([main], layout, (first, file) => openRatings(layout, first, file), options),
    ...(movies !== undefined && {
      items: (options) =>
        readRows(
          [movies],
          { ...layout, delimiter: layout.moviesDelimiter },
          (first, file) => openMovies(format, first, file),
          options,
        ),
    }),
    ...(users !== undefined && {
      users: (options) => readRows([users], layout, () => movieLens1mUser, options),
    }),
  };
}

function openRatings(
  layout: Layout,
  first: readonly string[],
  file: string,
): RowReader<Interaction> {
  if (layout.header) checkHeader(first, RATING_COLUMNS, file);
  return (fields) => {
    const [user, item, rating, timestamp] = fields;
    if (
      user === undefined ||
      item === undefined ||
      rating === undefined ||
      timestamp === undefined ||
      fields.length !== 4
    ) {
      throw new FieldError(
        `expected user, movie, rating and timestamp with ${quote(layout.delimiter)} between, got ${fields.length} fields`,
      );
    }
    const value = readValue(rating, 'rating');
    if (value === undefined) throw new FieldError('rating is empty');
    return {
      user: integerId(user, 'user'),
      item: integerId(item, 'movie'),
      timestamp: numberTime(timestamp, 'timestamp'),
      value,
    };
  };
}

function openMovies(
  format: MovieLensFormat,
  first: readonly string[],
  file: string,
): RowReader<ItemDetails> {
  if (format === 'movielens-100k') {
    return (fields) => {
      const [id = '', title = ''] = fields;
      const flags = fields.slice(-MOVIELENS_100K_GENRES.length);
      const genres = MOVIELENS_100K_GENRES.filter((_, i) => flags[i] === '1');
      return movieDetails(id, title, genres.join('|'));
    };
  }
  if (format !== 'movielens-csv') {
    return ([id = '', title = '', genres = '']) => movieDetails(id, title, genres);
  }
  checkHeader(first.slice(0, 2), ['movieId', 'title'], file);
  const genresAt = first.indexOf('genres');
  const yearAt = first.indexOf('year');
  return (fields) =>
    movieDetails(fields[0] ?? '', fields[1] ?? '', fields[genresAt] ?? '', fields[yearAt]);
}

function checkHeader(header: readonly string[], expected: readonly string[], file: string): void {
  if (header.join() !== expected.join()) {
    throw new SeqrecDataError(
      'bad-file',
      `${file}:1: expected the columns ${expected.join(', ')}, got ${quote(header.join())}`,
      {
        file,
        line: 1,
        advice: ['if the file is a CSV of another kind, open it with ', [setting('format', 'csv')]],
      },
    );
  }
}

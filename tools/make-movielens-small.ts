/**
 * Makes datasets/movielens-small from GroupLens' ml-latest-small of 2016:
 *
 *   pnpm --filter tools make:movielens-small <directory with ratings.csv.gz and movies.csv>
 *
 * The same input gives the same bytes.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { fixedLen, ragged, type WritableRow, writeExamples } from '@org/tfrecord';
import { parse } from 'csv-parse/sync';

type CsvRow = Readonly<Record<string, string>>;

interface Event {
  readonly movie: number;
  readonly timestamp: number;
}

const SHARDS = 4;
const SESSION = {
  userIndex: fixedLen([], 'int64'),
  movieIndices: ragged('int64'),
  timestamps: ragged('int64'),
};

const source = process.argv[2];
if (source === undefined) {
  throw new Error('give the directory that holds ratings.csv.gz and movies.csv');
}
const target = fileURLToPath(new URL('../datasets/movielens-small/', import.meta.url));

const titles = new Map<number, string>();
for (const row of csv(await readFile(join(source, 'movies.csv')))) {
  titles.set(integer(row, 'movieId'), titleWithYear(row));
}

const eventsByUser = new Map<number, Event[]>();
for (const row of csv(gunzipSync(await readFile(join(source, 'ratings.csv.gz'))))) {
  const user = integer(row, 'userId');
  const events = eventsByUser.get(user) ?? [];
  events.push({ movie: integer(row, 'movieId'), timestamp: integer(row, 'timestamp') });
  eventsByUser.set(user, events);
}

// Indices count from 0 without gaps, in the order of the source's ids.
const users = [...eventsByUser.keys()].sort((a, b) => a - b);
const ratedMovies = new Set([...eventsByUser.values()].flat().map(({ movie }) => movie));
const movies = [...ratedMovies].sort((a, b) => a - b);
const indexOfMovie = new Map(movies.map((movie, index) => [movie, index]));

const sessions = users.map((user, userIndex): WritableRow<typeof SESSION> => {
  // Ties keep the order of the source, because sorting is stable.
  const events = (eventsByUser.get(user) ?? []).sort((a, b) => a.timestamp - b.timestamp);
  return {
    userIndex,
    movieIndices: events.map(({ movie }) => indexOfMovie.get(movie) ?? missing(movie)),
    timestamps: events.map(({ timestamp }) => timestamp),
  };
});
const titleByIndex = movies.map((movie, index): [number, string] => [
  index,
  titles.get(movie) ?? missing(movie),
]);
const eventCount = sessions.reduce((sum, session) => sum + session.movieIndices.length, 0);

await mkdir(target, { recursive: true });
const { paths } = await writeExamples(join(target, 'sessions.tfrecord'), SESSION, sessions, {
  shards: SHARDS,
});
const titlesJson = titleByIndex.map(([index, title]) => `  "${index}": ${JSON.stringify(title)}`);
await writeFile(join(target, 'movie_title_by_index.json'), `{\n${titlesJson.join(',\n')}\n}\n`);
console.log(
  `${sessions.length} sessions, ${eventCount} events, ${movies.length} movies in ${paths.length} files`,
);

function csv(bytes: Uint8Array): CsvRow[] {
  return parse(Buffer.from(bytes), { columns: true, skip_empty_lines: true });
}

function integer(row: CsvRow, column: string): number {
  const value = Number(row[column]);
  if (!Number.isSafeInteger(value)) {
    throw new Error(`column ${column} holds '${row[column]}', expected a whole number`);
  }
  return value;
}

/** `Toy Story (1995)`. The source lost the titles of five movies, which get their id as title. */
function titleWithYear(row: CsvRow): string {
  const title = (row.title ?? '').trim();
  if (title === '') return `Movie ${row.movieId}`;
  return row.year === '' ? title : `${title} (${row.year})`;
}

function missing(movie: number): never {
  throw new Error(`movie ${movie} is rated but not listed in movies.csv`);
}

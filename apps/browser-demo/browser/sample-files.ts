import titles from '../../../datasets/movielens-small/movie_title_by_index.json?url';

/** Where the built page keeps the records of the sample, by their names here. */
const records = import.meta.glob<string>('../../../datasets/movielens-small/*.tfrecord', {
  query: '?url',
  import: 'default',
  eager: true,
});

export const sampleRecords: readonly string[] = Object.keys(records)
  .sort()
  .map((path) => records[path] ?? '');

/** The titles of the films, by their index in the records. */
export const sampleTitles: string = titles;

import type { ItemDetails } from '../source.js';
import { integerId } from '../text/field.js';

/** The genres whose flags end each line of `u.item`, in order. */
export const MOVIELENS_100K_GENRES: readonly string[] = [
  'unknown',
  'Action',
  'Adventure',
  'Animation',
  "Children's",
  'Comedy',
  'Crime',
  'Documentary',
  'Drama',
  'Fantasy',
  'Film-Noir',
  'Horror',
  'Musical',
  'Mystery',
  'Romance',
  'Sci-Fi',
  'Thriller',
  'War',
  'Western',
];

const NO_GENRES = '(no genres listed)';

/** A movie of MovieLens. Its year is a separate field, or the end of the title: `Toy Story (1995)`. */
export function movieDetails(
  id: string,
  title: string,
  genres: string,
  year: string | undefined = /\((\d{4})\)\s*$/.exec(title)?.[1],
): ItemDetails {
  return {
    id: integerId(id, 'movie'),
    ...(title !== '' && { title: title.trim() }),
    attributes: {
      ...(year !== undefined && /^\d{4}$/.test(year) && { year: Number(year) }),
      ...(genres !== '' && genres !== NO_GENRES && { genres: genres.split('|') }),
    },
  };
}

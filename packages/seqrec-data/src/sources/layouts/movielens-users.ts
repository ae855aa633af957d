import type { UserDetails } from '../source.js';
import { FieldError, integerId, readValue } from '../text/field.js';

/** The occupations of MovieLens-1M, in the order of their numbers. */
const OCCUPATIONS = [
  'other',
  'academic/educator',
  'artist',
  'clerical/admin',
  'college/grad student',
  'customer service',
  'doctor/health care',
  'executive/managerial',
  'farmer',
  'homemaker',
  'K-12 student',
  'lawyer',
  'programmer',
  'retired',
  'sales/marketing',
  'scientist',
  'self-employed',
  'technician/engineer',
  'tradesman/craftsman',
  'unemployed',
  'writer',
];

/**
 * A line of `users.dat` of MovieLens-1M: `id::gender::age::occupation::zip`. The age is the lower end of a group of ages;
 * 1 stands for all below 18. The occupation is a number, which becomes its name.
 */
export function movieLens1mUser(fields: readonly string[]): UserDetails {
  const [id, gender, age, occupation, zip] = fields;
  if (
    id === undefined ||
    gender === undefined ||
    age === undefined ||
    occupation === undefined ||
    zip === undefined ||
    fields.length !== 5
  ) {
    throw new FieldError(
      `expected user, gender, age, occupation and zip code with "::" between, got ${fields.length} fields`,
    );
  }
  const years = readValue(age, 'age');
  const name = OCCUPATIONS[Number(occupation)];
  if (name === undefined || occupation.trim() === '') {
    throw new FieldError(
      `occupation is a number from 0 to ${OCCUPATIONS.length - 1}, got "${occupation}"`,
    );
  }
  return {
    id: integerId(id, 'user'),
    attributes: {
      ...(gender !== '' && { gender }),
      ...(years !== undefined && { age: years }),
      occupation: name,
      ...(zip !== '' && { zip }),
    },
  };
}

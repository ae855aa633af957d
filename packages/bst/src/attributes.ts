import type { Dataset } from '@org/seqrec-data';

/** The values of one categorical feature: class 0 stands for unknown values, class c for `values[c - 1]`. */
export interface Vocabulary {
  readonly name: string;
  readonly values: readonly string[];
}

/** An attribute of users or items that is one text, such as an occupation. */
export interface ClassAttribute extends Vocabulary {
  /** [users] or [V + 1], the class of each. */
  readonly classes: Int32Array;
}

/** An attribute that is a number, such as an age; NaN where unknown. */
export interface NumberAttribute {
  readonly name: string;
  readonly values: Float64Array;
}

/** The attributes of the users or the items of a dataset, in columns. */
export interface Attributes {
  readonly classes: readonly ClassAttribute[];
  readonly numbers: readonly NumberAttribute[];
  /** Attributes that are lists, such as genres, all in one: `members[row]` are classes from 0. */
  readonly sets: {
    readonly values: readonly string[];
    readonly members: readonly (readonly number[])[];
  };
}

/** The attributes of one user or item by name, as in data. */
export type AttributeValues = Readonly<Record<string, string | number | readonly string[]>>;

/** What training knows of the attributes of users or items: every name, and every value that is a class. */
export interface AttributeVocabulary {
  readonly classes: readonly Vocabulary[];
  /** The names of attributes that are numbers. */
  readonly numbers: readonly string[];
  /** The names of attributes that are lists, and their values, all in one. */
  readonly sets: { readonly names: readonly string[]; readonly values: readonly string[] };
}

/** The attributes of the users, by row; none for a user of whom the data says nothing. */
export function userValues({
  users,
  sequences,
}: Pick<Dataset, 'users' | 'sequences'>): readonly AttributeValues[] {
  const attributesOf = new Map(users?.map(({ id, attributes }) => [id, attributes]));
  return sequences.userIds.map((id) => attributesOf.get(id) ?? {});
}

/** The attributes of the items, by index; row 0 is PAD. */
export function itemValues({ catalogue }: Pick<Dataset, 'catalogue'>): readonly AttributeValues[] {
  return [{}, ...catalogue.items.map(({ attributes }) => attributes ?? {})];
}

/** A zip code's region is its first digit; the whole code has too few users each. */
const regionOf = (code: string) => code.slice(0, 1);

/** By the names of MovieLens and of RecBole. */
const REGION_OF: Readonly<Record<string, (value: string) => string>> = {
  zip: regionOf,
  zip_code: regionOf,
};

/** The kind of an attribute is that of its first value. */
export function attributeVocabulary(rows: readonly AttributeValues[]): AttributeVocabulary {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))].sort();
  const kindOf = (name: string) => {
    const value = rows.find((row) => row[name] !== undefined)?.[name];
    return Array.isArray(value) ? 'set' : typeof value === 'number' ? 'number' : 'class';
  };
  const named = (kind: string) => names.filter((name) => kindOf(name) === kind);
  const setNames = named('set');
  return {
    classes: named('class').map((name) => {
      const texts = rows.map((row) => classText(row, name));
      return {
        name,
        values: [...new Set(texts.filter((text) => text !== undefined))].sort(),
      };
    }),
    numbers: named('number'),
    sets: {
      names: setNames,
      values: [...new Set(rows.flatMap((row) => listedIn(row, setNames)))].sort(),
    },
  };
}

/** The attributes of rows as classes and numbers of the vocabulary. Values that it lacks are unknown. */
export function attributeColumns(
  rows: readonly AttributeValues[],
  { classes, numbers, sets }: AttributeVocabulary,
): Attributes {
  const placeOf = new Map(sets.values.map((value, place) => [value, place]));
  return {
    classes: classes.map(({ name, values }) => {
      const classOf = new Map(values.map((value, place) => [value, place + 1]));
      return {
        ...{ name, values },
        classes: Int32Array.from(rows, (row) => classOf.get(classText(row, name) ?? '') ?? 0),
      };
    }),
    numbers: numbers.map((name) => ({
      name,
      values: Float64Array.from(rows, (row) => {
        const value = row[name];
        return typeof value === 'number' ? value : Number.NaN;
      }),
    })),
    sets: {
      values: sets.values,
      members: rows.map((row) =>
        [...new Set(listedIn(row, sets.names))].flatMap((value) => placeOf.get(value) ?? []),
      ),
    },
  };
}

function classText(row: AttributeValues, name: string): string | undefined {
  const value = row[name];
  return value === undefined ? undefined : (REGION_OF[name] ?? String)(String(value));
}

function listedIn(row: AttributeValues, names: readonly string[]): readonly string[] {
  return names.flatMap((name) => (Array.isArray(row[name]) ? (row[name] as string[]) : []));
}

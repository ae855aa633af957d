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

type Values = Readonly<Record<string, string | number | readonly string[]>>;

/** The attributes of the users, by row. */
export function userAttributes({
  users,
  sequences,
}: Pick<Dataset, 'users' | 'sequences'>): Attributes {
  return columnsOf(users?.map(({ attributes }) => attributes) ?? sequences.userIds.map(() => ({})));
}

/** The attributes of the items, by index; row 0 is PAD. */
export function itemAttributes({ catalogue }: Pick<Dataset, 'catalogue'>): Attributes {
  return columnsOf([{}, ...catalogue.items.map(({ attributes }) => attributes ?? {})]);
}

/** A zip code's region is its first digit; the whole code has too few users each. */
const REGION_OF: Readonly<Record<string, (value: string) => string>> = {
  zip: (code) => code.slice(0, 1),
};

function columnsOf(rows: readonly Values[]): Attributes {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))].sort();
  const kindOf = (name: string) => {
    const value = rows.find((row) => row[name] !== undefined)?.[name];
    return Array.isArray(value) ? 'set' : typeof value === 'number' ? 'number' : 'class';
  };
  const named = (kind: string) => names.filter((name) => kindOf(name) === kind);
  const setsOf = (row: Values) =>
    named('set').flatMap((name) => (Array.isArray(row[name]) ? (row[name] as string[]) : []));
  const setValues = [...new Set(rows.flatMap(setsOf))].sort();
  const placeOf = new Map(setValues.map((value, place) => [value, place]));
  return {
    classes: named('class').map((name) => {
      const texts = rows.map((row) => {
        const value = row[name];
        if (value === undefined) return undefined;
        return (REGION_OF[name] ?? String)(String(value));
      });
      const values = [...new Set(texts.filter((text) => text !== undefined))].sort();
      const classOf = new Map(values.map((value, place) => [value, place + 1]));
      const classes = Int32Array.from(texts, (text) =>
        text === undefined ? 0 : (classOf.get(text) ?? 0),
      );
      return { name, values, classes };
    }),
    numbers: named('number').map((name) => ({
      name,
      values: Float64Array.from(rows, (row) => {
        const value = row[name];
        return typeof value === 'number' ? value : Number.NaN;
      }),
    })),
    sets: {
      values: setValues,
      members: rows.map((row) => [...new Set(setsOf(row))].map((value) => placeOf.get(value) ?? 0)),
    },
  };
}

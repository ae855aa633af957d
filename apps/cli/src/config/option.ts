import { z } from 'zod';

/** How a setting appears on the command line. */
export interface OptionInfo {
  readonly help: string;
  /** For a switch: what its `--no-` form does. */
  readonly off?: string;
  /** The placeholder of its value in the help, e.g. `n` or `file`. */
  readonly value?: string;
  /** The default in words, if it is not a single value, e.g. `4 × --hidden-size`. */
  readonly defaultText?: string;
  /** The flag's name, if it is not the setting's key in kebab-case. */
  readonly flag?: string;
}

const infos = z.registry<OptionInfo>();

/** Marks a schema as a setting that also has a flag. */
export function option<Schema extends z.ZodType>(schema: Schema, info: OptionInfo): Schema {
  infos.add(schema, info);
  return schema;
}

/** `scalar` accepts a number or a word. */
export type OptionKind = 'boolean' | 'number' | 'string' | 'scalar' | 'choice' | 'list' | 'paths';

/** One setting: its place in the configuration, its flag, and its values. */
export interface OptionSpec {
  readonly section: string;
  readonly key: string;
  /** Without the two dashes. */
  readonly flag: string;
  readonly info: OptionInfo;
  readonly kind: OptionKind;
  readonly choices?: readonly string[];
  /** Undefined if the setting has no default. */
  readonly defaultValue: unknown;
  readonly schema: z.ZodType;
}

/** A setting's default for the help; undefined if there is none. */
export function defaultText({ info, defaultValue }: OptionSpec): string | undefined {
  const shown =
    info.defaultText ?? (Array.isArray(defaultValue) ? defaultValue.join(',') : defaultValue);
  return shown === undefined || shown === '' ? undefined : String(shown);
}

/** The settings of one section, in the order of its schema. */
export function sectionOptions(section: string, schema: z.ZodObject): OptionSpec[] {
  return Object.entries(schema.shape).map(([key, field]) => optionSpec(section, key, field));
}

function optionSpec(section: string, key: string, field: z.core.$ZodType): OptionSpec {
  if (!(field instanceof z.ZodType)) throw new TypeError(`${section}.${key} is not a zod schema`);
  const info = infos.get(field);
  if (info === undefined) throw new TypeError(`${section}.${key} has no option info`);
  const { inner, defaultValue } = unwrap(field);
  const kind = kindOf(inner, info);
  const base = { section, key, flag: info.flag ?? kebabCase(key), info, kind, defaultValue };
  const choices = choicesOf(inner);
  return { ...base, schema: inner, ...(choices === undefined ? {} : { choices }) };
}

function unwrap(field: z.ZodType): { inner: z.ZodType; defaultValue: unknown } {
  let inner = field;
  let defaultValue: unknown;
  for (;;) {
    if (inner instanceof z.ZodDefault) {
      defaultValue ??= inner.def.defaultValue;
      inner = inner.unwrap() as z.ZodType;
    } else if (inner instanceof z.ZodOptional) {
      inner = inner.unwrap() as z.ZodType;
    } else {
      return { inner, defaultValue };
    }
  }
}

function kindOf(inner: z.ZodType, info: OptionInfo): OptionKind {
  if (inner instanceof z.ZodBoolean) return 'boolean';
  if (inner instanceof z.ZodNumber) return 'number';
  if (inner instanceof z.ZodEnum) return 'choice';
  if (inner instanceof z.ZodUnion) return 'scalar';
  if (inner instanceof z.ZodArray) return info.value === 'path' ? 'paths' : 'list';
  return 'string';
}

function choicesOf(inner: z.ZodType): readonly string[] | undefined {
  const element = inner instanceof z.ZodArray ? inner.element : inner;
  return element instanceof z.ZodEnum ? element.options.map(String) : undefined;
}

export function kebabCase(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

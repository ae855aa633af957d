import { readFileSync } from 'node:fs';
import { type Rules, rulesSchema } from '@org/rules';
import { z } from 'zod';

const schema = z.record(z.string().min(1), rulesSchema);

/**
 * Sets of rules by name, from a JSON file: `{ "home": { "filter": "not adult" } }`. Whether the attributes exist is
 * checked once the items are known.
 *
 * @throws Error with one sentence that names the file and the place in it.
 */
export function readRuleSets(path: string): ReadonlyMap<string, Rules> {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new Error(`RULES: ${path} cannot be read as JSON: ${(error as Error).message}`);
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return new Map(Object.entries(parsed.data));
  const [issue] = parsed.error.issues;
  throw new Error(`RULES: ${path}: ${issue?.path.join('.') || 'the file'}: ${issue?.message}`);
}

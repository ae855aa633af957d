import { expectation } from '@org/sequence-model/definition';
import type { z } from 'zod';
import { closest } from '../program/suggestion.js';

type Issue = z.core.$ZodIssue;

/**
 * One problem of a configuration, as a sentence that names its setting, e.g. `training.epochs`. `within` names the part
 * of the configuration that the schema covers, if it does not cover all of it.
 */
export function issueSentence(issue: Issue, schema: z.ZodObject, within?: string): string {
  const place = [...(within === undefined ? [] : [within]), ...issue.path].map(String).join('.');
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => unknownKey(key, place, keysAt(schema, issue.path))).join('; ');
  }
  const subject = place === '' ? 'the configuration' : place;
  return `${subject} ${expectation(issue)}${received(issue)}`;
}

function unknownKey(key: string, place: string, known: readonly string[]): string {
  const name = place === '' ? key : `${place}.${key}`;
  const near = closest(key, known);
  const hint = near === undefined ? `known here: ${known.join(', ')}` : `did you mean ${near}?`;
  return `${name} is not a known setting (${hint})`;
}

function keysAt(schema: z.ZodObject, path: readonly PropertyKey[]): readonly string[] {
  let shape = schema.shape as Record<string, unknown>;
  for (const key of path) {
    const inner = unwrapObject(shape[String(key)]);
    if (inner === undefined) return [];
    shape = inner;
  }
  return Object.keys(shape);
}

function unwrapObject(schema: unknown): Record<string, unknown> | undefined {
  let current = schema as { shape?: Record<string, unknown>; unwrap?: () => unknown } | undefined;
  while (current !== undefined && current.shape === undefined) {
    current = current.unwrap?.() as typeof current;
  }
  return current?.shape;
}

/** The given value, as the end of a sentence. */
export function received(issue: Issue): string {
  if (issue.code === 'custom') return '';
  return `, got ${JSON.stringify(issue.input) ?? 'nothing'}`;
}

import type { z } from 'zod';

/** The rule that a value breaks, as the end of a sentence, e.g. `must be a whole number`. */
export function expectation(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${typeNames[issue.expected] ?? issue.expected}`;
    case 'invalid_value':
      return `must be ${issue.values.map((value) => JSON.stringify(value)).join(' or ')}`;
    case 'too_small':
      return issue.origin === 'array'
        ? `must hold at least ${issue.minimum} value${issue.minimum === 1 ? '' : 's'}`
        : issue.origin === 'string'
          ? 'must not be empty'
          : `must be ${issue.inclusive ? 'at least' : 'above'} ${issue.minimum}`;
    case 'too_big':
      return `must be ${issue.inclusive ? 'at most' : 'below'} ${issue.maximum}`;
    case 'unrecognized_keys':
      return `must not have ${issue.keys.join(', ')}`;
    case 'invalid_union':
      return issue.errors.length === 0 ? issue.message : `must be ${choices(issue.errors)}`;
    default:
      return issue.message;
  }
}

/** The types that the alternatives accept, joined by `or`. */
function choices(alternatives: readonly (readonly z.core.$ZodIssue[])[]): string {
  return alternatives
    .flatMap(([first]) =>
      first === undefined ? [] : [expectation(first).replace(/^must be /, '')],
    )
    .join(' or ');
}

const typeNames: Readonly<Record<string, string>> = {
  int: 'a whole number',
  number: 'a number',
  string: 'text',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
};

import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { RatingRequest } from '@org/bst';
import { z } from 'zod';
import { CliError } from '../program/cli-error.js';
import { fromStart } from '../program/start-directory.js';

const id = z.union([z.string().min(1), z.int()], 'expected an id: text or a whole number');

/** The body of `POST /v1/ratings` of the server. */
const schema = z.strictObject({
  user: id.optional(),
  attributes: z
    .record(z.string(), z.union([z.string(), z.number(), z.array(z.string())]))
    .optional(),
  history: z.array(id),
  ratings: z.array(z.number()),
  timestamps: z.array(z.number()).optional(),
  timestamp: z.number().optional(),
  items: z.array(id).min(1),
});

/** A request, and where it is. */
export interface RequestLine {
  readonly request: RatingRequest;
  /** Such as `requests.jsonl:3`. */
  readonly place: string;
}

/**
 * The requests of a file of JSON lines, one after the other; `-` is standard input. Empty lines are left out.
 *
 * @throws CliError `usage`, naming the line.
 */
export async function* requestLines(path: string): AsyncGenerator<RequestLine> {
  const input = path === '-' ? process.stdin : createReadStream(fromStart(path));
  // Without a listener, the error of a file that cannot be opened would end the process.
  const failure = new Promise<never>((_, reject) => input.once('error', reject));
  failure.catch(() => {});
  const lines = createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })[
    Symbol.asyncIterator
  ]();
  for (let number = 1; ; number += 1) {
    let next: IteratorResult<string>;
    try {
      next = await Promise.race([lines.next(), failure]);
    } catch (cause) {
      throw new CliError('usage', `${path}: the file of requests cannot be read`, { cause });
    }
    if (next.done) return;
    const place = `${path}:${number}`;
    const text = number === 1 ? next.value.replace(/^\uFEFF/, '') : next.value;
    if (text.trim() !== '') yield { request: requestOf(text, place), place };
  }
}

function requestOf(text: string, place: string): RatingRequest {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new CliError('usage', `${place} is not JSON: ${(cause as Error).message}`, { cause });
  }
  const { data, error } = schema.safeParse(value);
  if (data !== undefined) return data;
  const [issue] = error.issues;
  const path = issue?.path.join('.');
  throw new CliError(
    'usage',
    `${place} is not a request for ratings: ${path ? `${path}: ` : ''}${issue?.message}`,
    { cause: error },
  );
}

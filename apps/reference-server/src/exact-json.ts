import type { Context, Next } from 'hono';
import { type InexactNumber, inexactNumbers } from './inexact-numbers.js';
import { problem } from './problem.js';

/** So many are named; a client that sends one such id mostly sends many. */
const MAX_NAMED = 10;

/**
 * Refuses a JSON body that has a number which JavaScript cannot read exactly: it would be rounded, and answered for
 * another item. A body that is not JSON goes on to where that is refused.
 */
export async function refuseInexactNumbers(
  context: Context,
  next: Next,
): Promise<Response | undefined> {
  if (context.req.method === 'POST') {
    const errors = readInexactNumbers(await context.req.text())
      .slice(0, MAX_NAMED)
      .map(sentence);
    if (errors.length > 0) {
      const detail = errors.map(({ path, message }) => (path ? `${path}: ${message}` : message));
      return problem(context, 400, detail.join('; '), errors);
    }
  }
  await next();
  return undefined;
}

function readInexactNumbers(body: string): readonly InexactNumber[] {
  try {
    return inexactNumbers(body);
  } catch (error) {
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}

function sentence({ path, text }: InexactNumber): { path: string; message: string } {
  const advice = /\btimestamps\b/.test(path)
    ? 'send times in a larger unit'
    : `send an id as text, "${text}"`;
  return {
    path,
    message: `${text} is not exact as a JSON number (whole numbers are exact up to 9007199254740991): ${advice}`,
  };
}

import type { Context, TypedResponse } from 'hono';

/** An answer of this JSON text, for documents that are too large to be written at once. Its type is what the text says. */
export function jsonAnswer<Document>(
  context: Context,
  text: string,
): Response & TypedResponse<Document, 200, 'json'> {
  const response: Response = context.body(text, 200, { 'content-type': 'application/json' });
  return response as Response & TypedResponse<Document, 200, 'json'>;
}

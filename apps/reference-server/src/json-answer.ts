import type { Context, TypedResponse } from 'hono';
import type { JSONParsed } from 'hono/utils/types';
import { isLarge, ownTurn } from './slices.js';
import type { TracedCaller } from './trace.js';

/** An answer of these parts of a JSON text, for documents that are too large to be written at once. Its type is what the text says. */
export function jsonAnswer<Document>(
  context: Context,
  parts: readonly Uint8Array[],
): Response & TypedResponse<JSONParsed<Document>, 200, 'json'> {
  // Bytes, as Node would go through a text twice: for its length, and to encode it.
  const response: Response = context.body(Buffer.concat(parts), 200, {
    'content-type': 'application/json',
  });
  return response as Response & TypedResponse<JSONParsed<Document>, 200, 'json'>;
}

/** An answer of a document with so many elements, which is written in a turn of its own if these are many. */
export async function documentAnswer<Document extends object>(
  context: Context,
  document: Document,
  { elements, caller }: { readonly elements: number; readonly caller: TracedCaller },
): Promise<Response & TypedResponse<JSONParsed<Document>, 200, 'json'>> {
  if (!isLarge(elements)) {
    // Its type is that of the document as JSON has it, which is the same here.
    return context.json(document, 200) as Response &
      TypedResponse<JSONParsed<Document>, 200, 'json'>;
  }
  await ownTurn(elements, caller);
  return jsonAnswer<Document>(context, [Buffer.from(JSON.stringify(document))]);
}

import { Catalogue, type ItemRecord, type UntrainedItem } from '@org/seqrec-data';
import { nextTurn } from './turns.js';

const LINE_FEED = 0x0a;
/** Items whose texts are joined at once. */
const ITEMS_A_PART = 4096;

/**
 * Items as lines of JSON in shared memory. Objects would be copied to the other thread all at once, which takes that of
 * requests seconds with a million items; of these it reads a few at a time.
 */
export function itemLines(items: readonly ItemRecord[]): Uint8Array {
  const parts: Buffer[] = [];
  for (let start = 0; start < items.length; start += ITEMS_A_PART) {
    const lines = items
      .slice(start, start + ITEMS_A_PART)
      .map((item) => `${JSON.stringify(item)}\n`);
    parts.push(Buffer.from(lines.join('')));
  }
  const bytes = parts.reduce((sum, { length }) => sum + length, 0);
  const shared = new Uint8Array(new SharedArrayBuffer(bytes));
  let place = 0;
  for (const part of parts) {
    shared.set(part, place);
    place += part.length;
  }
  return shared;
}

/** The catalogue of {@link itemLines}, made in turns with what else the thread does. */
export function catalogueOf(
  lines: Uint8Array,
  untrained: readonly UntrainedItem[],
): Promise<Catalogue> {
  return Catalogue.inTurns(itemsOf(lines), untrained, nextTurn);
}

function* itemsOf({ buffer, byteOffset, byteLength }: Uint8Array): Generator<ItemRecord> {
  const bytes = Buffer.from(buffer, byteOffset, byteLength);
  for (let start = 0; start < bytes.length; ) {
    const end = bytes.indexOf(LINE_FEED, start);
    yield JSON.parse(bytes.toString('utf8', start, end)) as ItemRecord;
    start = end + 1;
  }
}

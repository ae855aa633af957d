import type { PackingSettings } from './messages.js';
import { startModelThread } from './model-thread.js';
import type { PackedItems } from './packed-items.js';

const SUBJECT = 'the thread that packs the items';

/**
 * Packs items in a thread of its own, beside the loading of their model.
 *
 * @param script the code of the threads, `model-worker`
 * @throws Error with one sentence where a line is not an item, or where the thread ends.
 */
export async function packInThread(settings: PackingSettings, script: URL): Promise<PackedItems> {
  const thread = startModelThread(settings, script, SUBJECT);
  try {
    const { start } = await thread.ready;
    if (start.kind !== 'packed') throw new Error(`${SUBJECT} packs none`);
    return start.items;
  } finally {
    thread.stop();
  }
}

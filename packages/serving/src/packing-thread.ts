import { Worker } from 'node:worker_threads';
import type { PackingSettings, WorkerStart } from './messages.js';
import type { PackedItems } from './packed-items.js';

/**
 * Packs items in a thread of its own, beside the loading of their model.
 *
 * @param script the code of the threads, `model-worker`
 * @throws Error with one sentence where a line is not an item.
 */
export function packInThread(settings: PackingSettings, script: URL): Promise<PackedItems> {
  const worker = new Worker(script, { workerData: settings });
  return new Promise((resolve, reject) => {
    worker.once('message', (message: WorkerStart) => {
      if (message.kind === 'packed') resolve(message.items);
      else reject(new Error(message.kind === 'unusable' ? message.reason : 'it packs no items'));
    });
    worker.once('error', reject);
    worker.once('exit', (code) =>
      reject(new Error(`the thread that packs the items exited with ${code}`)),
    );
  });
}

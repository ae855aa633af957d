import { saveArtifact } from '@org/artifact';
import { bert4rec } from '@org/bert4rec';
import { Catalogue } from '@org/seqrec-data';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';

/** Saves an untrained model of items with the ids 300, 301, …, then `ids`. */
export async function saveSmallArtifact(
  directory: string,
  {
    count,
    ids = [],
    seed = 1,
  }: { readonly count: number; readonly ids?: readonly string[]; readonly seed?: number },
): Promise<void> {
  await tf.setBackend('cpu');
  const all = [...Array.from({ length: count }, (_, place) => 300 + place), ...ids];
  const model = bert4rec({
    ...{ itemCount: all.length, maxLength: 12, hiddenSize: 16, layers: 1, heads: 2, seed },
  });
  const items = all.map((id, place) => ({
    ...{ index: place + 1, id, title: `Film ${place}` },
    attributes: { genre: place % 2 === 0 ? ['Drama'] : ['Comedy', 'Crime'], year: 1980 + place },
  }));
  await saveArtifact(directory, {
    ...{ model, catalogue: new Catalogue(items) },
    popularity: Array.from({ length: all.length + 1 }, (_, item) => item),
  });
  model.dispose();
}

import { saveArtifact } from '@org/artifact';
import { bert4rec } from '@org/bert4rec';
import { Catalogue } from '@org/seqrec-data';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';

const GENRES = ['Drama', 'Comedy', 'Crime', 'Horror', 'War'];

/** Saves an untrained model of many items, with vectors of 64 numbers, titles and attributes. */
export async function saveLargeArtifact(directory: string, itemCount: number): Promise<void> {
  await tf.setBackend('cpu');
  const model = bert4rec({
    ...{ itemCount, maxLength: 50, hiddenSize: 64, layers: 1, heads: 2, seed: 1 },
  });
  const items = Array.from({ length: itemCount }, (_, place) => ({
    ...{ index: place + 1, id: place },
    title: `A film with a title of the usual length, part ${place}`,
    attributes: {
      genre: [GENRES[place % 5] as string, GENRES[(place >> 3) % 5] as string],
      year: 1930 + (place % 90),
      price: (place % 1000) / 100,
    },
  }));
  await saveArtifact(directory, {
    ...{ model, catalogue: new Catalogue(items) },
    popularity: Array.from({ length: itemCount + 1 }, (_, item) => (item * 7919) % 10_007),
  });
  model.dispose();
}

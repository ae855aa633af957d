import '@tensorflow/tfjs-backend-cpu';
import { bert4rec } from '@org/bert4rec';
import { Catalogue } from '@org/seqrec-data';
import { saveArtifact } from '../index.js';

// Writes a model again and again, until it is killed: `endless-writer.ts <directory>`. Prints a number after each round.
const [, , directory = ''] = process.argv;
const catalogue = new Catalogue(['a', 'b'].map((id, i) => ({ index: i + 1, id })));
for (let round = 1; ; round += 1) {
  const model = bert4rec({ itemCount: 2, maxLength: 4, hiddenSize: 8, layers: 1, seed: round });
  await saveArtifact(directory, { model, catalogue, popularity: [0, 3, 1] });
  model.dispose();
  process.stdout.write(`${round}\n`);
}

import { join } from 'node:path';
import { interactionSource, prepareDataset, writeDataset } from '../index.js';

// Writes datasets in rounds until it is killed: `endless-writer.ts <directory>`. Their only user is the number of the
// round, which is printed after the round.
const [, , root = ''] = process.argv;
for (let round = 1; ; round += 1) {
  const interactions = Array.from({ length: 2000 }, (_, item) => ({ user: round, item }));
  const dataset = await prepareDataset(interactionSource(interactions));
  await writeDataset(join(root, 'dataset'), dataset);
  process.stdout.write(`${round}\n`);
}

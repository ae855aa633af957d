import { join } from 'node:path';
import { RecordWriter } from '../index.js';

// Writes two shards of records again and again until it is killed: `endless-writer.ts <directory>`. All records of a
// round hold the round's number. Prints this number after each round.
const [, , root = ''] = process.argv;
for (let round = 1; ; round += 1) {
  const writer = await RecordWriter.open(join(root, 'data.tfrecord'), { shards: 2 });
  for (let record = 0; record < 40_000; record += 1) await writer.write(Buffer.from(`${round}`));
  await writer.close();
  process.stdout.write(`${round}\n`);
}

import { join } from 'node:path';
import { writeDirectory, writeFileAtomically } from '../index.js';

// Writes a directory and a file in rounds until it is killed: `endless-writer.ts <directory>`. All files of a round
// hold its number, which is printed after the round.
const [, , root = ''] = process.argv;
for (let round = 1; ; round += 1) {
  const content = Buffer.alloc(100_000, `${round}\n`);
  const parts = function* () {
    for (let start = 0; start < content.length; start += 30_000) {
      yield content.subarray(start, start + 30_000);
    }
  };
  await writeDirectory(join(root, 'directory'), { a: content, b: parts(), c: `${round}` });
  await writeFileAtomically(join(root, 'file'), parts());
  process.stdout.write(`${round}\n`);
}

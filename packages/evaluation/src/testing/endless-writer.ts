import { writeEvaluation } from '../index.js';
import { resultOf } from './result.js';

// Writes results until it is killed: `endless-writer.ts <directory>`. Prints a number after each round.
const [, , directory = ''] = process.argv;
for (let round = 1; ; round += 1) {
  await writeEvaluation(directory, resultOf(2000, round));
  process.stdout.write(`${round}\n`);
}

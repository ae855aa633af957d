// `shard-program.mjs <directory> <milliseconds> <shard>`: makes a shard slowly, in a file that it writes whole, and keeps a
// line of each start. A shard that is there is not made again. A shard named `bad` fails, `wrong` is a wrong command line, and
// `once` fails the first time.
import { appendFileSync, existsSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

const [directory = '', milliseconds, shard = ''] = process.argv.slice(2);
const file = join(directory, `${shard}.txt`);
const isFirst = !existsSync(join(directory, `${shard}.started`));
if (existsSync(file)) process.exit(0);
writeFileSync(join(directory, `${shard}.started`), '');
appendFileSync(join(directory, 'starts'), `${shard} ${process.pid}\n`);
if (shard === 'bad') fail('error: this shard never works', 1);
if (shard === 'wrong') fail('error: no such flag', 2);
if (shard === 'once' && isFirst) fail('error: not yet', 1);
appendFileSync(join(directory, 'running'), '+');
await setTimeout(Number(milliseconds));
appendFileSync(join(directory, 'running'), '-');
writeFileSync(`${file}.${process.pid}`, `shard ${shard}\n`);
renameSync(`${file}.${process.pid}`, file);

function fail(sentence, code) {
  console.error(sentence);
  process.exit(code);
}

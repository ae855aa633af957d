/**
 * Writes the CSV that this benchmark prepares.
 *
 *   pnpm --filter benchmarks bench:prepare:csv --to interactions.csv
 */
import { parseArgs } from 'node:util';
import { fromStart } from '../python.js';
import { millions20, writeInteractions } from './interactions.js';

const { values: flags } = parseArgs({
  options: {
    to: { type: 'string' },
    interactions: { type: 'string', default: String(millions20.interactions) },
  },
});
if (flags.to === undefined) throw new Error('name the file to write with --to');
await writeInteractions(fromStart(flags.to), {
  ...millions20,
  interactions: Number(flags.interactions),
});

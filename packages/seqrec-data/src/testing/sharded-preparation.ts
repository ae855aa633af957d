import { openSource, prepareShards } from '../index.js';
import { shardedOptions } from './sharded-options.js';

// Prepares a CSV in shards: `sharded-preparation.ts <csv> <directory>`.
const [, , path = '', directory = ''] = process.argv;
await prepareShards(await openSource({ path }), directory, shardedOptions);

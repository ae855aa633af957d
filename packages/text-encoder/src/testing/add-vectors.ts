import { sha256 } from '@org/files';
import { VectorCache } from '../vector-cache.js';

// Adds twenty vectors of its own to a cache, each in a file by itself: the directory, and a name for the texts.
const [root = '', name = ''] = process.argv.slice(2);
const cache = await VectorCache.open(root, ['model', 'mean'], 2);
for (let i = 0; i < 20; i += 1) {
  cache.add(sha256(`${name} ${i}`), { vector: Float32Array.of(i, i), tokens: 3 });
  await cache.save();
}

import { bert4rec } from '@org/bert4rec';
import { Random } from '@org/random';
import { startEngine } from '../start-engine.js';

// `scoring-process.ts <requests> <warm-up>`: scores requests with random numbers and lengths of histories on the onnx
// engine, and prints the resident memory in MiB after the warm-up and at the end, without garbage if run with --expose-gc.
const [requests = 0, warmUp = 0] = process.argv.slice(2).map(Number);
const [itemCount, maxLength, mostRows] = [300, 64, 64];
await startEngine({ engine: 'onnx', resolveFrom: import.meta.url });
const scorer = bert4rec({
  itemCount,
  maxLength,
  hiddenSize: 16,
  heads: 4,
  layers: 1,
  seed: 1,
}).scorer();
const random = Random.of(3, 'requests');
for (let request = 1; request <= requests; request += 1) {
  const longest = 1 + random.integer(maxLength);
  const histories = Array.from({ length: 1 + random.integer(mostRows) }, () => ({
    items: Int32Array.from(
      { length: random.integer(longest) },
      () => 1 + random.integer(itemCount),
    ),
  }));
  await scorer.score(histories);
  if (request === warmUp || request === requests) {
    // Garbage says how busy the machine is. Twice, as the first collection only finds out what has a finalizer.
    for (let time = 0; time < 2; time += 1) globalThis.gc?.();
    process.stdout.write(`${process.memoryUsage().rss / 2 ** 20}\n`);
  }
}

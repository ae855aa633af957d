/**
 * Makes millions of tensors on the onnx backend and checks that memory stays flat:
 *
 *   pnpm --filter tools tfjs-onnx:memory [--tensors 5000000]
 *
 * Prints the memory after each tenth. Exit code 1 if a tensor stays, or if the memory grows by more than a tenth after
 * the first three tenths.
 */
import '@org/tfjs-onnx';
import { parseArgs } from 'node:util';
import * as tf from '@tensorflow/tfjs-core';

const { values } = parseArgs({ options: { tensors: { type: 'string', default: '5000000' } } });
const total = Number(values.tensors);
/** Each round makes four tensors. */
const ROUND = 4;

await tf.setBackend('onnx');
const { numTensors } = tf.memory();
const dataIds = () => tf.backend().numDataIds();
const before = dataIds();
const rss: number[] = [];
for (let tenth = 1; tenth <= 10; tenth += 1) {
  for (let made = 0; made < total / 10; made += ROUND) {
    const x = tf.tensor1d([made, 1, 2, 3]);
    const y = tf.tidy(() => tf.add(tf.square(x), 1));
    // Most results are read; the others are dropped before anything computes them.
    if (made % 40 !== 0) y.dataSync();
    tf.dispose([x, y]);
  }
  rss.push(process.memoryUsage().rss / 2 ** 20);
  console.log(`${(tenth * total) / 10} tensors: ${rss.at(-1)?.toFixed(0)} MiB`);
}
const [, , early = 0] = rss;
const last = rss.at(-1) ?? 0;
const kept = tf.memory().numTensors - numTensors + dataIds() - before;
if (kept !== 0) console.error(`${kept} tensors stay`);
if (last > early * 1.1) console.error(`memory grows from ${early} to ${last} MiB`);
process.exitCode = kept === 0 && last <= early * 1.1 ? 0 : 1;

import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { nativeSession, Tensor } from '@org/onnxruntime';
import type { OnnxRuntime, Thread, ThreadEvents } from './onnx-runtime.js';

/** ONNX Runtime's addon, and Node.js's threads. */
export const nodeRuntime: OnnxRuntime = {
  newSession: nativeSession,
  Tensor,
  turn: () => new Promise((resolve) => setImmediate(resolve)),
  threads: {
    cores: availableParallelism(),
    pieceScript,
    start: startThread,
  },
  loadCpuBackend: () => createRequire(import.meta.url)('@tensorflow/tfjs-backend-cpu'),
};

/** Finds the script beside the built module or, when the sources run, in the last build. */
function pieceScript(): URL | undefined {
  const places = ['./piece-worker.js', '../../dist/piece-worker.js'];
  return places
    .map((place) => new URL(place, import.meta.url))
    .find((url) => existsSync(fileURLToPath(url)));
}

function startThread(script: URL, data: object, { message, failed }: ThreadEvents): Thread {
  const worker = new Worker(script, { workerData: data });
  worker.unref();
  worker.on('message', message);
  worker.on('error', (error: Error) => failed(`failed: ${error.message}`, error));
  worker.on('exit', () => failed('has ended'));
  return {
    send: (request, transfer = []) => worker.postMessage(request, [...transfer]),
    hold: (held) => (held ? worker.ref() : worker.unref()),
    async end() {
      await worker.terminate();
    },
  };
}

import { startWebRuntime, Tensor, type WebRuntimeOptions } from '@org/onnxruntime/web';
import type { OnnxRuntime } from './onnx-runtime.js';

/** ONNX Runtime's WebAssembly, on one core. */
export async function webRuntime(options: WebRuntimeOptions): Promise<OnnxRuntime> {
  const { newSession } = await startWebRuntime(options);
  return { newSession, Tensor, turn, threads: undefined };
}

/** A message is a task of its own, as a timer is, and comes without a timer's delay. */
function turn(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.addEventListener('message', () => {
      port1.close();
      resolve();
    });
    port1.start();
    port2.postMessage(undefined);
  });
}

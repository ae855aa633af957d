/**
 * Lets other tasks have a turn of the event loop: input, timers, painting. Pages have no `setImmediate`, and their
 * `setTimeout` waits for 4 ms.
 */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof globalThis.setImmediate === 'function') {
      setImmediate(resolve);
      return;
    }
    const { port1, port2 } = new MessageChannel();
    Object.assign(port1, {
      onmessage: () => {
        port1.close();
        resolve();
      },
    });
    port2.postMessage(undefined);
  });
}

import type { ServingObserver } from '../serving-observer.js';

/** An observer that keeps what it is called with, oldest first. */
export function testObserver() {
  const seen = {
    waiting: [] as number[],
    refused: [] as string[],
    failed: [] as string[],
    recovered: [] as string[],
    notRecovered: [] as string[],
  };
  const observer: ServingObserver = {
    waiting: (rows) => seen.waiting.push(rows),
    refused: (reason) => seen.refused.push(reason),
    failed: (reason) => seen.failed.push(reason),
    notRecovered: (reason) => seen.notRecovered.push(reason),
    recovered: ({ name, version }) => seen.recovered.push(`${name} ${version}`),
  };
  return { seen, observer };
}

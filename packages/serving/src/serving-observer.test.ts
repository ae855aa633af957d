import { expect, it } from 'vitest';
import { queueObservers } from './serving-observer.js';
import { testObserver } from './testing/test-observer.js';

it('the observer of several queues hears how many histories wait for all of them', () => {
  const { seen, observer } = testObserver();
  const observerOf = queueObservers(observer);
  const [first, second] = [observerOf(), observerOf()];
  first.waiting?.(3);
  second.waiting?.(2);
  first.waiting?.(1);
  second.waiting?.(0);
  expect(seen.waiting).toEqual([3, 5, 3, 1]);
  second.refused?.('queue');
  expect(seen.refused).toEqual(['queue']);
});

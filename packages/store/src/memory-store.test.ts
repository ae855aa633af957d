import { describe } from 'vitest';
import { memoryStore } from './memory-store.js';
import { testStoreContract } from './testing/store-contract.js';

describe('the store in memory', () => {
  testStoreContract({ open: async () => memoryStore() });
});

import { describe } from 'vitest';
import { resourcesContract } from '../contract/store-resources.ts';
import { memoryStore } from './memory-store.ts';

describe('the store in memory that tests use', () => {
  resourcesContract(memoryStore);
});

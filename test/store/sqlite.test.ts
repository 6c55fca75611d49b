import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.ts';
import { storeContract } from '../contract/store.ts';

const root = mkdtempSync(join(tmpdir(), 'stepwell-store-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

storeContract('SQLite on disk', () => openSqliteStore({ directory: mkdtempSync(join(root, 'data-')) }));
storeContract('SQLite in memory', () => openSqliteStore({ directory: undefined }));

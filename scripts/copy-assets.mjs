// Copies what the compiler does not: every file under src that is not TypeScript.

import { cpSync } from 'node:fs';

cpSync('src', 'dist', { recursive: true, filter: (source) => !source.endsWith('.ts') });

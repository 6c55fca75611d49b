// Writes docs/integrations.md: what every integration takes and how it is tested, from the connectors and from the tests.
// test/connectors/integrations-page.test.ts says whether the page is current; here the same test writes it first.
// Usage: node scripts/generate-integrations-page.mjs

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const { status } = spawnSync('npx', ['vitest', 'run', 'test/connectors/integrations-page.test.ts'], {
  cwd: root,
  env: { ...process.env, STEPWELL_WRITE_INTEGRATIONS_PAGE: '1' },
  stdio: 'inherit',
});
process.exitCode = status ?? 1;

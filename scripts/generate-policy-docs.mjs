// Writes docs/policies.md: what each integration needs of IAM, and why, from the tables that the policy generator uses.
// test/policy-generator/policy-page.test.ts says whether the page is current; here the same test writes it first.
// Usage: node scripts/generate-policy-docs.mjs

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const { status } = spawnSync('npx', ['vitest', 'run', 'test/policy-generator/policy-page.test.ts'], {
  cwd: root,
  env: { ...process.env, STEPWELL_WRITE_POLICY_DOCS: '1' },
  stdio: 'inherit',
});
process.exitCode = status ?? 1;

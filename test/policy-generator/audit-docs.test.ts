import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { codes } from '../../src/policy-generator/audit/codes.ts';

const page = new URL('../../docs/policies-audit.md', import.meta.url);

test('the page about audits has every finding with its severity, and no other', () => {
  const rows = readFileSync(page, 'utf8').matchAll(
    /^\| `([A-Z_]+)`\s*\| (error|warning|note)\s*\| (.+?)\s*\|$/gm,
  );
  const written = [...rows].map(([, code, severity, summary]) => ({ code, severity, summary }));
  expect(written).toEqual(Object.entries(codes).map(([code, facts]) => ({ code, ...facts })));
});

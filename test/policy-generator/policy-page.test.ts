import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { integrations } from '../../src/policy-generator/integrations/index.ts';
import { policyPage } from './policy-page.ts';

const file = new URL('../../docs/policies.md', import.meta.url);

// Set by scripts/generate-policy-docs.mjs, which has no other way to what is written in TypeScript.
const isWriting = process.env.STEPWELL_WRITE_POLICY_DOCS === '1';

test('docs/policies.md says what the generator does (node scripts/generate-policy-docs.mjs writes it)', () => {
  const page = policyPage();
  if (isWriting) writeFileSync(file, page);
  expect(readFileSync(file, 'utf8')).toBe(page);
});

test('the page has a section for every integration', () => {
  const sections = [...policyPage().matchAll(/^### ([a-z-]+:\w+)$/gm)].map(([, name]) => name);
  expect(sections).toEqual([...integrations.keys()].sort());
});

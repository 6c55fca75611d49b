import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const source = fileURLToPath(new URL('../../src', import.meta.url));

/** Every source file that makes or checks a MAC. */
const files = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => ({ name, text: readFileSync(join(source, name), 'utf8') }))
  .filter(({ text }) => /createHmac|timingSafeEqual/.test(text));

/** Where one side of a comparison is what somebody sent, and the other what only we can make. */
const checking = ['api/sigv4/verify-signature.ts', 'runtime/task-token.ts'];

test('no MAC or signature is compared by a comparison that ends early', () => {
  for (const name of checking) {
    const { text } = files.find((file) => file.name === name) ?? { text: '' };
    expect(text, name).toContain('timingSafeEqual(');
  }
  const early =
    /\b(signature|digest|mac|seal|expected)\w*(\([^)]*\))?\s*[!=]==?\s*(?!undefined|null)|\.equals\(/i;
  for (const { name, text } of files) {
    const lines = text.split('\n').filter((line) => early.test(line) && !/\.length\b/.test(line));
    expect(lines, name).toEqual([]);
  }
});

import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

const root = new URL('../../', import.meta.url);
const page = readFileSync(new URL('docs/security.md', root), 'utf8');

interface Claim {
  readonly id: string;
  readonly mechanism: string;
  readonly test: string;
}

const claims: readonly Claim[] = page.split('\n').flatMap((line) => {
  const [, id, , mechanism = '', named = ''] =
    /^\| ([A-Z]\d+) +\| (.*?) +\| (.*?) +\| (.*?) +\|$/.exec(line) ?? [];
  return id === undefined ? [] : [{ id, mechanism, test: named }];
});

const text = (path: string) => readFileSync(new URL(path, root), 'utf8');

test('the page has claims, and every claim a name of its own', () => {
  expect(claims.length).toBeGreaterThan(40);
  expect(new Set(claims.map(({ id }) => id)).size).toBe(claims.length);
  // No row is passed over because it is written in another way.
  expect(page.match(/^\| [A-Z]\d/gm)).toHaveLength(claims.length);
});

describe.each(claims)('$id', ({ mechanism, test: named }) => {
  test('names a test that there is', () => {
    const [, path = '', title = ''] = /^`(test\/[^`]+)`: (.+)$/.exec(named) ?? [];
    expect(existsSync(new URL(path, root)), path).toBe(true);
    const quoted = [`'${title}'`, `"${title}"`, `\`${title}\``].some((literal) =>
      text(path).includes(literal),
    );
    expect(quoted, `${path}: ${title}`).toBe(true);
  });

  test('names files that there are', () => {
    for (const [, path = ''] of mechanism.matchAll(/`(src\/[^`]+)`/g)) {
      expect(existsSync(new URL(path, root)), path).toBe(true);
    }
  });
});

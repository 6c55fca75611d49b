import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { apiModels } from '../../src/api/model/model.ts';
import { statesOperations } from '../../src/api/operations/states/index.ts';
import { statesSteps } from './states-steps.ts';

/** An operation's row in the page that `node scripts/operations-coverage.mjs` writes. */
interface Row {
  readonly operation: string;
  readonly provoked: readonly string[];
  /** Each with the mark of a reason: `KmsThrottlingException [1]`. */
  readonly missing: readonly string[];
}

const page = readFileSync(new URL('../../docs/operations-coverage.md', import.meta.url), 'utf8');

const rows: readonly Row[] = page.split('\n').flatMap((line) => {
  const [, operation, provoked, missing] = /^\| ([A-Z]\w+) +\| (.*?) +\| (.*?) +\|$/.exec(line) ?? [];
  if (operation === undefined) return [];
  return [{ operation, provoked: namesIn(provoked), missing: namesIn(missing) }];
});

function namesIn(cell = '-'): readonly string[] {
  return cell === '-' ? [] : cell.split(', ');
}

const { operations } = apiModels.states;

test('the page has a row for every operation of the API', () => {
  expect(rows.map(({ operation }) => operation)).toEqual(Object.keys(operations));
});

describe.each(rows)('$operation', ({ operation, provoked, missing }) => {
  test('has every exception of the API in one of two cells', () => {
    const named = [...provoked, ...missing.map((text) => text.replace(/ \[\d+\]$/, ''))];
    expect(named.sort()).toEqual([...(operations[operation]?.errors ?? [])].sort());
  });

  test('says why an exception is not provoked', () => {
    for (const text of missing) {
      const [, mark] = / \[(\d+)\]$/.exec(text) ?? [];
      expect(page, text).toMatch(new RegExp(`^- \\[${mark}\\] \\S`, 'm'));
    }
  });

  test.runIf(operation in statesOperations)('has what the clients are refused with as provoked', () => {
    const listed = new Set(operations[operation]?.errors);
    const refused = statesSteps
      .filter((step) => step.operation === operation)
      .flatMap((step) => (step.refused === undefined ? [] : [step.refused.code]))
      .filter((code) => listed.has(code));
    expect(provoked).toEqual(expect.arrayContaining(refused));
  });
});

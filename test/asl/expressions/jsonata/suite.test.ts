import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../../../../src/base/json.ts';
import { codeOfBounds, differences } from './differences.ts';
import { type Answer, evaluateOn } from './evaluate.ts';

/** One published case of the language. */
interface Case {
  readonly group: string;
  readonly case: string;
  readonly expr: string;
  readonly data?: Json;
  readonly dataset?: string | null;
  readonly bindings?: JsonObject;
  readonly result?: Json;
  readonly undefinedResult?: boolean;
  readonly code?: string;
  readonly error?: { readonly code: string };
  /** The result's members may come in any order. */
  readonly unordered?: boolean;
}

const folder = join(import.meta.dirname, '../../../../../shared/jsonata-suite');

if (!existsSync(folder)) {
  test.skip('the published cases of JSONata 2.0.6 are not beside the project', () => {});
} else {
  const cases = readJson('cases.json') as unknown as readonly Case[];
  const datasets = readJson('datasets.json') as JsonObject;
  const used = cases.filter(({ group }) => group !== 'function-eval');

  describe.each([...new Set(used.map(({ group }) => group))])('%s', (group) => {
    const members = used.filter((member) => member.group === group);
    test.each(members)('$case: $expr', (member) => {
      const document = typeof member.dataset === 'string' ? datasets[member.dataset] : member.data;
      const answer = evaluateOn(member.expr, document, member.bindings);
      if (differences[`${group}/${member.case}`] !== undefined) {
        expect(ordered(answer, member)).not.toEqual(expected(member));
      } else expect(ordered(answer, member)).toEqual(expected(member));
    });
  });

  test('no more than one case in a hundred differs', () => {
    expect(Object.keys(differences).length).toBeLessThan(cases.length / 100);
  });
}

function readJson(name: string): Json {
  return JSON.parse(readFileSync(join(folder, name), 'utf8')) as Json;
}

function expected(member: Case): unknown {
  const code = member.code ?? member.error?.code;
  if (code === codeOfBounds)
    return { error: expect.stringMatching(/^(Stack overflow|Expression evaluation timeout)/) };
  if (code !== undefined) return { error: code };
  if (member.undefinedResult === true) return { nothing: true };
  return { value: sorted(member.result as Json, member) };
}

function ordered(answer: Answer, member: Case): unknown {
  return 'value' in answer ? { value: sorted(answer.value, member) } : answer;
}

function sorted(value: Json, { unordered }: Case): Json {
  return unordered === true && Array.isArray(value) ? [...value].sort() : value;
}

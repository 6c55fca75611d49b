import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { compileStateMachine } from '../../../../src/asl/compile.ts';
import type { StateMachine } from '../../../../src/asl/definition.ts';
import { expressionIn } from '../../../../src/asl/expressions/jsonata/expression.ts';
import { findExpressionProblems } from '../../../../src/asl/expressions/jsonata/problems.ts';
import type { OutcomeField } from '../../../../src/asl/place.ts';
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../../../../src/base/json.ts';
import { readRecordedCases } from '../../../support/recorded-case.ts';

const recordings = new URL('../../../../../shared/conformance/cases/', import.meta.url);
const samples = new URL('../../../../../shared/samples/', import.meta.url);

interface Definition {
  readonly file: string;
  readonly definition: JsonObject;
}

/** Definitions with JSONata in them: those AWS ran, and public samples. */
function definitionsWithExpressions(): readonly Definition[] {
  const texts: { file: string; text: string }[] = [];
  if (existsSync(recordings)) {
    for (const { file, executions } of readRecordedCases(recordings)) {
      for (const { definition } of executions) texts.push({ file, text: definition });
    }
  }
  if (existsSync(samples)) {
    for (const file of readdirSync(samples).filter((name) => name.endsWith('.json'))) {
      texts.push({ file, text: readFileSync(new URL(file, samples), 'utf8') });
    }
  }
  return texts
    .filter(({ text }) => text.includes('{%') && !text.includes('"Resource": "${'))
    .map(({ file, text }) => ({ file, definition: JSON.parse(text) as JsonObject }))
    .filter(({ definition }) => expressionsIn(definition).length > 0);
}

interface Expression {
  readonly text: string;
  readonly allows: OutcomeField;
}

function expressionsIn(value: Json, allows: OutcomeField = 'result'): readonly Expression[] {
  if (isJsonArray(value)) return value.flatMap((member) => expressionsIn(member, allows));
  if (isJsonObject(value)) {
    return Object.entries(value).flatMap(([name, member]) =>
      expressionsIn(member, name === 'Catch' ? 'errorOutput' : allows),
    );
  }
  const text = typeof value === 'string' ? expressionIn(value) : undefined;
  return text === undefined ? [] : [{ text, allows }];
}

const definitions = definitionsWithExpressions();

describe.skipIf(definitions.length === 0)(
  'a definition that AWS accepted (skipped where the recordings are not at hand)',
  () => {
    test.each(definitions)('has expressions without problems: $file', ({ definition }) => {
      const expressions = expressionsIn(definition);
      for (const { text, allows } of expressions)
        expect(findExpressionProblems(text, { allows })).toEqual([]);
    });

    test.each(definitions.filter(({ definition }) => definition.QueryLanguage === 'JSONata'))(
      'can be compiled: $file',
      ({ definition }) => {
        const { states } = compileStateMachine(definition as unknown as StateMachine);
        expect(states.size).toBe(Object.keys(definition.States as JsonObject).length);
      },
    );
  },
);

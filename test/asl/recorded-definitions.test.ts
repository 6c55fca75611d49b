import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { StateMachineType } from '../../src/asl/definition.ts';
import { diagnoseDefinition } from '../../src/asl/diagnose.ts';
import { isError } from '../../src/asl/diagnostic.ts';
import { readRecordedCases, unknownName } from '../support/recorded-case.ts';

const folder = new URL('../../../shared/conformance/cases/', import.meta.url);

interface Definition {
  readonly file: string;
  readonly text: string;
  readonly type: StateMachineType;
}

function recordedDefinitions(): readonly Definition[] {
  if (!existsSync(folder)) return [];
  const byText = new Map<string, Definition>();
  for (const { file, executions } of readRecordedCases(folder)) {
    for (const { definition, type } of executions) {
      byText.set(definition, { file, text: withResources(definition), type: type as StateMachineType });
    }
  }
  return [...byText.values()];
}

/** What the recording made and the definition names is not known by its name, but it was an activity. */
function withResources(definition: string): string {
  const activity = 'arn:aws:states:us-east-1:111111111111:activity:recorded';
  return definition.replaceAll(new RegExp(`"${unknownName}[^"]*"`, 'g'), `"${activity}"`);
}

const definitions = recordedDefinitions();

describe.skipIf(definitions.length === 0)(
  'a definition that AWS ran has no errors (skipped where the recordings are not at hand)',
  () => {
    test.each(definitions)('$file', ({ text, type }) => {
      expect(diagnoseDefinition(text, { type }).filter(isError)).toEqual([]);
    });
  },
);

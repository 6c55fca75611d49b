import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { compileStateMachine } from '../../src/asl/compile.ts';
import type { StateMachine } from '../../src/asl/definition.ts';
import { formatDiagnostics, isError } from '../../src/asl/diagnostic.ts';
import { parseDefinition } from '../../src/asl/parse.ts';
import { validateDefinition } from '../../src/asl/validate.ts';
import { assert } from '../../src/base/assert.ts';

const folder = new URL('../../../shared/samples/', import.meta.url);
const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.json')) : [];

/** Files whose definition AWS refuses, and why. */
const exceptions: Readonly<Record<string, string>> = {
  'shared-fallback-state-jsonata__statemachine__statemachine.asl.json': 'has QueryLanguage among its states',
};

/** Templates name what their deployment fills in; in place of a whole resource that is a function. */
function fillIn(text: string): string {
  return text
    .replace(
      /"Resource"(\s*:\s*)"\$\{[^}"]*\}"/g,
      '"Resource"$1"arn:aws:lambda:us-east-1:123456789012:function:f"',
    )
    .replace(/arn:\$\{[^}"]*\}/g, 'arn:aws');
}

describe.skipIf(files.length === 0)(
  'public definitions (skipped where they are not at hand) are valid',
  () => {
    test.for(files)('%s', (file, context) => {
      const text = fillIn(readFileSync(new URL(file, folder), 'utf8'));
      const exception = exceptions[file];
      if (exception !== undefined) return context.skip(exception);
      const parsed = parseDefinition(text);
      assert('definition' in parsed, `JSON in ${file}`);
      const errors = validateDefinition(parsed.definition, { type: 'STANDARD' }).filter(isError);
      expect(errors, formatDiagnostics(errors)).toEqual([]);
      expect(compileStateMachine(parsed.definition as unknown as StateMachine).states.size).toBeGreaterThan(
        0,
      );
    });
  },
);

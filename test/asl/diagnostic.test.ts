import { expect, test } from 'vitest';
import { type Diagnostic, formatDiagnostics } from '../../src/asl/diagnostic.ts';

const missing: Diagnostic = {
  severity: 'ERROR',
  code: 'MISSING_TRANSITION_TARGET',
  message: "Missing 'Next' target: B",
  location: '/States/A/Next',
};
const endless: Diagnostic = {
  severity: 'ERROR',
  code: 'MISSING_END_STATE',
  message: 'Workflow has no terminal state',
};
const warning: Diagnostic = {
  severity: 'WARNING',
  code: 'NO_DOLLAR',
  message: 'a path?',
  location: '/States/A/Parameters/x',
};

test.each([
  ['one error', [missing], "MISSING_TRANSITION_TARGET: Missing 'Next' target: B at /States/A/Next"],
  [
    'several errors, one of them without a location',
    [missing, endless],
    "MISSING_TRANSITION_TARGET: Missing 'Next' target: B at /States/A/Next, MISSING_END_STATE: Workflow has no terminal state at null",
  ],
  ['warnings left out', [warning, endless], 'MISSING_END_STATE: Workflow has no terminal state at null'],
])('InvalidDefinition lists %s', (_, diagnostics, findings) => {
  expect(formatDiagnostics(diagnostics)).toBe(`Invalid State Machine Definition: '${findings}'`);
});

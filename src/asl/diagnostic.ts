/** A finding in a definition: what ValidateStateMachineDefinition answers with. */
export interface Diagnostic {
  readonly severity: 'ERROR' | 'WARNING';
  readonly code: DiagnosticCode;
  readonly message: string;
  /** A path such as `/States/Foo/Choices[0]/Next`; absent where the finding is about the whole machine. */
  readonly location?: string;
}

/**
 * Source: API reference, "ValidateStateMachineDefinitionDiagnostic"; the two variable codes are not listed there, AWS
 * answers with them all the same.
 */
export type DiagnosticCode =
  | 'INVALID_JSON_DESCRIPTION'
  | 'MISSING_DESCRIPTION'
  | 'SCHEMA_VALIDATION_FAILED'
  | 'MISSING_END_STATE'
  | 'DUPLICATE_STATE_NAME'
  | 'INVALID_STATE_NAME'
  | 'DUPLICATE_LABEL_NAME'
  | 'INVALID_LABEL_NAME'
  | 'MISSING_TRANSITION_TARGET'
  | 'TOO_DEEPLY_NESTED'
  | 'INVALID_VARIABLE_NAME'
  | 'RESERVED_VARIABLE_NAME'
  | 'NO_DOLLAR'
  | 'NO_PATH'
  | 'PASS_RESULT_IS_STATIC';

export function isError(diagnostic: Diagnostic): boolean {
  return diagnostic.severity === 'ERROR';
}

/**
 * The message of the InvalidDefinition exception for a definition with these errors; warnings are left out.
 *
 * A finding without a location reads `at null`, as AWS has it.
 */
export function formatDiagnostics(diagnostics: readonly Diagnostic[]): string {
  const findings = diagnostics
    .filter(isError)
    .map(({ code, message, location }) => `${code}: ${message} at ${location ?? 'null'}`);
  return `Invalid State Machine Definition: '${findings.join(', ')}'`;
}

/** A finding in a definition: what ValidateStateMachineDefinition answers with. */
export interface Diagnostic {
  readonly severity: 'ERROR' | 'WARNING';
  readonly code: DiagnosticCode;
  readonly message: string;
  /** A path such as `/States/Foo/Choices[0]/Next`; absent where the finding is about the whole machine. */
  readonly location?: string;
}

/**
 * Source: API reference, "ValidateStateMachineDefinitionDiagnostic"; the codes of variables and of JSONata are not
 * listed there, AWS answers with them all the same.
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
  | 'INVALID_JSONATA_EXPRESSION'
  | 'UNSUPPORTED_JSONATA_EXPRESSION'
  | 'NO_DOLLAR'
  | 'NO_PATH'
  | 'PASS_RESULT_IS_STATIC'
  | LintCode;

/** Warnings that AWS does not give: a definition that it accepts, and that fails or surprises when it runs. */
export type LintCode =
  | 'CONTEXT_HAS_NO_SUCH_FIELD'
  | 'DUPLICATE_FIELD'
  | 'ERROR_NAME_NEVER_MATCHES'
  | 'EXPRESSION_IS_TEXT'
  | 'HANDLER_NEVER_USED'
  | 'INTRINSIC_ARGUMENT_COUNT'
  | 'INVALID_ROLE_ARN'
  | 'NEVER_ENDS'
  | 'NO_DEFAULT'
  | 'RESOURCE_NOT_SUPPORTED'
  | 'RETRY_WITHOUT_DELAY'
  | 'STATE_NAME_HAS_OUTER_SPACE'
  | 'TASK_TOKEN_NOT_PASSED'
  | 'TIMEOUT_COMES_FIRST'
  | 'TIMEOUT_IS_ZERO'
  | 'VARIABLE_NEVER_ASSIGNED';

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

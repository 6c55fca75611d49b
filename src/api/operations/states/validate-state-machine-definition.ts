import { type DiagnosisOptions, diagnoseDefinition } from '../../../asl/diagnose.ts';
import { type Diagnostic, isError } from '../../../asl/diagnostic.ts';
import { operationOf, optional } from '../typed-operation.ts';

interface ValidateStateMachineDefinitionInput {
  readonly definition: string;
  readonly type?: DiagnosisOptions['type'];
  /** The least severity asked for. */
  readonly severity?: Diagnostic['severity'];
  readonly maxResults?: number;
}

/** Source: API Reference, "ValidateStateMachineDefinition", maxResults. */
const diagnosticsMax = 100;

/** A definition with errors is an answer like any other: what would refuse it at CreateStateMachine, as a list. */
export const validateStateMachineDefinition = operationOf<ValidateStateMachineDefinitionInput>('states', {
  name: 'ValidateStateMachineDefinition',
  permissions: () => [{ action: 'states:ValidateStateMachineDefinition', resource: '*' }],
  async run({ definition, type = 'STANDARD', severity = 'ERROR', maxResults = 0 }, { services }) {
    const { isKnownResource, isConnectedResource, findParameters } = services.connectors;
    const options = { type, isKnownResource, isConnectedResource, findParameters };
    const found = diagnoseDefinition(definition, options);
    const asked = severity === 'ERROR' ? found.filter(isError) : found;
    const limit = maxResults === 0 ? diagnosticsMax : maxResults;
    return {
      result: found.some(isError) ? 'FAIL' : 'OK',
      diagnostics: asked.slice(0, limit).map(diagnosticJson),
      truncated: asked.length > limit,
    };
  },
});

function diagnosticJson({ severity, code, message, location }: Diagnostic) {
  return { severity, code, message, ...optional('location', location) };
}

import { formatDiagnostics, isError } from '../../../asl/diagnostic.ts';
import { parseDefinition } from '../../../asl/parse.ts';
import { validateDefinition } from '../../../asl/validate.ts';
import type { Connectors } from '../../../connectors/index.ts';
import { InvalidDefinition } from './errors.ts';

/** Throws InvalidDefinition with every error that CreateStateMachine and UpdateStateMachine refuse `text` for. */
export function checkDefinition(text: string, type: 'STANDARD' | 'EXPRESS', connectors: Connectors): void {
  const parsed = parseDefinition(text);
  const diagnostics =
    'problem' in parsed
      ? [parsed.problem]
      : validateDefinition(parsed.definition, {
          type,
          isKnownResource: connectors.isKnownResource,
          findParameters: connectors.findParameters,
        });
  const errors = diagnostics.filter(isError);
  if (errors.length > 0) throw new InvalidDefinition(formatDiagnostics(errors));
}

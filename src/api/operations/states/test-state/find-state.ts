import { blocksOf } from '../../../../asl/blocks.ts';
import { compileState } from '../../../../asl/compile.ts';
import type { CompiledState } from '../../../../asl/compiled.ts';
import type { QueryLanguageName, State } from '../../../../asl/definition.ts';
import { type Diagnostic, formatDiagnostics, isError } from '../../../../asl/diagnostic.ts';
import { parseDefinition } from '../../../../asl/parse.ts';
import { inField, type Place } from '../../../../asl/place.ts';
import { rootPlace, validateDefinition, validateState } from '../../../../asl/validate.ts';
import { ValidationException } from '../../../../base/aws-error.ts';
import { isJsonObject, type Json, type JsonObject } from '../../../../base/json.ts';
import type { Connectors } from '../../../../connectors/index.ts';
import { InvalidDefinition } from '../errors.ts';
import { testedStateName } from './state-test.ts';

export interface FoundState {
  /** As diagnostics show it: `/`, `/States/Foo`. */
  readonly place: Place;
  readonly state: JsonObject;
  readonly language: QueryLanguageName;
  readonly compiled: CompiledState;
}

/**
 * The state to test: the definition itself, or the state of it that is called `stateName`, however deep it lies.
 *
 * Which integrations there are is not asked: a mock stands in for any. Throws InvalidDefinition, and ValidationException
 * for a name that no state has.
 */
export function findState(text: string, stateName: string | undefined): FoundState {
  const parsed = parseDefinition(text);
  if ('problem' in parsed) throw invalid([parsed.problem]);
  const { definition } = parsed;
  if (stateName === undefined) {
    refuse(validateState(definition, { type: 'STANDARD' }));
    return foundState(definition, 'JSONPath', rootPlace(undefined, { type: 'STANDARD' }));
  }
  refuse(validateDefinition(definition, { type: 'STANDARD' }));
  const machine = definition as JsonObject;
  for (const { states } of blocksOf(machine, rootPlace(machine, { type: 'STANDARD' }))) {
    const found = states.find(({ name }) => name === stateName);
    if (found !== undefined) {
      const inherited = machine.QueryLanguage === 'JSONata' ? 'JSONata' : 'JSONPath';
      return foundState(found.state, inherited, found.place);
    }
  }
  throw new ValidationException('State not found in definition');
}

/** Throws InvalidDefinition for a state whose work TestState does not do: it can only be tested with a mock. */
export function refuseWithoutMock({ compiled, place }: FoundState, connectors: Connectors): void {
  const { type } = compiled;
  if (type === 'Map' || type === 'Parallel') {
    throw new InvalidDefinition(
      'TestState API does not support Map or Parallel states. Supported state types include: [Task, Wait, Pass, Succeed, Fail, Choice]',
    );
  }
  if (type !== 'Task') return;
  const { resource } = compiled;
  if (resource.kind === 'Activity') {
    throw new InvalidDefinition('TestState API does not support Activity tasks without a mock');
  }
  if (resource.kind === 'Integration' && resource.pattern !== 'RequestResponse') {
    const suffix = resource.resource.slice(resource.action.length);
    throw new InvalidDefinition(
      `TestState API does not support '${suffix}' service integrations without a mock`,
    );
  }
  if (connectors.find(resource) === undefined) {
    const message = `The resource provided ${resource.arn} is not recognized. The value is not a valid resource ARN, or the resource is not available in this region.`;
    throw invalid([
      {
        severity: 'ERROR',
        code: 'SCHEMA_VALIDATION_FAILED',
        message,
        location: inField(place, 'Resource').location,
      },
    ]);
  }
}

/** The definition has been validated. */
function foundState(json: Json, inherited: QueryLanguageName, place: Place): FoundState {
  const state = json as unknown as State;
  return {
    place,
    state: isJsonObject(json) ? json : {},
    language: state.QueryLanguage ?? inherited,
    compiled: compileState(testedStateName, state, inherited),
  };
}

function refuse(diagnostics: readonly Diagnostic[]): void {
  if (diagnostics.some(isError)) throw invalid(diagnostics);
}

function invalid(diagnostics: readonly Diagnostic[]): InvalidDefinition {
  return new InvalidDefinition(formatDiagnostics(diagnostics));
}

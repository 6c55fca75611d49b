import type { Scope, Variables } from '../../../asl/compiled.ts';
import { ValidationException } from '../../../base/aws-error.ts';
import { Failure } from '../../../base/failure.ts';
import { isJsonObject, type JsonObject, jsonText } from '../../../base/json.ts';
import type { ExecutionFacts } from '../../../engine/execution.ts';
import { dataLimitExceeded, isTooLarge } from '../../../engine/payload-limit.ts';
import { exceedsVariableLimit } from '../../../engine/variable-limit.ts';
import type { Permission } from '../../../runtime/identity/identity.ts';
import type { Call } from '../../operation.ts';
import { operationOf, optional } from '../typed-operation.ts';
import { parseExecutionInput } from './execution-input.ts';
import { parseJsonText } from './json-text.ts';
import { checkExecutionRole, passRole } from './role-check.ts';
import { concludeFailure } from './test-state/conclude-failure.ts';
import { inventContext, inventFacts, parseContext } from './test-state/context.ts';
import { type FoundState, findState, refuseWithoutMock } from './test-state/find-state.ts';
import { createInspection, type InspectionLevel } from './test-state/inspection.ts';
import { type Mock, type MockInput, parseMock } from './test-state/mock.ts';
import { runState } from './test-state/run-state.ts';
import {
  type Exit,
  type StateConfiguration,
  type StateTest,
  testedStateName,
} from './test-state/state-test.ts';
import { createWorld } from './test-state/world.ts';

interface TestStateInput {
  readonly definition: string;
  readonly stateName?: string;
  readonly roleArn?: string;
  readonly input?: string;
  readonly variables?: string;
  readonly context?: string;
  readonly inspectionLevel?: InspectionLevel;
  readonly revealSecrets?: boolean;
  readonly mock?: MockInput;
  readonly stateConfiguration?: StateConfiguration;
}

/** Runs one state by itself, its call made for real as `roleArn` or replaced by a mock, and tells how it was left. */
export const testState = operationOf<TestStateInput>('states', {
  name: 'TestState',
  permissions: ({ roleArn, revealSecrets }): readonly Permission[] => [
    { action: 'states:TestState', resource: '*' },
    ...(revealSecrets === true ? [{ action: 'states:RevealSecrets', resource: '*' }] : []),
    ...(roleArn === undefined ? [] : [passRole(roleArn)]),
  ],
  async run(request, call) {
    const found = findState(request.definition, request.stateName);
    refuseMismatch(request);
    const mock = request.mock && (await parseMock(request.mock, found.compiled, found.state));
    const { services, caller } = call;
    const { roleArn } = request;
    const facts = inventFacts(caller.place, { roleArn, newId: services.newId });
    if (mock === undefined) await prepareCall(found, { roleArn, facts }, call);
    const test = prepareTest(request, { found, mock, facts }, call);
    const exit = await runState(test, found.compiled);
    return answer(test, found, exit instanceof Failure ? exit : limited(test, exit));
  },
});

/** Throws ValidationException for fields that go only with a mock, or only without one. */
function refuseMismatch({ mock, context, revealSecrets, stateConfiguration = {} }: TestStateInput): void {
  if (mock !== undefined) {
    if (revealSecrets === true) {
      throw new ValidationException('TestState does not support RevealSecrets when a mock is specified.');
    }
    return;
  }
  const given = { ...stateConfiguration, ...(context !== undefined && { context }) };
  const [first] = Object.keys(given);
  if (first === undefined) return;
  const name = `${first.charAt(0).toUpperCase()}${first.slice(1)}`;
  throw new ValidationException(`TestState does not support ${name} when a mock is not specified.`);
}

/** Refuses a state whose work cannot be done here, or a role that it cannot be done as. */
async function prepareCall(
  found: FoundState,
  { roleArn, facts }: { readonly roleArn: string | undefined; readonly facts: ExecutionFacts },
  call: Call,
): Promise<void> {
  refuseWithoutMock(found, call.services.connectors);
  if (found.compiled.type !== 'Task') return;
  if (roleArn === undefined) {
    throw new ValidationException('RoleArn must be specified when testing a Task state');
  }
  await checkExecutionRole(roleArn, facts.stateMachineArn, call);
}

interface Prepared {
  readonly found: FoundState;
  readonly mock: Mock | undefined;
  readonly facts: ExecutionFacts;
}

function prepareTest(
  request: TestStateInput,
  { found, mock, facts }: Prepared,
  { services }: Call,
): StateTest {
  const { stateConfiguration: configuration = {}, inspectionLevel = 'INFO' } = request;
  const input = parseExecutionInput(request.input ?? '{}');
  const given = request.context === undefined ? undefined : parseContext(request.context);
  const at = services.clock.now();
  const retryCount = 'retriers' in found.compiled ? (configuration.retrierRetryCount ?? 0) : undefined;
  const context = given ?? inventContext({ facts, input, at, retryCount });
  const scope: Scope = {
    input,
    context: () => context,
    variables: parseVariables(request.variables),
    surroundings: { at, random: services.random, newId: services.newId },
  };
  const inspection = createInspection(inspectionLevel, request.revealSecrets === true);
  inspection.show('input', input);
  const { state, language } = found;
  return { state, language, scope, inspection, mock, configuration, world: createWorld(services, facts) };
}

function parseVariables(text = '{}'): Variables {
  const refuse = (problem: string) => new ValidationException(`Invalid variables provided: ${problem}`);
  const variables = parseJsonText(text, refuse);
  if (!isJsonObject(variables)) throw refuse('variables must be a JSON object');
  return variables;
}

/** `exit` with the variables as they then are, or the failure of a state that leaves with more than it may. */
function limited({ scope: { variables } }: StateTest, exit: Exit): Exit | Failure {
  const { output, assigned } = exit;
  const hasTooMuch = assigned !== undefined && exceedsVariableLimit(variables, assigned);
  return isTooLarge(output) || hasTooMuch ? dataLimitExceeded(testedStateName) : exit;
}

function answer(test: StateTest, { compiled }: FoundState, exit: Exit | Failure): JsonObject {
  if (!(exit instanceof Failure)) {
    const { output, assigned, next } = exit;
    return {
      status: 'SUCCEEDED',
      output: jsonText(output),
      ...optional('nextState', next),
      ...inspected(test, assigned),
    };
  }
  const aftermath = concludeFailure(test, compiled, exit);
  const { status, failure } = aftermath;
  const isCaught = aftermath.status === 'CAUGHT_ERROR';
  return {
    status,
    ...optional('error', failure.error),
    ...optional('cause', failure.cause),
    ...(isCaught && { output: jsonText(aftermath.outcome.output), nextState: aftermath.next }),
    ...inspected(test, isCaught ? aftermath.outcome.assigned : undefined),
  };
}

/** Variables are shown where there are any, those the state assigned among them. */
function inspected({ inspection, scope }: StateTest, assigned: Variables | undefined): JsonObject {
  const variables = assigned === undefined ? scope.variables : { ...scope.variables, ...assigned };
  if (Object.keys(variables).length > 0) inspection.show('variables', variables);
  return optional('inspectionData', inspection.data());
}

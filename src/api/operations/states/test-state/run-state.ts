import type {
  CompiledFail,
  CompiledParallel,
  CompiledPass,
  CompiledState,
  CompiledTask,
  CompiledWait,
  Outcome,
} from '../../../../asl/compiled.ts';
import { type Evaluated, Failure } from '../../../../base/failure.ts';
import { dataLimitExceeded, isTooLarge } from '../../../../engine/payload-limit.ts';
import { concludeResult, evaluateInput, selectInput } from './data-flow.ts';
import { runMap } from './run-map.ts';
import { type Exit, type StateTest, testedStateName } from './state-test.ts';

/** Takes the state from its entering to its exit, or to what failed it; what follows a failure is not its business. */
export async function runState(test: StateTest, state: CompiledState): Promise<Evaluated<Exit>> {
  switch (state.type) {
    case 'Task':
      return leave(await runTask(test, state), state.next);
    case 'Map':
      return leave(runMap(test, state), state.next);
    case 'Parallel':
      return leave(runParallel(test, state), state.next);
    case 'Pass':
      return leave(runPass(test, state), state.next);
  }
  const selected = selectInput(test);
  if (selected instanceof Failure) return selected;
  switch (state.type) {
    case 'Wait':
      return leave(await runWait(test, state), state.next);
    case 'Choice':
      return state.choose(test.scope);
    case 'Succeed':
      return leave(state.conclude(test.scope), undefined);
    case 'Fail':
      return runFail(test, state);
  }
  return state satisfies never;
}

function leave(outcome: Evaluated<Outcome>, next: string | undefined): Evaluated<Exit> {
  return outcome instanceof Failure ? outcome : { next, ...outcome };
}

function runPass(test: StateTest, compiled: CompiledPass): Evaluated<Outcome> {
  const { Result: fixed } = test.state;
  if (test.language === 'JSONata') return compiled.conclude(test.scope);
  const result = fixed ?? evaluateInput(test);
  if (result instanceof Failure) return result;
  if (fixed !== undefined) test.inspection.show('result', fixed);
  return concludeResult(test, result);
}

/** Fields are looked at in the order in which an execution does. */
async function runTask(test: StateTest, compiled: CompiledTask): Promise<Evaluated<Outcome>> {
  const { scope, mock, inspection, world } = test;
  const { resource } = compiled;
  const parameters = evaluateInput(test);
  if (parameters instanceof Failure) return parameters;
  if (isTooLarge(parameters)) return dataLimitExceeded(testedStateName);
  const targetRoleArn = compiled.targetRoleArn?.(scope);
  if (targetRoleArn instanceof Failure) return targetRoleArn;
  const timeoutSeconds = compiled.timeoutSeconds?.(scope);
  if (timeoutSeconds instanceof Failure) return timeoutSeconds;
  const heartbeatSeconds = compiled.heartbeatSeconds?.(scope);
  if (heartbeatSeconds instanceof Failure) return heartbeatSeconds;
  const result =
    mock === undefined
      ? await world.call(
          { stateName: testedStateName, resource, parameters, targetRoleArn },
          timeoutSeconds,
          inspection.showExchange,
        )
      : mock.result;
  if (result instanceof Failure) return result;
  if (isTooLarge(result)) {
    return dataLimitExceeded(resource.kind === 'Integration' ? resource.resourceType : resource.arn);
  }
  inspection.show('result', result);
  return concludeResult(test, result);
}

function runParallel(test: StateTest, compiled: CompiledParallel): Evaluated<Outcome> {
  const input = compiled.input(test.scope);
  if (input instanceof Failure) return input;
  if (isTooLarge(input)) return dataLimitExceeded(testedStateName);
  const result = test.mock?.result ?? null;
  return result instanceof Failure ? result : concludeResult(test, result);
}

async function runWait(test: StateTest, compiled: CompiledWait): Promise<Evaluated<Outcome>> {
  const until = compiled.until(test.scope);
  if (until instanceof Failure) return until;
  return (await test.world.wait(until)) ?? compiled.conclude(test.scope);
}

function runFail({ scope }: StateTest, compiled: CompiledFail): Failure {
  const error = compiled.error(scope);
  if (error instanceof Failure) return error;
  const cause = compiled.cause(scope);
  return cause instanceof Failure ? cause : new Failure(error, cause);
}

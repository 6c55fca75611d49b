import type { Outcome, Scope } from '../../../../asl/compiled.ts';
import type { QueryLanguageName } from '../../../../asl/definition.ts';
import type { Failure } from '../../../../base/failure.ts';
import type { Json, JsonObject } from '../../../../base/json.ts';
import type { OnExchange } from '../../../../connectors/connector.ts';
import type { CallTask } from '../../../../engine/command.ts';
import type { Inspection } from './inspection.ts';
import type { Mock } from './mock.ts';

/** The name every tested state has in its Context object, whatever its definition calls it (recorded). */
export const testedStateName = 'StateName';

/** How long a test may take. Source: API Reference, "TestState". */
export const testSecondsMax = 300;

/** One state on its way through a test. */
export interface StateTest {
  /** The state as its author wrote it. */
  readonly state: JsonObject;
  readonly language: QueryLanguageName;
  readonly scope: Scope;
  readonly inspection: Inspection;
  readonly mock: Mock | undefined;
  readonly configuration: StateConfiguration;
  readonly world: World;
}

/** The API's TestStateConfiguration: where in an execution the state is taken to stand. */
export interface StateConfiguration {
  readonly retrierRetryCount?: number;
  readonly errorCausedByState?: string;
  readonly mapIterationFailureCount?: number;
  readonly mapItemReaderData?: string;
}

/** What a test without a mock does outside of itself; both are bounded by what a test may take. */
export interface World {
  /** Makes the task's call as its role. */
  call(
    task: Omit<CallTask, 'type' | 'eventId'>,
    timeoutSeconds: number | undefined,
    onExchange?: OnExchange,
  ): Promise<Json | Failure>;
  /** Resolves once `until` (epoch milliseconds) has come, with a Failure where that is later than a test may last. */
  wait(until: number): Promise<Failure | undefined>;
}

/** How the state was left. */
export interface Exit extends Outcome {
  readonly next: string | undefined;
}

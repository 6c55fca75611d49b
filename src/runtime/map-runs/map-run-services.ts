import type { Surroundings } from '../../asl/compiled.ts';
import { AwsError } from '../../base/aws-error.ts';
import { Failure } from '../../base/failure.ts';
import { type Json, jsonText } from '../../base/json.ts';
import type { Session } from '../../connectors/connector.ts';
import { formatResults } from '../../connectors/map-run/format-results.ts';
import { openItems } from '../../connectors/map-run/item-reader.ts';
import type { ChildResult, OpenedItems } from '../../connectors/map-run/map-run-data.ts';
import { writeResults } from '../../connectors/map-run/result-writer.ts';
import type { ExecutionFacts } from '../../engine/execution.ts';
import type { MapRunPlan } from '../../engine/map-run-items.ts';
import type { MapRunProgress, StoredMapRun } from '../../store/map-runs.ts';
import type { Caller, Identity } from '../identity/identity.ts';
import { splitLabel } from '../revisions.ts';
import { type Patience, untilAvailable } from '../until-available.ts';
import { readChildInputs, stateItems } from './child-inputs.ts';
import { readChildResults } from './child-results.ts';
import type { Collection } from './map-run.ts';
import type { PatientStore } from './patient-store.ts';

/** What was not handed out is read so much at a time. */
const pendingPerRead = 256;

export interface MapRunServicesParts {
  readonly store: PatientStore;
  readonly patience: Patience;
  readonly identity: Identity;
  readonly openSession: (caller: Caller) => Session;
  readonly surroundings: () => Surroundings;
}

/** What a Map Run asks of the world as its execution's role. Everything rejects with a Failure. */
export interface MapRunServices {
  checkPermissions(): Promise<void>;
  openItems(plan: MapRunPlan, expectedVersion: string | undefined): Promise<OpenedItems>;
  collect(plan: MapRunPlan, collection: Collection): Promise<Json>;
}

export function createMapRunServices(
  { store, patience, identity, openSession, surroundings }: MapRunServicesParts,
  mapRun: StoredMapRun,
  { facts, isStandard }: { readonly facts: ExecutionFacts; readonly isStandard: boolean },
): MapRunServices {
  const { machineArn } = splitLabel(facts.stateMachineArn);

  async function callerOf(): Promise<Caller> {
    const { roleArn, region } = facts;
    try {
      const role = { roleArn, sourceArn: machineArn, service: 'states' };
      const session = await untilAvailable(() => identity.assumeExecutionRole(role), patience);
      return identity.callerOf(session, region);
    } catch (error) {
      throw permissionFailure(error);
    }
  }

  const authorize: Identity['authorize'] = (caller, permission) =>
    untilAvailable(() => identity.authorize(caller, permission), patience);

  async function openSource(plan: MapRunPlan, expectedVersion: string | undefined): Promise<OpenedItems> {
    const { items, request } = plan;
    if (items !== undefined || request.itemReader === undefined) return stateItems(items ?? []);
    const session = openSession(await callerOf());
    const { itemReader } = request;
    return openItems({ ...itemReader, itemsPointer: itemReader.itemsPointer }, session, expectedVersion);
  }

  /** What no child was given, as far as it can be read: a Map Run that has failed does not fail for it once more. */
  async function* pendingResults(plan: MapRunPlan, progress: MapRunProgress): AsyncGenerator<ChildResult> {
    if (progress.isExhausted) return;
    const { stateMachineArn } = mapRun;
    const pending = {
      status: 'PENDING',
      executionArn: '',
      name: '',
      stateMachineArn,
      redriveCount: 0,
    } as const;
    try {
      const opened = await openSource(plan, progress.sourceVersion);
      const inputs = readChildInputs(plan, opened, { skipped: progress.itemCount, surroundings });
      for (;;) {
        const next = await inputs.next(pendingPerRead);
        if (next instanceof Failure) return;
        for (const { input } of next.batches) yield { ...pending, input: jsonText(input) };
        if (next.isExhausted) return;
      }
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
    }
  }

  return {
    async checkPermissions() {
      const caller = await callerOf();
      try {
        await authorize(caller, { action: 'states:StartExecution', resource: machineArn });
        if (mapRun.redriveCount > 0 && isStandard)
          await authorize(caller, {
            action: 'states:RedriveExecution',
            resource: `${mapRun.stateMachineArn.replace(':stateMachine:', ':execution:')}:*`,
          });
      } catch (error) {
        throw permissionFailure(error);
      }
    },

    openItems: openSource,

    async collect(plan, { progress, onResult }) {
      const { request, stateName } = plan;
      const results = counted(readChildResults(store, mapRun), onResult);
      const { resultWriter } = request;
      if (resultWriter?.resource === undefined)
        return formatResults(resultWriter?.config ?? {}, results, stateName);
      const session = openSession(await callerOf());
      const { mapRunArn } = mapRun;
      const { resource } = resultWriter;
      const all = both(results, pendingResults(plan, progress));
      return writeResults({ ...resultWriter, resource }, session, { mapRunArn }, all);
    },
  };
}

async function* both<Value>(
  first: AsyncIterable<Value>,
  second: AsyncIterable<Value>,
): AsyncGenerator<Value> {
  yield* first;
  yield* second;
}

async function* counted(
  results: AsyncIterable<ChildResult>,
  onResult: () => void,
): AsyncGenerator<ChildResult> {
  for await (const result of results) {
    onResult();
    yield result;
  }
}

function permissionFailure(error: unknown): unknown {
  return error instanceof AwsError ? new Failure('States.Permissions', error.message) : error;
}

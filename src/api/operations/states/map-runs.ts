import type { Arn } from '../../../base/arn.ts';
import { assert } from '../../../base/assert.ts';
import type { StoredMapRun } from '../../../store/map-runs.ts';
import type { ExecutionSummary } from '../../../store/store.ts';
import type { Call } from '../../operation.ts';
import { parseStatesArn } from './arns.ts';
import { ResourceNotFound } from './errors.ts';
import { checkMapRunArn } from './map-run-arn.ts';

/** The Map Run of that ARN in the call's region. Throws InvalidArn or ResourceNotFound. */
export async function getMapRun(mapRunArn: Arn, { caller, services }: Call): Promise<StoredMapRun> {
  checkMapRunArn(mapRunArn);
  const isHere = parseStatesArn(mapRunArn).place.region === caller.place.region;
  const mapRun = isHere ? await services.store.mapRuns.find(mapRunArn) : undefined;
  if (mapRun === undefined) throw new ResourceNotFound(mapRunArn);
  return mapRun;
}

/** Whether a Map Run started the execution, by its ARN: it has the Map's label. */
export function isChild({ stateMachineArn }: ExecutionSummary): boolean {
  return stateMachineArn.includes('/');
}

/** The Map Run that started an execution. */
export async function mapRunOfChild(
  summary: ExecutionSummary,
  { services }: Call,
): Promise<StoredMapRun | undefined> {
  const { mapRuns } = services.store;
  const child = await mapRuns.findChild(summary);
  assert(child !== undefined, `a Map Run that started ${summary.executionArn}`);
  // Undefined: what is kept of the execution that had the Map Run was purged before this one.
  return mapRuns.get({ shard: summary.shard, id: child.mapRunId });
}

/** Of a state machine's ARN with a Map's label, the name without and the label. */
export function splitLabelledName(name: string): {
  readonly name: string;
  readonly label: string | undefined;
} {
  const [machineName = name, label] = name.split('/');
  return { name: machineName, label };
}

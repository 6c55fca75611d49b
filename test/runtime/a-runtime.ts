import { pino } from 'pino';
import type { Clock } from '../../src/base/clock.ts';
import type { JsonObject } from '../../src/base/json.ts';
import { ServiceError } from '../../src/connectors/connector.ts';
import { createRuntime, type Runtime, type RuntimeParts } from '../../src/runtime/runtime.ts';
import type { PutResource, Store } from '../../src/store/store.ts';
import { anIdentity, testStart } from '../support/an-identity.ts';

/** What a test's runtime is made of. */
interface World {
  readonly store: Store;
  readonly clock: Clock;
  /** None by default. */
  readonly findConnector?: RuntimeParts['findConnector'];
}

/**
 * A started runtime over `store` whose executions can call no service but through connectors of the test. Time is the test's
 * to say; there is no chance.
 */
export async function aRuntime({ store, clock, findConnector = () => undefined }: World): Promise<Runtime> {
  let idCount = 0;
  const runtime = createRuntime({
    store,
    clock,
    log: pino({ level: 'silent' }),
    secret: Buffer.from('a secret of this test'),
    identity: anIdentity({ store }).identity,
    random: () => 0.5,
    newId: () => {
      idCount += 1;
      return `id-${idCount}`;
    },
    findConnector,
    openSession: ({ place }) => ({ ...place, request: refuse }),
  });
  await runtime.start();
  return runtime;
}

async function refuse(service: string, action: string): Promise<never> {
  throw new ServiceError(`${service}:${action} was called`, { code: 'Refused', status: 400, requestId: '' });
}

/** The change that stores revision `name` of a Standard state machine, in place of what is there. */
export function aRevision(
  name: string,
  machine: { readonly stateMachineArn: string; readonly definition: JsonObject; readonly roleArn: string },
): PutResource<'StateMachineRevision'> {
  const [, , , region = '', account = ''] = machine.stateMachineArn.split(':');
  return {
    type: 'put',
    key: { kind: 'StateMachineRevision', account, region, name },
    body: {
      ...machine,
      definition: JSON.stringify(machine.definition),
      type: 'STANDARD',
      updatedAt: testStart,
      revisionId: undefined,
      loggingConfiguration: undefined,
      tracingConfiguration: undefined,
      encryptionConfiguration: undefined,
    },
    expectedRevision: undefined,
  };
}

import pino from 'pino';
import { createDispatcher } from '../../src/api/dispatcher.ts';
import type { Services } from '../../src/api/operation.ts';
import { eventsOperations } from '../../src/api/operations/events/index.ts';
import { iamOperations } from '../../src/api/operations/iam/index.ts';
import { isJsonObject, type JsonObject } from '../../src/base/json.ts';
import { createEventBridge, type EventBridge } from '../../src/eventbridge/event-bridge.ts';
import type { Caller } from '../../src/runtime/identity/identity.ts';
import type { Store } from '../../src/store/store.ts';
import { aStillClock, type StillClock } from '../runtime/still-clock.ts';
import { anIdentity, rootOf, trust } from '../support/an-identity.ts';
import { memoryStore } from '../support/memory-store.ts';

export const account = '111111111111';
export const otherAccount = '222222222222';
export const root = rootOf(account);
export const otherRoot = rootOf(otherAccount);

/** A call that a target got. */
export interface TargetCall {
  readonly service: string;
  readonly action: string;
  readonly input: JsonObject;
  readonly caller: Caller;
  readonly at: number;
}

/** EventBridge's operations with a clock that only tests move, before services that do what tests say. */
export interface EventWorld {
  readonly eventBridge: EventBridge;
  readonly store: Store;
  readonly clock: StillClock;
  readonly calls: readonly TargetCall[];
  /** What the operator is told of events that are lost. */
  readonly losses: readonly string[];
  /** What the next calls of targets meet, in order; after these they go through. */
  readonly refusals: Error[];
  events(name: keyof typeof eventsOperations, input: JsonObject, caller?: Caller): Promise<JsonObject>;
  /** A role that EventBridge may assume; its ARN. */
  createRole(name: string, allowed?: { readonly action: string; readonly resource: string }): Promise<string>;
  /** Lets deliveries that need no timer come to their end. */
  settle(): Promise<void>;
}

export function anEventWorld(store: Store = memoryStore()): EventWorld {
  const clock = aStillClock();
  const { identity } = anIdentity({ store });
  const calls: TargetCall[] = [];
  const losses: string[] = [];
  const refusals: Error[] = [];
  let idCount = 0;
  const newId = () => {
    idCount += 1;
    return `id-${idCount}`;
  };
  const log = pino(
    { level: 'warn' },
    { write: (line: string) => losses.push((JSON.parse(line) as { readonly msg: string }).msg) },
  );
  const eventBridge = createEventBridge({
    store,
    clock,
    log,
    identity,
    newId,
    random: () => 1,
    openSession: (caller) => ({
      ...caller.place,
      async request(service, action, input) {
        calls.push({ service, action, input, caller, at: clock.now() });
        const refusal = refusals.shift();
        if (refusal !== undefined) throw refusal;
        return { output: {}, metadata: { requestId: newId(), status: 200, headers: {} } };
      },
    }),
  });
  // The operations of EventBridge and IAM reach for nothing else.
  const services = { store, clock, identity, newId, log, eventBridge } as unknown as Services;
  const dispatcher = createDispatcher(
    [...Object.values(eventsOperations), ...Object.values(iamOperations)],
    services,
  );

  async function dispatch(
    service: 'events' | 'iam',
    operationName: string,
    input: JsonObject,
    caller: Caller,
  ) {
    const answer = await dispatcher.dispatch({ service, operationName, input, caller, requestId: newId() });
    return isJsonObject(answer) ? answer : {};
  }

  return {
    eventBridge,
    store,
    clock,
    calls,
    losses,
    refusals,
    events: (name, input, caller = root) => dispatch('events', name, input, caller),
    async createRole(name, allowed) {
      const AssumeRolePolicyDocument = trust({ Service: 'events.amazonaws.com' });
      await dispatch('iam', 'CreateRole', { RoleName: name, AssumeRolePolicyDocument }, root);
      if (allowed !== undefined) {
        const statement = { Effect: 'Allow', Action: allowed.action, Resource: allowed.resource };
        const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
        await dispatch(
          'iam',
          'PutRolePolicy',
          { RoleName: name, PolicyName: 'inline', PolicyDocument },
          root,
        );
      }
      return `arn:aws:iam::${account}:role/${name}`;
    },
    async settle() {
      for (let round = 0; round < settlingRounds; round += 1) await new Promise(setImmediate);
    },
  };
}

const settlingRounds = 30;

/** An entry of PutEvents. */
export function anEntry(more: JsonObject = {}): JsonObject {
  return { Source: 'shop', DetailType: 'Order', Detail: '{"total":101}', ...more };
}

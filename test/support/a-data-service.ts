import { randomUUID } from 'node:crypto';
import pino from 'pino';
import { onTestFinished } from 'vitest';
import type { Operation, Services } from '../../src/api/operation.ts';
import { createSealing } from '../../src/api/sealing.ts';
import type { Permission } from '../../src/runtime/identity/identity.ts';
import type { Store } from '../../src/store/store.ts';
import { anIdentity, longTermKey, someServices, startServer, temporaryKey } from './api-server.ts';
import { memoryStore } from './memory-store.ts';
import { type SdkPackage, type SendCommand, sendWith } from './sdk-client.ts';

export interface DataService {
  /** As account 111111111111. */
  readonly send: SendCommand;
  /** As account 222222222222. */
  readonly sendAsOther: SendCommand;
  readonly store: Store;
  readonly asked: Permission[];
  readonly now: () => number;
  /** Moves the clock on. */
  pass(milliseconds: number): void;
}

type ClientClass = new (configuration: object) => { destroy(): void };

/** A service that keeps its data in the store alone, over HTTP in us-east-1; gone after the test. */
export async function aDataService(
  operations: Readonly<Record<string, Operation>>,
  exports: SdkPackage,
  clientName: string,
): Promise<DataService> {
  const asked: Permission[] = [];
  const log = pino({ level: 'silent' });
  const store = memoryStore();
  let time = 1_800_000_000_000;
  const services: Services = {
    ...someServices({ identity: anIdentity((permission) => asked.push(permission)), log }),
    store,
    sealing: createSealing(Buffer.from('the secret of this test')),
    clock: { now: () => time, schedule: () => () => {} },
    newId: randomUUID,
  };
  const server = await startServer(Object.values(operations), { services });
  const Client = exports[clientName] as ClientClass;
  const clients = [longTermKey, temporaryKey].map(
    (credentials) =>
      new Client({ endpoint: server.endpoint, region: 'us-east-1', credentials, maxAttempts: 1 }),
  );
  onTestFinished(async () => {
    for (const client of clients) client.destroy();
    await server.close();
  });
  return {
    send: sendWith(clients[0], exports),
    sendAsOther: sendWith(clients[1], exports),
    store,
    asked,
    now: () => time,
    pass(milliseconds) {
      time += milliseconds;
    },
  };
}

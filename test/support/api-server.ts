import pino from 'pino';
import { createDispatcher } from '../../src/api/dispatcher.ts';
import type { Operation, Services } from '../../src/api/operation.ts';
import { createServer, type ServerLimits } from '../../src/api/server.ts';
import type { AuthenticationMode } from '../../src/api/sigv4/authentication.ts';
import type { JsonObject } from '../../src/base/json.ts';
import { accountRoot } from '../../src/iam/principal.ts';
import type { Credential, Identity, Permission } from '../../src/runtime/identity/identity.ts';

/** A long-term key of account 111111111111. */
export const longTermKey = { accessKeyId: 'AKIDLONGTERM', secretAccessKey: 'long-term-secret' };

/** A temporary key of account 222222222222. */
export const temporaryKey = {
  accessKeyId: 'ASIATEMPORARY',
  secretAccessKey: 'temporary-secret',
  sessionToken: 'the/session+token==',
};

export const credentials: readonly Credential[] = [
  {
    ...longTermKey,
    sessionToken: undefined,
    principal: accountRoot({ account: '111111111111' }),
    account: '111111111111',
    expiresAt: undefined,
  },
  {
    ...temporaryKey,
    principal: accountRoot({ account: '222222222222' }),
    account: '222222222222',
    expiresAt: Number.MAX_SAFE_INTEGER,
  },
  {
    accessKeyId: 'ASIAEXPIRED',
    secretAccessKey: 'expired-secret',
    sessionToken: 'expired-token',
    principal: accountRoot({ account: '222222222222' }),
    account: '222222222222',
    expiresAt: 1,
  },
];

/** The part of Identity that the front door itself asks: credentials by key, and a decision about each permission. */
export function anIdentity(authorize: (permission: Permission) => void = () => undefined) {
  return {
    authorize: async (_caller, permission) => authorize(permission),
    findCredential: async (accessKeyId, sessionToken) =>
      credentials.find((known) => known.accessKeyId === accessKeyId && known.sessionToken === sessionToken),
  } satisfies Pick<Identity, 'authorize' | 'findCredential'>;
}

/** Services with only what the front door itself uses; operations under test use nothing else. */
export function someServices({
  identity = anIdentity(),
  log = pino({ level: 'silent' }),
}: {
  readonly identity?: ReturnType<typeof anIdentity>;
  readonly log?: pino.Logger;
} = {}): Services {
  return { identity, log, clock: { now: () => Date.now() } } as unknown as Services;
}

export interface RunningServer {
  readonly port: number;
  readonly endpoint: string;
  close(): Promise<void>;
}

export const trustMode: AuthenticationMode = {
  type: 'trust',
  defaultAccount: '000000000000',
  defaultRegion: 'us-east-1',
};

/** The real server on a free loopback port, in front of `operations`. */
export async function startServer(
  operations: readonly Operation[],
  {
    authentication = { type: 'verify' },
    services = someServices(),
    limits = {},
    now = () => Date.now(),
  }: {
    readonly authentication?: AuthenticationMode;
    readonly services?: Services;
    readonly limits?: Partial<ServerLimits>;
    readonly now?: () => number;
  } = {},
): Promise<RunningServer> {
  let requestCount = 0;
  const server = createServer({
    dispatcher: createDispatcher(operations, services),
    identity: services.identity,
    authentication,
    limits,
    clock: { now },
    newId: () => `request-${++requestCount}`,
    log: services.log,
  });
  const { port } = await server.listen({ host: '127.0.0.1', port: 0 });
  return { port, endpoint: `http://127.0.0.1:${port}`, close: () => server.close() };
}

/** An operation that needs no permission and answers what `run` gives. */
export function anOperation(
  service: Operation['service'],
  name: string,
  run: (input: JsonObject, call: Parameters<Operation['run']>[1]) => Awaited<ReturnType<Operation['run']>>,
): Operation {
  return { service, name, permissions: () => [], run: async (input, call) => run(input, call) };
}

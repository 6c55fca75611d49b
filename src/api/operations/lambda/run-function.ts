import type { FunctionConfiguration } from '../../../compute/function-configuration.ts';
import type { Invocation, InvocationResult } from '../../../compute/run-invocation.ts';
import type { RoleSession } from '../../../runtime/identity/identity.ts';
import type { FunctionVersionBody } from '../../../store/resources/functions.ts';
import type { Services } from '../../operation.ts';
import { functionNotFound } from './errors.ts';
import { assumeExecutionRole, credentialsOf } from './execution-role.ts';
import { findArchive } from './function-code.ts';
import { codeLibraryOf } from './installed-code.ts';

/**
 * Runs a version of a function once, with the credentials of its role.
 *
 * Throws AccessDeniedException where the role no longer trusts Lambda, TooManyRequestsException and ServiceException
 * as the runner does.
 */
export async function runFunction(
  services: Services,
  body: FunctionVersionBody,
  { payload, invocation }: { readonly payload: string; readonly invocation: Invocation },
): Promise<InvocationResult> {
  const { functionArn, codeSha256, settings } = body;
  const session = await assumeExecutionRole(services, { functionArn, roleArn: settings.roleArn });
  const configuration = configurationOf(services, body, session);
  const library = codeLibraryOf(services.functions);
  await library.use(codeSha256, async () => {
    const archive = await findArchive(services, codeSha256);
    // The function was deleted, or got other code, after it was looked up.
    if (archive === undefined) throw functionNotFound(`${functionArn}:${body.version}`);
    return archive;
  });
  try {
    return await services.functions.invoke(configuration, payload, invocation);
  } finally {
    library.release(codeSha256);
  }
}

interface KnownConfiguration {
  readonly session: RoleSession;
  readonly endpoint: string;
  readonly configuration: FunctionConfiguration;
}

const configurations = new WeakMap<FunctionVersionBody, KnownConfiguration>();

/** One object for as long as nothing in it changes: the runner knows processes by it. */
function configurationOf(
  services: Services,
  body: FunctionVersionBody,
  session: RoleSession,
): FunctionConfiguration {
  const endpoint = services.endpoint();
  const known = configurations.get(body);
  if (known !== undefined && known.session === session && known.endpoint === endpoint) {
    return known.configuration;
  }
  const { settings } = body;
  const credentials = credentialsOf(services, session);
  const configuration: FunctionConfiguration = {
    functionArn: body.functionArn,
    functionName: body.name,
    version: body.version,
    runtime: settings.runtime,
    handler: settings.handler,
    codeSha256: body.codeSha256,
    timeoutSeconds: settings.timeoutSeconds,
    memoryMegabytes: settings.memoryMegabytes,
    environment: {
      // A function that has other endpoints in mind says so in its own variables.
      AWS_ENDPOINT_URL: endpoint,
      ...settings.environment,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      AWS_SESSION_TOKEN: credentials.sessionToken,
    },
  };
  configurations.set(body, { session, endpoint, configuration });
  return configuration;
}

import { STSClient } from '@aws-sdk/client-sts';
import { type Arn, parseArn } from '../../base/arn.ts';
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../../base/json.ts';
import { type AskedServer, settingsFor } from './client-settings.ts';

/** An action on a resource that a role took, as the server recorded it. */
export interface RecordedCall {
  readonly action: string;
  readonly resource: Arn;
  /** Whether `resource` is only what the ARNs of many resources begin with. */
  readonly isPrefix: boolean;
  readonly context: Readonly<Record<string, string>>;
  /** Epoch milliseconds. */
  readonly firstAt: number;
  readonly lastAt: number;
  readonly count: number;
  readonly deniedCount: number;
}

export interface RecordedCalls {
  readonly calls: readonly RecordedCall[];
  /** Calls of which nothing else is known. */
  readonly omittedCount: number;
}

/** Pages at most, in case a server goes on forever. */
const pagesMax = 1_000;

/** Everything that `server` recorded of the role. Rejects with the server's words where it refuses. */
export async function listRecordedCalls(
  roleArn: Arn,
  server: AskedServer & { readonly endpoint: string },
): Promise<RecordedCalls> {
  const account = parseArn(roleArn)?.account;
  if (account === undefined) throw new Error(`${roleArn} is no role's ARN.`);
  const client = new STSClient(await settingsFor(account, server));
  try {
    const calls: RecordedCall[] = [];
    let input: JsonObject = { roleArn };
    for (let page = 0; page < pagesMax; page += 1) {
      const answer = await post(client, server, input);
      const listed = isJsonArray(answer.calls) ? answer.calls : [];
      calls.push(...listed.flatMap(parseCall));
      const { nextToken, omittedCount } = answer;
      if (nextToken === undefined) return { calls, omittedCount: Number(omittedCount ?? 0) };
      input = { roleArn, nextToken };
    }
    throw new Error(`${server.endpoint} gives page after page.`);
  } finally {
    client.destroy();
  }
}

/** The SDKs know nothing of this operation, so only their signature is taken. */
async function post(
  client: STSClient,
  { endpoint, region }: AskedServer & { readonly endpoint: string },
  input: JsonObject,
): Promise<JsonObject> {
  const { protocol, hostname, port, host } = new URL(endpoint);
  const body = JSON.stringify(input);
  const signer = await client.config.signer({
    name: 'sigv4',
    signingName: 'stepwell',
    signingRegion: region,
    properties: {},
  });
  const { headers } = await signer.sign({
    method: 'POST',
    protocol,
    hostname,
    ...(port !== '' && { port: Number(port) }),
    path: '/',
    query: {},
    headers: {
      host,
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': 'Stepwell_20260101.ListRecordedCalls',
    },
    body,
  });
  const response = await fetch(new URL('/', endpoint), { method: 'POST', headers, body });
  const answer: unknown = await response.json();
  if (!isJsonObject(answer)) throw new Error(`${endpoint} does not answer as a Stepwell server does.`);
  if (!response.ok) throw new Error(String(answer.message ?? answer.Message ?? `HTTP ${response.status}`));
  return answer;
}

function parseCall(value: Json): readonly RecordedCall[] {
  if (!isJsonObject(value)) return [];
  const { action, resource, isPrefix, context, firstAt, lastAt, count, deniedCount } = value;
  return [
    {
      action: String(action),
      resource: String(resource),
      isPrefix: isPrefix === true,
      context: isJsonObject(context)
        ? Object.fromEntries(Object.entries(context).map(([key, each]) => [key, String(each)]))
        : {},
      firstAt: Number(firstAt) * 1000,
      lastAt: Number(lastAt) * 1000,
      count: Number(count),
      deniedCount: Number(deniedCount),
    },
  ];
}

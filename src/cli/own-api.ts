import { STSClient } from '@aws-sdk/client-sts';
import { isJsonObject, type JsonObject } from '../base/json.ts';
import { settingsFor } from './policy/client-settings.ts';

export interface OwnApiCall {
  readonly endpoint: string;
  readonly account: string;
  readonly region: string;
  /** Of Stepwell's own API, of which the SDKs know nothing: only their signature is taken. */
  readonly action: string;
  readonly input: JsonObject;
}

/** What a server answers. Rejects with its words where it refuses. */
export async function callOwnApi({
  endpoint,
  account,
  region,
  action,
  input,
}: OwnApiCall): Promise<JsonObject> {
  const client = new STSClient(await settingsFor(account, { endpoint, region }));
  try {
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
        'x-amz-target': `Stepwell_20260101.${action}`,
      },
      body,
    });
    const response = await fetch(new URL('/', endpoint), { method: 'POST', headers, body });
    const answer: unknown = await response.json();
    if (!isJsonObject(answer)) throw new Error(`${endpoint} does not answer as a Stepwell server does.`);
    if (!response.ok) throw new Error(String(answer.message ?? answer.Message ?? `HTTP ${response.status}`));
    return answer;
  } finally {
    client.destroy();
  }
}

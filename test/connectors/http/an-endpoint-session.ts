import type {
  ApiTarget,
  ConnectionSecrets,
  EndpointPermission,
  EndpointSession,
  HttpRequest,
  HttpResponse,
} from '../../../src/connectors/http/endpoint-session.ts';

export interface ScriptedEndpoints {
  /** Answers in order, to whatever is sent. */
  readonly responses?: readonly (HttpResponse | Error)[];
  readonly connection?: ConnectionSecrets | undefined;
  /** By action. */
  readonly denials?: Readonly<Record<string, string>>;
  readonly apiTarget?: ApiTarget;
}

/** Endpoints that answer from a script, and keep what they were asked. */
export function anEndpointSession({
  responses = [],
  connection,
  denials = {},
  apiTarget,
}: ScriptedEndpoints) {
  const sent: HttpRequest[] = [];
  const asked: EndpointPermission[] = [];
  const clock = { at: Date.UTC(2024, 0, 1) };
  const endpoints: EndpointSession = {
    now: () => clock.at,
    findDenial: async (permission) => {
      asked.push(permission);
      return denials[permission.action];
    },
    findConnection: async () => connection,
    apiTarget,
    presignIdentity: async ({ headers, expiresSeconds }) =>
      `https://sts.test/?headers=${JSON.stringify(headers)}&expires=${expiresSeconds}`,
    send: async (request) => {
      const response = responses[sent.length];
      sent.push(request);
      if (response === undefined) throw new Error(`no answer was scripted for ${request.url}`);
      if (response instanceof Error) throw response;
      return response;
    },
  };
  return { endpoints, sent, asked, clock };
}

export function aResponse(
  body: string | Uint8Array,
  {
    status = 200,
    statusText = 'OK',
    headers = [['Content-Type', 'application/json']],
  }: Partial<HttpResponse> = {},
): HttpResponse {
  return {
    status,
    statusText,
    headers,
    body: typeof body === 'string' ? new TextEncoder().encode(body) : body,
  };
}

export const connectionArn =
  'arn:aws:events:us-east-1:111111111111:connection/c/81210c42-8af1-456b-9c4a-6ff02fc664ac';

export const secretArn = 'arn:aws:secretsmanager:us-east-1:111111111111:secret:events!connection/c/1-abcdef';

export const apiKey: ConnectionSecrets = {
  authorizationType: 'API_KEY',
  authParameters: { ApiKeyAuthParameters: { ApiKeyName: 'Apikey', ApiKeyValue: 'key_value' } },
  secretArn,
};

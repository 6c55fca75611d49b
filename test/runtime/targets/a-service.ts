import { createServer, type IncomingHttpHeaders } from 'node:http';

export interface SeenRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface ScriptedResponse {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

/** A service on loopback that answers with what `answer` gives. */
export async function aService(answer: (request: SeenRequest) => ScriptedResponse | 'hang up') {
  const requests: SeenRequest[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const seen = { method: request.method ?? '', url: request.url ?? '', headers: request.headers, body };
    requests.push(seen);
    const scripted = answer(seen);
    if (scripted === 'hang up') {
      request.socket.destroy();
      return;
    }
    response.writeHead(scripted.status ?? 200, { 'X-Amzn-RequestId': 'request-1', ...scripted.headers });
    response.end(scripted.body ?? '{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** The access key id that a request was signed with, and the region and service it was signed for. */
export function signatureOf({ headers }: SeenRequest) {
  const [, accessKeyId, region, service] =
    /Credential=([^/]+)\/\d+\/([^/]+)\/([^/]+)\//.exec(headers.authorization ?? '') ?? [];
  return { accessKeyId, region, service };
}

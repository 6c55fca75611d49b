import type { SdkMiddlewareStack } from '../../connectors/aws-sdk/client-package.ts';

const headersByResponse = new WeakMap<object, Readonly<Record<string, string>>>();
const headersByAnswer = new WeakMap<object, Readonly<Record<string, string>>>();

/** Has a client remember its answers' HTTP headers, as the service spelled and ordered them. */
export function rememberRawHeaders(stack: SdkMiddlewareStack): void {
  // Nearest to the connection, where the body is still the message that has them.
  stack.add(
    (next) => async (call) => {
      const answer = await next(call);
      headersByResponse.set(answer.response, spelledHeaders(answer.response));
      return answer;
    },
    { step: 'deserialize', priority: 'low' },
  );
  stack.add(
    (next) => async (call) => {
      const answer = await next(call);
      const headers = headersByResponse.get(answer.response);
      if (headers !== undefined) headersByAnswer.set(answer.output, headers);
      return answer;
    },
    { step: 'deserialize', priority: 'high' },
  );
}

/** The headers of an answer that a client with such a memory gave. */
export function rawHeadersOf(answered: object): Readonly<Record<string, string>> {
  return headersByAnswer.get(answered) ?? {};
}

function spelledHeaders(response: object): Readonly<Record<string, string>> {
  const { body, headers } = response as { readonly body?: unknown; readonly headers?: unknown };
  const raw: unknown =
    typeof body === 'object' && body !== null && 'rawHeaders' in body ? body.rawHeaders : [];
  if (!Array.isArray(raw) || raw.length === 0) return Object(headers);
  const spelled: Record<string, string> = {};
  for (let index = 0; index + 1 < raw.length; index += 2)
    spelled[String(raw[index])] = String(raw[index + 1]);
  return spelled;
}

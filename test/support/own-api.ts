/** The server's API without the SDK, for many thousand questions. */
export type Ask = <Answer>(operation: string, input: object) => Promise<Answer>;

export class Refused extends Error {
  readonly type: string;

  constructor(operation: string, type: string, body: string) {
    super(`${operation}: ${body}`);
    this.type = type;
  }
}

export function askerOf(port: number): Ask {
  return async <Answer>(operation: string, input: object) => {
    const response = await fetch(`http://127.0.0.1:${port}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': `AWSStepFunctions.${operation}`,
      },
      body: JSON.stringify(input),
    });
    const body = await response.text();
    const answer = JSON.parse(body) as Answer & { readonly __type?: string };
    if (!response.ok) throw new Refused(operation, answer.__type?.replace(/^.*#/, '') ?? '', body);
    return answer;
  };
}

/** Every element of every page. */
export async function askAll<Element>(
  ask: Ask,
  operation: string,
  { field, ...input }: { readonly field: string } & Readonly<Record<string, unknown>>,
): Promise<readonly Element[]> {
  const elements: Element[] = [];
  let nextToken: string | undefined;
  do {
    const page: Readonly<Record<string, unknown>> = await ask(operation, {
      ...input,
      maxResults: 1_000,
      ...(nextToken !== undefined && { nextToken }),
    });
    elements.push(...((page[field] ?? []) as readonly Element[]));
    nextToken = page.nextToken as string | undefined;
  } while (nextToken !== undefined);
  return elements;
}

const atOnce = 24;

/** Runs `visit` for every element, some at once. */
export async function forEachAtOnce<Element>(
  elements: readonly Element[],
  visit: (element: Element) => Promise<void>,
): Promise<void> {
  const rest = elements.values();
  const walk = async () => {
    for (const element of rest) await visit(element);
  };
  await Promise.all(Array.from({ length: atOnce }, walk));
}

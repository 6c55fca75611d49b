import type { Json, JsonObject } from '../../src/base/json.ts';

/**
 * One call that every client makes, and what it is to hear.
 *
 * In texts, `<account>`, `<tokenOne>` and other names in angle brackets stand for what the run knows by then. Code is
 * base64; everything else is as the API has it.
 */
export interface ClientStep {
  readonly service: ClientService;
  readonly operation: string;
  readonly input: JsonObject;
  /** What the answer holds among other things, each value at a JSON pointer. */
  readonly answers?: Readonly<Record<string, Json>>;
  /** The exception's name on the wire, and how its message begins. */
  readonly refused?: { readonly code: string; readonly message?: string };
  /** Names for values at JSON pointers of the answer, for the steps that follow. */
  readonly saves?: Readonly<Record<string, string>>;
  /** Set where it asks for pages, which the AWS CLI does by itself. */
  readonly isPaged?: boolean;
  /** Set where clients put `sync-` before the host's name unless told not to, which not every version can be. */
  readonly hasHostPrefix?: boolean;
}

export type ClientService =
  | 'states'
  | 'iam'
  | 'sts'
  | 'lambda'
  | 'events'
  | 'batch'
  | 'ecs'
  | 'glue'
  | 'sqs'
  | 'sns';

/** Makes the steps that call `service`. */
export function stepsOf(service: ClientService) {
  return (
    operation: string,
    input: JsonObject,
    more: Omit<ClientStep, 'service' | 'operation' | 'input'> = {},
  ): ClientStep => ({ service, operation, input, ...more });
}

/** What a client made of a step. */
export type ClientAnswer =
  | { readonly answer: Json }
  | { readonly refused: { readonly code: string; readonly message: string } };

/** Values by the names that stand for them. */
export type StepValues = Readonly<Record<string, string>>;

/** `value` with its names replaced. */
export function fillIn(value: Json, values: StepValues): Json {
  return JSON.parse(
    JSON.stringify(value).replace(/<(\w+)>/g, (name, key: string) => {
      const text = values[key];
      return text === undefined ? name : JSON.stringify(text).slice(1, -1);
    }),
  );
}

/** The value at a JSON pointer; undefined where there is none. */
export function valueAt(value: Json, pointer: string): Json | undefined {
  let found: Json | undefined = value;
  for (const name of pointer.split('/').slice(1)) {
    if (typeof found !== 'object' || found === null) return undefined;
    found = (found as JsonObject)[name];
  }
  return found;
}

/** What the step saves of `answer`, with what was saved before. */
export function save({ saves = {} }: ClientStep, answer: Json, values: StepValues): StepValues {
  const saved = Object.entries(saves).map(([name, pointer]) => [name, String(valueAt(answer, pointer))]);
  return { ...values, ...Object.fromEntries(saved) };
}

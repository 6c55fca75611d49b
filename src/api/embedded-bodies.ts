import type { JsonObject } from '../base/json.ts';
import { type ByteSource, bytesOf, readBytes } from '../objects/byte-source.ts';
import { apiModels, structureOf } from './model/model.ts';
import type { RequestBody, ServiceName } from './operation.ts';

/** A call from within, its body apart from its input. */
export interface EmbeddedCall {
  readonly input: JsonObject;
  /** Undefined where the operation takes no bytes. */
  readonly body: RequestBody | undefined;
}

/**
 * Takes the body out of the input of an operation that takes bytes, as the AWS SDK for Java sends it: a text says that it is
 * one, and a CRC32 comes with it.
 */
export function embeddedCall(service: ServiceName, action: string, input: JsonObject): EmbeddedCall {
  const name = streamedMember(service, action, 'input');
  if (name === undefined) return { input, body: undefined };
  const { [name]: text, ...others } = input;
  const bytes = bytesOf(Buffer.from(typeof text === 'string' ? text : '', 'utf8'));
  const hasChecksum = Object.keys(others).some((member) => member.startsWith('Checksum'));
  const takesType = 'ContentType' in membersOf(service, action, 'input');
  return {
    input: {
      ...(takesType && typeof text === 'string' && { ContentType: 'text/plain; charset=UTF-8' }),
      ...(!hasChecksum && { ChecksumAlgorithm: 'CRC32' }),
      ...others,
    },
    body: { ...bytes, announcedTrailers: [], trailer: () => undefined },
  };
}

/** Bytes of a body that are read for a task's result: more than one may have, so that one that is longer fails as too long. */
const resultBytesMax = 512 * 1024;

/** What an answer's bytes add to it: a text among its members, or where `bodyBytesMax` is given the bytes themselves. */
export async function embeddedAnswer(
  {
    service,
    action,
    output,
  }: { readonly service: ServiceName; readonly action: string; readonly output: JsonObject },
  source: ByteSource | undefined,
  bodyBytesMax: number | undefined,
): Promise<{ readonly output: JsonObject; readonly body?: Uint8Array }> {
  if (source === undefined) return { output };
  const body = await readBytes(source, bodyBytesMax ?? resultBytesMax);
  if (bodyBytesMax !== undefined) return { output, body };
  const name = streamedMember(service, action, 'output') ?? 'Body';
  return { output: { ...output, [name]: body.toString('utf8') } };
}

type Direction = 'input' | 'output';

/** The member that is a streamed body. */
function streamedMember(service: ServiceName, action: string, direction: Direction): string | undefined {
  return Object.entries(membersOf(service, action, direction)).find(([, { streaming }]) => streaming)?.[0];
}

function membersOf(service: ServiceName, action: string, direction: Direction) {
  const model = apiModels[service];
  const shape = model.operations[action]?.[direction];
  return shape === undefined ? {} : structureOf(model, shape).members;
}

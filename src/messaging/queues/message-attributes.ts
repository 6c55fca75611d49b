import { hash } from 'node:crypto';

/** An attribute that travels with a message. */
export interface MessageAttribute {
  /** `String`, `Number` or `Binary`, and behind a dot whatever the sender likes. */
  readonly DataType: string;
  readonly StringValue?: string;
  /** Base64. */
  readonly BinaryValue?: string;
}

export type MessageAttributes = Readonly<Record<string, MessageAttribute>>;

/**
 * The digest by which clients check that attributes arrived whole.
 *
 * Source: SQS Developer Guide, "Calculating the MD5 message digest for message attributes".
 */
export function digestAttributes(attributes: MessageAttributes): string {
  const pieces: Buffer[] = [];
  for (const name of Object.keys(attributes).sort()) {
    const { DataType, StringValue, BinaryValue } = attributes[name] as MessageAttribute;
    const isBinary = DataType.startsWith('Binary');
    pushSized(pieces, Buffer.from(name));
    pushSized(pieces, Buffer.from(DataType));
    pieces.push(Buffer.of(isBinary ? 2 : 1));
    pushSized(pieces, isBinary ? Buffer.from(BinaryValue ?? '', 'base64') : Buffer.from(StringValue ?? ''));
  }
  return hash('md5', Buffer.concat(pieces));
}

function pushSized(pieces: Buffer[], bytes: Buffer): void {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  pieces.push(length, bytes);
}

/** The attributes whose names are asked for: by name, by `prefix.*`, or all by `All` or `.*`. */
export function selectAttributes(attributes: MessageAttributes, names: readonly string[]): MessageAttributes {
  if (names.includes('All') || names.includes('.*')) return attributes;
  const prefixes = names.filter((name) => name.endsWith('.*')).map((name) => name.slice(0, -2));
  return Object.fromEntries(
    Object.entries(attributes).filter(
      ([name]) => names.includes(name) || prefixes.some((prefix) => name.startsWith(prefix)),
    ),
  );
}

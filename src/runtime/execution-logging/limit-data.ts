import { isJsonObject, type JsonObject } from '../../base/json.ts';

/**
 * UTF-8 bytes that an event's data may take in its record, escaped as it is there.
 *
 * Source: Developer Guide, "Using CloudWatch Logs to log execution history", payloads.
 */
export const dataBytesMax = 248 * 1024;

/** The members of an event's details that carry data as one text. */
const textMembers = ['input', 'output', 'parameters'] as const;

/** The longest escape of one UTF-16 unit: `\u0000`. */
const escapeBytesMax = 6;

/** `details` with data that is too long cut off, and said to be truncated where there is a member that says so. */
export function limitData(details: JsonObject): JsonObject {
  if (dataLength(details) * escapeBytesMax <= dataBytesMax) return details;
  let limited = details;
  let roomBytes = dataBytesMax;
  for (const name of textMembers) {
    const text = details[name];
    if (typeof text !== 'string') continue;
    const kept = escapedPrefix(text, roomBytes);
    roomBytes -= kept.bytes;
    if (kept.text.length < text.length) {
      limited = { ...limited, [name]: kept.text, ...truncatedMember(details, `${name}Details`) };
    }
  }
  return limitVariables(limited, roomBytes);
}

function dataLength(details: JsonObject): number {
  let length = 0;
  for (const name of textMembers) {
    const text = details[name];
    if (typeof text === 'string') length += text.length;
  }
  const { assignedVariables } = details;
  if (isJsonObject(assignedVariables)) {
    for (const name in assignedVariables) length += name.length + String(assignedVariables[name]).length;
  }
  return length;
}

/** Variables for which there is no room left are left out. */
function limitVariables(details: JsonObject, bytesMax: number): JsonObject {
  const { assignedVariables } = details;
  if (!isJsonObject(assignedVariables)) return details;
  let roomBytes = bytesMax;
  const assigned = Object.entries(assignedVariables);
  const kept = assigned.filter(([name, text]) => {
    const needed = escapedPrefix(name + String(text), Number.POSITIVE_INFINITY).bytes;
    if (needed > roomBytes) return false;
    roomBytes -= needed;
    return true;
  });
  if (kept.length === assigned.length) return details;
  return {
    ...details,
    assignedVariables: Object.fromEntries(kept),
    ...truncatedMember(details, 'assignedVariablesDetails'),
  };
}

function truncatedMember(details: JsonObject, name: string): JsonObject {
  return name in details ? { [name]: { truncated: true } } : {};
}

/** As much of `text` as takes at most `bytesMax` bytes inside a JSON string, and how many it takes. */
function escapedPrefix(text: string, bytesMax: number): { readonly text: string; readonly bytes: number } {
  let bytes = 0;
  let index = 0;
  while (index < text.length) {
    const point = text.codePointAt(index) as number;
    const width = escapedBytes(point);
    if (bytes + width > bytesMax) break;
    bytes += width;
    index += point > 0xffff ? 2 : 1;
  }
  return { text: index === text.length ? text : text.slice(0, index), bytes };
}

/** What `JSON.stringify` makes of a code point; of an unpaired surrogate that is its escape. */
function escapedBytes(point: number): number {
  if (point < 0x20) return /[\b\t\n\f\r]/.test(String.fromCharCode(point)) ? 2 : escapeBytesMax;
  if (point === 0x22 || point === 0x5c) return 2;
  if (point < 0x80) return 1;
  if (point < 0x800) return 2;
  if (point > 0xffff) return 4;
  return point >= 0xd800 && point <= 0xdfff ? escapeBytesMax : 3;
}

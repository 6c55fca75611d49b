import { type JsonObject, jsonText } from '../base/json.ts';

/** An event on its way through a bus. */
export interface BusEvent {
  readonly id: string;
  readonly source: string;
  readonly detailType: string;
  /** As patterns see it. */
  readonly json: JsonObject;
  /** As targets get it, its detail spelled as it came. */
  readonly text: string;
  /** When the bus took it, in epoch milliseconds. */
  readonly ingestedAt: number;
  /** The trace it belongs to, as an X-Ray trace header. */
  readonly traceHeader: string | undefined;
  /** Whether another bus sent it, so that it goes no further. */
  readonly isForwarded: boolean;
}

export interface EventParts {
  readonly id: string;
  readonly source: string;
  readonly detailType: string;
  readonly account: string;
  readonly region: string;
  /** Epoch milliseconds. */
  readonly time: number;
  readonly resources: readonly string[];
  readonly detail: JsonObject;
  readonly ingestedAt: number;
  readonly traceHeader?: string | undefined;
}

/** Source: User Guide, "Events in Amazon EventBridge", event structure reference. */
export function createEvent(parts: EventParts): BusEvent {
  const { id, source, detailType, account, region, time, resources, detail, ingestedAt, traceHeader } = parts;
  const json = {
    version: '0',
    id,
    'detail-type': detailType,
    source,
    account,
    time: formatTime(time),
    region,
    resources,
    detail,
  };
  let text: string | undefined;
  return {
    id,
    source,
    detailType,
    json,
    get text() {
      text ??= textOf(json);
      return text;
    },
    ingestedAt,
    traceHeader,
    isForwarded: false,
  };
}

/** The event as the next bus takes it. */
export function forwardEvent(event: BusEvent, ingestedAt: number): BusEvent {
  const { id, source, detailType, json, text, traceHeader } = event;
  return { id, source, detailType, json, text, traceHeader, ingestedAt, isForwarded: true };
}

/** Whole seconds: `2026-01-15T12:00:00Z`. */
export function formatTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.\d+Z$/, 'Z');
}

function textOf({ detail, ...envelope }: { readonly detail: JsonObject }): string {
  return `${JSON.stringify(envelope).slice(0, -1)},"detail":${jsonText(detail)}}`;
}

import type { Arn } from '../../base/arn.ts';
import { isJsonObject, type JsonObject } from '../../base/json.ts';
import type { ShownEvent } from '../../engine/event.ts';
import { type HistoryRequest, historyEvent } from '../../engine/history.ts';
import { limitData } from './limit-data.ts';

export interface RecordRequest {
  readonly executionArn: Arn;
  /** How often the execution had been redriven when it recorded the event, a redrive counting from its own event on. */
  readonly redriveCount: number;
  readonly history: HistoryRequest;
}

/**
 * The record of `event` as one line of JSON: what AWS writes to CloudWatch Logs. Ids, time and count are texts in it.
 *
 * Without execution data, inputs, outputs, parameters and variables are left out; errors and causes stay (recorded).
 */
export function logRecord(event: ShownEvent, { executionArn, redriveCount, history }: RecordRequest): string {
  const shown = historyEvent(event, history) ?? {};
  const record = {
    id: String(event.id),
    type: shown.type,
    details: detailsOf(shown, history),
    previous_event_id: String(event.previousId),
    event_timestamp: String(event.at),
    execution_arn: executionArn,
    redrive_count: String(redriveCount),
  };
  return `${JSON.stringify(record)}\n`;
}

function detailsOf(shown: JsonObject, { includeExecutionData }: HistoryRequest): JsonObject {
  for (const name in shown) {
    const details = shown[name];
    if (!name.endsWith('EventDetails') || !isJsonObject(details)) continue;
    return includeExecutionData ? limitData(details) : withoutParameters(details);
  }
  return noDetails;
}

const noDetails: JsonObject = {};

/** The API shows parameters as an empty text where data is left out. */
function withoutParameters(details: JsonObject): JsonObject {
  if (!('parameters' in details)) return details;
  const { parameters: _, ...others } = details;
  return others;
}

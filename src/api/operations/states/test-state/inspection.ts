import { type Json, type JsonObject, jsonText } from '../../../../base/json.ts';
import type { OnExchange } from '../../../../connectors/connector.ts';
import { shownRequest, shownResponse } from './shown-exchange.ts';

/** How much of what happens inside the state the caller wants to see. */
export type InspectionLevel = 'INFO' | 'DEBUG' | 'TRACE';

/** A point on the way of a state's data; shown as JSON text. */
export type Stage =
  | 'input'
  | 'afterInputPath'
  | 'afterParameters'
  | 'afterArguments'
  | 'afterItemsPath'
  | 'afterItemsPointer'
  | 'afterItemSelector'
  | 'afterItemBatcher'
  | 'result'
  | 'afterResultSelector'
  | 'afterResultPath'
  | 'variables';

export type MapNumber = 'maxConcurrency' | 'toleratedFailureCount' | 'toleratedFailurePercentage';

export interface ErrorDetails {
  readonly catchIndex?: number;
  readonly retryIndex?: number;
  readonly retryBackoffIntervalSeconds?: number;
}

/** What a test has seen of its state so far: a stage that was never reached, or that its state has not, is absent. */
export interface Inspection {
  show(stage: Stage, value: Json): void;
  showNumber(field: MapNumber, value: number): void;
  showError(details: ErrorDetails): void;
  /** Undefined where the level does not show what passes over the wire. */
  readonly showExchange: OnExchange | undefined;
  /** The API's InspectionData; undefined where the level asks for none. */
  data(): JsonObject | undefined;
}

export function createInspection(level: InspectionLevel, revealsSecrets: boolean): Inspection {
  if (level === 'INFO') {
    return {
      show: () => {},
      showNumber: () => {},
      showError: () => {},
      showExchange: undefined,
      data: () => undefined,
    };
  }
  const seen: Record<string, Json> = {};
  return {
    show(stage, value) {
      seen[stage] = jsonText(value);
    },
    showNumber(field, value) {
      seen[field] = value;
    },
    showError(details) {
      seen.errorDetails = { ...details };
    },
    showExchange:
      level === 'TRACE'
        ? ({ request, concealedRequest, response }) => {
            seen.request = shownRequest(revealsSecrets ? request : concealedRequest);
            if (response !== undefined) seen.response = shownResponse(response);
          }
        : undefined,
    data: () => seen,
  };
}

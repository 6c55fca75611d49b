import { formatXRayHeader } from '../../base/trace-header.ts';
import { type Execution, findTask } from '../../engine/execution.ts';
import type { TurnObserver } from '../../runtime/turn-observer.ts';
import { OpenRetries } from './open-retries.ts';
import { stateSpanId, traceOf } from './trace-of.ts';
import { turnSpans } from './turn-spans.ts';

/** A trace for every execution: a span for it and one for each state it was in. */
export interface Tracing {
  readonly onTurn: TurnObserver;
  /** What the call of the task scheduled as event `eventId` says of the trace it belongs to. */
  traceHeaderOf(execution: Execution, eventId: number): string;
  /** Sends what waits to be sent, as far as the collector takes it in time. */
  close(): Promise<void>;
}

export interface TracingParts {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly onError: (error: unknown) => void;
}

/** How long the collector may take for the last spans. */
const closeMilliseconds = 3_000;

/**
 * Undefined where the environment names no collector; nothing of OpenTelemetry is loaded then.
 *
 * Source: OpenTelemetry specification, "Environment Variable Specification" and "OTLP Exporter Configuration".
 */
export async function openTracing({ environment, onError }: TracingParts): Promise<Tracing | undefined> {
  if (!isConfigured(environment)) return undefined;
  const { createSpanExporter } = await import('./span-exporter.ts');
  const exporter = createSpanExporter(onError);
  const openRetries = new OpenRetries();
  return {
    onTurn(notice) {
      const spans = turnSpans(notice, openRetries);
      if (spans.length === 0) return;
      const execution = traceOf(notice.after);
      for (const span of spans) exporter.add(execution, span);
    },
    traceHeaderOf(execution, eventId) {
      const own = traceOf(execution);
      const position = findTask(execution, eventId)?.frame.position;
      const spanId =
        position?.type === 'InState' ? stateSpanId(execution, position.enteredEventId) : own.spanId;
      return formatXRayHeader({ traceId: own.traceId, spanId, isSampled: exporter.isSampled(own) });
    },
    async close() {
      let timer: NodeJS.Timeout | undefined;
      const timeIsUp = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, closeMilliseconds);
      });
      await Promise.race([exporter.close().catch(onError), timeIsUp]);
      clearTimeout(timer);
    },
  };
}

function isConfigured(environment: TracingParts['environment']): boolean {
  if (environment.OTEL_SDK_DISABLED?.toLowerCase() === 'true') return false;
  if (environment.OTEL_TRACES_EXPORTER === 'none') return false;
  const { OTEL_EXPORTER_OTLP_ENDPOINT: general, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: ofTraces } = environment;
  return (general ?? '') !== '' || (ofTraces ?? '') !== '';
}

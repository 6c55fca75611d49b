import { readFileSync } from 'node:fs';
import { type Context, ROOT_CONTEXT, SpanKind, SpanStatusCode, TraceFlags, trace } from '@opentelemetry/api';
import { setGlobalErrorHandler } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import {
  defaultResource,
  detectResources,
  envDetector,
  resourceFromAttributes,
} from '@opentelemetry/resources';
import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';
import type { ExecutionTrace } from './trace-of.ts';
import type { EndedSpan } from './turn-spans.ts';

/**
 * Sends spans to the collector that the environment names. The SDK reads from there which are sampled, how many wait and
 * how they are sent; this file is the only one that loads it.
 */
export interface SpanExporter {
  /** Whether the spans of an execution are kept, as calls made for it are told. */
  isSampled(execution: ExecutionTrace): boolean;
  add(execution: ExecutionTrace, span: EndedSpan): void;
  /** Sends what waits. */
  close(): Promise<void>;
}

/** `onError` is told why spans could not be sent. */
export function createSpanExporter(onError: (error: unknown) => void): SpanExporter {
  setGlobalErrorHandler(onError);
  const version = packageVersion();
  // Spans are made when they have ended, so their ids are known before: the SDK is told them, one span at a time.
  const next = { traceId: '', spanId: '' };
  const provider = new BasicTracerProvider({
    resource: defaultResource()
      .merge(resourceFromAttributes({ 'service.name': 'stepwell', 'service.version': version }))
      .merge(detectResources({ detectors: [envDetector] })),
    idGenerator: { generateTraceId: () => next.traceId, generateSpanId: () => next.spanId },
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())],
  });
  const tracer = provider.getTracer('stepwell', version);

  function startExecution(execution: ExecutionTrace, span: EndedSpan | undefined) {
    const { traceId, spanId, parent } = execution;
    next.traceId = traceId;
    next.spanId = spanId;
    const context = parent === undefined ? ROOT_CONTEXT : contextIn(traceId, parent);
    return tracer.startSpan(span?.name ?? '', optionsOf(span), context);
  }

  // Several states of an execution often end in one turn.
  let lastAsked = { traceId: '', spanId: '', isSampled: false };

  /** A span that is never ended asks the sampler and leaves nothing behind. */
  function isSampled(execution: ExecutionTrace): boolean {
    const { traceId, spanId } = execution;
    if (lastAsked.traceId === traceId && lastAsked.spanId === spanId) return lastAsked.isSampled;
    const { traceFlags } = startExecution(execution, undefined).spanContext();
    lastAsked = { traceId, spanId, isSampled: (traceFlags & TraceFlags.SAMPLED) !== 0 };
    return lastAsked.isSampled;
  }

  function startState(execution: ExecutionTrace, span: EndedSpan) {
    const { spanId, parentSpanId = execution.spanId } = span;
    const parent = { spanId: parentSpanId, isSampled: isSampled(execution) };
    next.spanId = spanId;
    return tracer.startSpan(span.name, optionsOf(span), contextIn(execution.traceId, parent));
  }

  return {
    isSampled,
    add(execution, span) {
      const isExecution = span.spanId === execution.spanId;
      const started = isExecution ? startExecution(execution, span) : startState(execution, span);
      for (const { at, retryAt, error } of span.retries) {
        const attributes = { 'retry.at': new Date(retryAt).toISOString(), ...errorAttribute(error) };
        started.addEvent('retry', attributes, at);
      }
      if (span.failure !== undefined) {
        const { error } = span.failure;
        started.setAttributes(errorAttribute(error));
        // The cause stays here: it may quote inputs, results and answers of services.
        started.setStatus({ code: SpanStatusCode.ERROR, ...(error !== undefined && { message: error }) });
      }
      started.end(span.endedAt);
    },
    close: () => provider.shutdown(),
  };
}

function contextIn(
  traceId: string,
  parent: { readonly spanId: string; readonly isSampled: boolean },
): Context {
  const traceFlags = parent.isSampled ? TraceFlags.SAMPLED : TraceFlags.NONE;
  return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId: parent.spanId, traceFlags, isRemote: true });
}

function optionsOf(span: EndedSpan | undefined) {
  if (span === undefined) return {};
  const { startedAt: startTime, isCall, attributes } = span;
  return { startTime, kind: isCall ? SpanKind.CLIENT : SpanKind.INTERNAL, attributes: { ...attributes } };
}

function packageVersion(): string {
  const text = readFileSync(new URL('../../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

function errorAttribute(error: string | undefined) {
  return error === undefined ? {} : { 'error.type': error };
}

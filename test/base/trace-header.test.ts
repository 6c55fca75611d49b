import { describe, expect, test } from 'vitest';
import { formatXRayHeader, parseTraceParent, parseXRayHeader } from '../../src/base/trace-header.ts';

const traceId = '5759e988bd862e3fe1be46a994272793';
const spanId = '53995c3f42cd8ad8';
const root = 'Root=1-5759e988-bd862e3fe1be46a994272793';

describe('an X-Ray trace header is read', () => {
  const cases = [
    { header: `${root};Parent=${spanId};Sampled=1`, parent: { traceId, spanId, isSampled: true } },
    { header: `${root};Parent=${spanId};Sampled=0`, parent: { traceId, spanId, isSampled: false } },
    { header: `${root};Sampled=?`, parent: { traceId, spanId: undefined, isSampled: undefined } },
    { header: root, parent: { traceId, spanId: undefined, isSampled: undefined } },
    {
      header: ` sampled=1; parent=${spanId.toUpperCase()} ;root=1-5759E988-bd862e3fe1be46a994272793;Lineage=a:1`,
      parent: { traceId, spanId, isSampled: true },
    },
    {
      header: `${root};Parent=0000000000000000`,
      parent: { traceId, spanId: undefined, isSampled: undefined },
    },
    { header: `Self=1-5759e988-bd862e3fe1be46a994272793`, parent: undefined },
    { header: `Root=2-5759e988-bd862e3fe1be46a994272793`, parent: undefined },
    { header: `Root=1-00000000-000000000000000000000000`, parent: undefined },
    { header: `Root=1-5759e98-bd862e3fe1be46a994272793`, parent: undefined },
    { header: '', parent: undefined },
    { header: ';;=;', parent: undefined },
  ];

  test.for(cases)('$header', ({ header, parent }) => {
    expect(parseXRayHeader(header)).toEqual(parent);
  });
});

describe('a traceparent header is read', () => {
  const cases = [
    { header: `00-${traceId}-${spanId}-01`, parent: { traceId, spanId, isSampled: true } },
    { header: `00-${traceId}-${spanId}-00`, parent: { traceId, spanId, isSampled: false } },
    {
      header: `cc-${traceId}-${spanId}-03-what-the-future-holds`,
      parent: { traceId, spanId, isSampled: true },
    },
    { header: `00-${traceId}-${spanId}-01-more`, parent: undefined },
    { header: `ff-${traceId}-${spanId}-01`, parent: undefined },
    { header: `00-${'0'.repeat(32)}-${spanId}-01`, parent: undefined },
    { header: `00-${traceId}-${'0'.repeat(16)}-01`, parent: undefined },
    { header: `00-${traceId.toUpperCase()}-${spanId}-01`, parent: undefined },
    { header: root, parent: undefined },
  ];

  test.for(cases)('$header', ({ header, parent }) => {
    expect(parseTraceParent(header)).toEqual(parent);
  });
});

test.for([
  { traceId, spanId, isSampled: true },
  { traceId, spanId: undefined, isSampled: false },
  { traceId, spanId, isSampled: undefined },
])('what is written as an X-Ray trace header is read as it was: %j', (parent) => {
  expect(parseXRayHeader(formatXRayHeader(parent))).toEqual(parent);
});

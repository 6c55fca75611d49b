import type { AwsError } from '../../base/aws-error.ts';
import { isJsonObject, type Json } from '../../base/json.ts';
import { type ApiModel, type OperationModel, type StructureShape, structureOf } from '../model/model.ts';
import { UnknownOperationException } from './errors.ts';
import type { HttpAnswer, Protocol, Selection } from './protocol.ts';
import { compileRestReader, type ReadRest } from './rest-input.ts';
import { compilePath, type MatchPath, pathSegments } from './rest-path.ts';
import { compileWireTimes } from './wire-times.ts';

/**
 * REST JSON, which Lambda speaks: operations are methods and paths, members stand in the path, the query string, headers
 * or the body as the model says.
 *
 * A blob that is the whole body (an invocation's payload) is UTF-8 text in inputs and outputs; a blob that is a member of
 * a JSON body is base64 text.
 *
 * Source: Smithy, "AWS restJson1 protocol".
 */
export function createRestJsonProtocol(model: ApiModel): Protocol {
  const routes = Object.entries(model.operations).map(([name, operation]) =>
    compileRoute(model, name, operation),
  );
  const answers = new Map(routes.map(({ name, answer }) => [name, answer]));

  return {
    select(request, content): Selection {
      const segments = pathSegments(request.path);
      for (const { name, method, match, read } of routes) {
        const labels = method === request.method ? match(segments) : undefined;
        if (labels === undefined) continue;
        return {
          service: model.service,
          operationName: name,
          readInput: () => read(request, content, labels),
        };
      }
      throw new UnknownOperationException({ status: 404 });
    },

    answer({ operationName }, output, requestId): HttpAnswer {
      const { status, headers, body } = answers.get(operationName)?.(output) ?? {
        status: 200,
        headers: {},
        body: '',
      };
      return { status, headers: { ...headers, 'x-amzn-requestid': requestId }, body };
    },

    refuse(error, _service, requestId): HttpAnswer {
      return refusal(model, error, requestId);
    },
  };
}

interface Route {
  readonly name: string;
  readonly method: string;
  readonly match: MatchPath;
  readonly read: ReadRest;
  readonly answer: (output: Json) => HttpAnswer;
}

const jsonContentType = { 'content-type': 'application/json' };

function compileRoute(model: ApiModel, name: string, operation: OperationModel): Route {
  const { http, output } = operation;
  return {
    name,
    method: http.method,
    match: compilePath(http.uri),
    read: compileRestReader(model, name),
    answer: output === undefined ? () => emptyAnswer(http.status) : compileAnswer(model, output, http.status),
  };
}

function emptyAnswer(status: number): HttpAnswer {
  return { status, headers: {}, body: '' };
}

function compileAnswer(model: ApiModel, output: string, status: number): (output: Json) => HttpAnswer {
  const shape = structureOf(model, output);
  const { statusMember, headers, located } = locatedMembers(shape);
  const toWireTimes = compileWireTimes(model, output);
  return (value) => {
    if (!isJsonObject(value)) return emptyAnswer(status);
    const answerHeaders: Record<string, string> = { ...jsonContentType };
    for (const [name, header] of headers) {
      const member = value[name];
      if (member !== undefined && member !== null) answerHeaders[header] = String(member);
    }
    const answerStatus = statusMember === undefined ? status : Number(value[statusMember] ?? status);
    return { status: answerStatus, headers: answerHeaders, body: bodyOf(value) };
  };

  function bodyOf(value: { readonly [name: string]: Json }): string {
    if (shape.payload !== undefined) {
      const payload = value[shape.payload];
      return payload === undefined || payload === null ? '' : String(payload);
    }
    const inBody =
      located.size === 0
        ? value
        : Object.fromEntries(Object.entries(value).filter(([name]) => !located.has(name)));
    // An answer without members in its body has no body: 204 forbids one.
    if (located.size > 0 && Object.keys(inBody).length === 0) return '';
    return JSON.stringify(toWireTimes === undefined ? inBody : toWireTimes(inBody));
  }
}

/** The members of an answer that are not in its body. */
function locatedMembers({ members }: StructureShape) {
  let statusMember: string | undefined;
  const headers: [string, string][] = [];
  for (const [name, { location, locationName }] of Object.entries(members)) {
    if (location === 'statusCode') statusMember = name;
    if (location === 'header') headers.push([name, (locationName ?? name).toLowerCase()]);
  }
  const names = headers.map(([name]) => name);
  return {
    statusMember,
    headers,
    located: new Set(statusMember === undefined ? names : [...names, statusMember]),
  };
}

function refusal(model: ApiModel, error: AwsError, requestId: string): HttpAnswer {
  const modelled = model.shapes[error.code];
  const shape = modelled?.type === 'structure' && modelled.exception === true ? modelled : undefined;
  const status = shape?.error?.status ?? error.status;
  const headers: Record<string, string> = {
    ...jsonContentType,
    'x-amzn-requestid': requestId,
    'x-amzn-errortype': error.code,
  };
  const body: Record<string, Json> = { Type: status >= 500 ? 'Service' : 'User' };
  // The model spells the member `message` in some exceptions and `Message` in others.
  body[shape !== undefined && 'Message' in shape.members ? 'Message' : 'message'] = error.message;
  for (const [name, value] of Object.entries(error.members)) {
    const member = shape?.members[name];
    if (member?.location === 'header') headers[(member.locationName ?? name).toLowerCase()] = String(value);
    else body[name] = value;
  }
  return { status, headers, body: JSON.stringify(body) };
}

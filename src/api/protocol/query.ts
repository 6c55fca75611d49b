import { isUtf8 } from 'node:buffer';
import type { AwsError } from '../../base/aws-error.ts';
import type { Json } from '../../base/json.ts';
import type { ApiModel, OperationModel } from '../model/model.ts';
import type { ServiceName } from '../operation.ts';
import { SerializationException } from './errors.ts';
import { type FormNode, parseForm } from './form.ts';
import type { HttpAnswer, HttpRequest, Protocol, Selection } from './protocol.ts';
import { InvalidAction, MissingAction, toQueryError } from './query-errors.ts';
import { compileFormReader, type ReadForm } from './query-input.ts';
import { compileXmlWriter, escapeXml, type WriteXml } from './xml-output.ts';

/**
 * AWS Query, which IAM and STS speak: `Action`, `Version` and the input as form fields, in the body or in the query
 * string; output and errors as XML.
 *
 * Source: Smithy, "AWS query protocol".
 */
export function createQueryProtocol(models: readonly ApiModel[]): Protocol {
  const actions = new Map(models.flatMap(compileActions));
  const namespaces = new Map(models.map(({ service, metadata }) => [service, metadata.xmlNamespace]));

  return {
    select(request, content): Selection {
      const form = formOf(request, content);
      const name = form.children.get('Action')?.text;
      if (name === undefined) throw new MissingAction();
      const version = form.children.get('Version')?.text ?? 'NO_VERSION_SPECIFIED';
      const action = actions.get(`${version} ${name}`);
      if (action === undefined) throw new InvalidAction(name, version);
      return { service: action.service, operationName: name, readInput: () => action.read(form) };
    },

    answer({ service, operationName }, output, requestId): HttpAnswer {
      const version = models.find((model) => model.service === service)?.metadata.apiVersion;
      const body = actions.get(`${version} ${operationName}`)?.write(output, requestId) ?? '';
      return xmlAnswer(200, body, requestId);
    },

    refuse(error: AwsError, service: ServiceName | undefined, requestId: string): HttpAnswer {
      const { code, status, type } = toQueryError(
        error,
        models.find((model) => model.service === service),
      );
      const namespace =
        (service && namespaces.get(service)) ?? 'http://webservices.amazon.com/AWSFault/2005-15-09';
      const body =
        `<ErrorResponse xmlns="${namespace}"><Error><Type>${type}</Type><Code>${escapeXml(code)}</Code>` +
        `<Message>${escapeXml(error.message)}</Message></Error><RequestId>${requestId}</RequestId></ErrorResponse>\n`;
      return xmlAnswer(status, body, requestId);
    },
  };
}

interface Action {
  readonly service: ServiceName;
  readonly read: ReadForm;
  readonly write: (output: Json, requestId: string) => string;
}

/** A model's operations by version and name: IAM and STS share one address. */
function compileActions(model: ApiModel): [string, Action][] {
  const { service, metadata, operations } = model;
  return Object.entries(operations).map(([name, operation]) => [
    `${metadata.apiVersion} ${name}`,
    { service, read: compileFormReader(model, name), write: compileResponse(model, name, operation) },
  ]);
}

function compileResponse(
  model: ApiModel,
  name: string,
  { output, resultWrapper }: OperationModel,
): (output: Json, requestId: string) => string {
  const head = `<${name}Response xmlns="${model.metadata.xmlNamespace}">`;
  const tail = `</RequestId></ResponseMetadata></${name}Response>\n`;
  const write: WriteXml | undefined = output === undefined ? undefined : compileXmlWriter(model, output);
  const wrapper = resultWrapper ?? `${name}Result`;
  return (value, requestId) => {
    const result = write === undefined ? '' : `<${wrapper}>${write(value)}</${wrapper}>`;
    return `${head}${result}<ResponseMetadata><RequestId>${requestId}${tail}`;
  };
}

function formOf(request: HttpRequest, content: Buffer): FormNode {
  if (!isUtf8(content)) throw new SerializationException('Invalid UTF-8 in the request body.');
  const inBody = parseForm(content.toString('utf8'));
  return inBody.children.has('Action') || request.query === '' ? inBody : parseForm(request.query);
}

function xmlAnswer(status: number, body: string, requestId: string): HttpAnswer {
  return { status, headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId }, body };
}

import { apiModels } from '../model/model.ts';
import type { ServiceName } from '../operation.ts';
import { createAwsJsonProtocol } from '../protocol/aws-json.ts';
import type { HttpAnswer, Protocol } from '../protocol/protocol.ts';
import { createQueryProtocol } from '../protocol/query.ts';
import { createRestJsonProtocol } from '../protocol/rest-json.ts';
import { createRestXmlProtocol } from '../protocol/rest-xml.ts';
import type { AnswerHeaders, InternalAnswer } from './answer-headers.ts';

/** As recorded of services that speak JSON. */
export const jsonHeaders: AnswerHeaders = (answer) => {
  const { headers, body } = httpAnswerOf(answer);
  return {
    'x-amzn-RequestId': answer.requestId,
    connection: 'keep-alive',
    'Content-Length': String(Buffer.byteLength(body)),
    Date: new Date().toUTCString(),
    'Content-Type': headers['content-type'] ?? '',
  };
};

/** What `answer` would have been on the wire. */
export function httpAnswerOf({ service, operationName, output, requestId }: InternalAnswer): HttpAnswer {
  return protocolOf(service).answer({ service, operationName, readInput: () => ({}) }, output, requestId);
}

const protocols = new Map<ServiceName, Protocol>();

function protocolOf(service: ServiceName): Protocol {
  const found = protocols.get(service) ?? createProtocol(service);
  protocols.set(service, found);
  return found;
}

function createProtocol(service: ServiceName): Protocol {
  const model = apiModels[service];
  switch (model.metadata.protocol) {
    case 'json':
      return createAwsJsonProtocol(model);
    case 'rest-json':
      return createRestJsonProtocol(model);
    case 'rest-xml':
      return createRestXmlProtocol(model);
    case 'query':
      return createQueryProtocol([model]);
  }
}

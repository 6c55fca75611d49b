import { createHash } from 'node:crypto';
import type { IntegrationPattern } from '../asl/compiled.ts';
import type { Arn } from '../base/arn.ts';
import type { Json } from '../base/json.ts';
import type { ConnectorTask, OnExchange, Session } from '../connectors/connector.ts';
import type { EndpointSession } from '../connectors/http/endpoint-session.ts';
import type { ServiceCommand } from '../engine/command.ts';
import type { ExecutionFacts } from '../engine/execution.ts';

export interface OpenedTaskParts {
  readonly command: ServiceCommand;
  readonly facts: ExecutionFacts;
  readonly session: Session;
  readonly openEndpoints: () => EndpointSession | undefined;
  readonly onExchange: OnExchange | undefined;
}

/** A task as its connector sees it. What few tasks ask for is made when they do; a literal with getters would cost more than that. */
export class OpenedTask implements ConnectorTask {
  readonly resourceArn: Arn;
  readonly pattern: IntegrationPattern;
  readonly syncVersion: number | undefined;
  readonly parameters: Json;
  readonly executionArn: Arn;
  readonly stateMachineArn: Arn;
  readonly session: Session;
  readonly onExchange: OnExchange | undefined;
  readonly #eventId: number;
  readonly #openEndpoints: () => EndpointSession | undefined;

  constructor({ command, facts, session, openEndpoints, onExchange }: OpenedTaskParts) {
    const { resource, parameters, eventId } = command;
    const isIntegration = resource.kind === 'Integration';
    this.resourceArn = resource.arn;
    this.pattern = isIntegration ? resource.pattern : 'RequestResponse';
    this.syncVersion = isIntegration ? resource.syncVersion : undefined;
    this.parameters = parameters;
    this.executionArn = facts.executionArn;
    this.stateMachineArn = facts.stateMachineArn;
    this.session = session;
    this.onExchange = onExchange;
    this.#eventId = eventId;
    this.#openEndpoints = openEndpoints;
  }

  /** A UUID made of the call it stands for, so that a repeated call carries the same one. */
  get idempotencyKey(): string {
    const hash = createHash('sha256').update(`${this.executionArn}#${this.#eventId}`).digest('hex');
    const variant = ((Number.parseInt(hash.slice(16, 17), 16) & 0x3) | 0x8).toString(16);
    return `${hash.slice(0, 8)}-${hash.slice(8, 12)}-4${hash.slice(13, 16)}-${variant}${hash.slice(17, 20)}-${hash.slice(20, 32)}`;
  }

  get endpoints(): EndpointSession | undefined {
    return this.#openEndpoints();
  }
}

import { readFileSync } from 'node:fs';
import { assert } from '../../base/assert.ts';
import type { ServiceName } from '../operation.ts';

/**
 * The APIs this server answers, as AWS models them: which operations there are, what goes in and comes out, and under
 * which constraints. Facts only; `scripts/generate-api-models.mjs` writes them. The server's own API is written by hand.
 *
 * Protocols and constraints are compiled from a model once, for the first request that needs them.
 */
export interface ApiModel {
  readonly service: ServiceName;
  readonly metadata: ModelMetadata;
  readonly operations: Readonly<Record<string, OperationModel>>;
  readonly shapes: Readonly<Record<string, Shape>>;
}

export interface ModelMetadata {
  readonly apiVersion: string;
  readonly protocol: 'json' | 'query' | 'rest-json' | 'rest-xml';
  readonly serviceId: string;
  readonly jsonVersion?: string;
  readonly targetPrefix?: string;
  readonly xmlNamespace?: string;
  /** Set where errors are also told by the codes they had when the service spoke the Query protocol. */
  readonly awsQueryCompatible?: object;
}

export interface OperationModel {
  readonly http: { readonly method: string; readonly uri: string; readonly status: number };
  /** Name of the input's shape. */
  readonly input?: string;
  readonly output?: string;
  readonly resultWrapper?: string;
  /** Names of the exceptions' shapes. */
  readonly errors: readonly string[];
}

export type Shape = StructureShape | ListShape | MapShape | StringShape | NumberShape | PlainShape;

interface ShapeFacts {
  /** Whether error messages keep the value to themselves. */
  readonly sensitive?: boolean;
}

export interface StructureShape extends ShapeFacts {
  readonly type: 'structure';
  readonly members: Readonly<Record<string, Member>>;
  readonly required?: readonly string[];
  /** The member that is the HTTP body. */
  readonly payload?: string;
  readonly exception?: boolean;
  /** Of an exception: its name on the wire where that is another, and its HTTP status. */
  readonly error?: { readonly code?: string; readonly status?: number };
}

export interface Member {
  readonly shape: string;
  /** Whether the member is a body that is sent and received as it comes. */
  readonly streaming?: boolean;
  /** `headers` are all those that begin with the member's name on the wire. */
  readonly location?: 'uri' | 'querystring' | 'header' | 'headers' | 'statusCode';
  readonly locationName?: string;
}

export interface ListShape extends ShapeFacts {
  readonly type: 'list';
  readonly member: Member;
  readonly flattened?: boolean;
  readonly min?: number;
  readonly max?: number;
}

export interface MapShape extends ShapeFacts {
  readonly type: 'map';
  readonly key: Member;
  readonly value: Member;
  readonly flattened?: boolean;
  readonly min?: number;
  readonly max?: number;
}

export interface StringShape extends ShapeFacts {
  readonly type: 'string';
  readonly enum?: readonly string[];
  /** Length, in Unicode code points. */
  readonly min?: number;
  readonly max?: number;
  /** A Java regular expression for the whole value. */
  readonly pattern?: string;
}

export interface NumberShape extends ShapeFacts {
  readonly type: 'integer' | 'long' | 'float' | 'double';
  readonly min?: number;
  readonly max?: number;
}

export interface PlainShape extends ShapeFacts {
  readonly type: 'boolean' | 'timestamp' | 'blob';
  readonly timestampFormat?: 'rfc822' | 'iso8601' | 'unixTimestamp';
}

const modelFiles: Readonly<Record<ServiceName, string>> = {
  states: './states.model.json',
  iam: './iam.model.json',
  sts: './sts.model.json',
  lambda: './lambda.model.json',
  events: './events.model.json',
  batch: './batch.model.json',
  ecs: './ecs.model.json',
  glue: './glue.model.json',
  sqs: './sqs.model.json',
  sns: './sns.model.json',
  dynamodb: './dynamodb.model.json',
  logs: './logs.model.json',
  secretsmanager: './secretsmanager.model.json',
  ssm: './ssm.model.json',
  s3: './s3.model.json',
  stepwell: './stepwell.model.json',
};

/** The model of every service, by its signing name; each is read when it is first asked for. */
export const apiModels: Readonly<Record<ServiceName, ApiModel>> = readOnDemand();

/** The shape called `name`, which the model refers to. */
export function shapeOf(model: ApiModel, name: string): Shape {
  const shape = model.shapes[name];
  assert(shape !== undefined, `shape ${name} in the model of ${model.service}`);
  return shape;
}

export function structureOf(model: ApiModel, name: string): StructureShape {
  const shape = shapeOf(model, name);
  assert(shape.type === 'structure', `${name} as a structure`);
  return shape;
}

function readOnDemand(): Record<ServiceName, ApiModel> {
  const models = {};
  for (const [service, file] of Object.entries(modelFiles)) {
    const get = () => {
      const value = JSON.parse(readFileSync(new URL(file, import.meta.url), 'utf8')) as ApiModel;
      Object.defineProperty(models, service, { value });
      return value;
    };
    Object.defineProperty(models, service, { get, enumerable: true, configurable: true });
  }
  return models as Record<ServiceName, ApiModel>;
}

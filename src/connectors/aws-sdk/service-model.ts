/**
 * What an AWS SDK integration must know of a service's API: its operations, their members' types, its exceptions. The
 * API models that the server answers by have this shape, and the schemas of the AWS SDK's clients are read into it.
 */
export interface ServiceModel {
  readonly operations: Readonly<Record<string, OperationModel>>;
  readonly shapes: Readonly<Record<string, ShapeModel>>;
}

export interface OperationModel {
  /** Name of the input's shape. */
  readonly input?: string;
  readonly output?: string;
  /** The input's member that makes repetitions of a call one call. */
  readonly idempotencyToken?: string;
}

export type ShapeModel = StructureModel | ListModel | MapModel | ScalarModel;

export interface StructureModel {
  readonly type: 'structure';
  readonly members: Readonly<Record<string, ShapeReference>>;
  readonly required?: readonly string[];
  readonly exception?: boolean;
  /** Of an exception: its code on the wire, where that is not the shape's name, and the HTTP status of answers with it. */
  readonly error?: { readonly code?: string; readonly status?: number };
}

export interface ListModel {
  readonly type: 'list';
  readonly member: ShapeReference;
}

export interface MapModel {
  readonly type: 'map';
  readonly value: ShapeReference;
}

export interface ScalarModel extends Constraint {
  readonly type: ScalarType;
}

/** What a value must be besides of its type, as far as that is known. */
export interface Constraint {
  readonly enum?: readonly string[];
  /** Of a number itself, of a text or blob its length. */
  readonly min?: number;
  readonly max?: number;
}

/**
 * `blob` is bytes that every text stands for as it is: those of a whole body, and those whose form is the author's
 * business. `bytes` is bytes within a body: text to a definition, base64 in a call. `document` is any JSON.
 */
export type ScalarType =
  | 'string'
  | 'blob'
  | 'bytes'
  | 'boolean'
  | 'integer'
  | 'long'
  | 'float'
  | 'double'
  | 'number'
  | 'bigInteger'
  | 'bigDecimal'
  | 'timestamp'
  | 'document';

export interface ShapeReference {
  readonly shape: string;
}

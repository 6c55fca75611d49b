/**
 * What an AWS SDK integration must know of a service's API: its operations, their members' types, its exceptions. The
 * API models that the server answers by have this shape.
 */
export interface ServiceModel {
  readonly operations: Readonly<Record<string, OperationModel>>;
  readonly shapes: Readonly<Record<string, ShapeModel>>;
}

export interface OperationModel {
  /** Name of the input's shape. */
  readonly input?: string;
  readonly output?: string;
}

export type ShapeModel = StructureModel | ListModel | MapModel | ScalarModel;

export interface StructureModel {
  readonly type: 'structure';
  readonly members: Readonly<Record<string, ShapeReference>>;
  readonly required?: readonly string[];
  readonly exception?: boolean;
  /** Of an exception: its code on the wire, where that is not the shape's name. */
  readonly error?: { readonly code?: string };
}

export interface ListModel {
  readonly type: 'list';
  readonly member: ShapeReference;
}

export interface MapModel {
  readonly type: 'map';
  readonly value: ShapeReference;
}

export interface ScalarModel {
  readonly type: ScalarType;
}

export type ScalarType =
  | 'string'
  | 'blob'
  | 'boolean'
  | 'integer'
  | 'long'
  | 'float'
  | 'double'
  | 'timestamp';

export interface ShapeReference {
  readonly shape: string;
}

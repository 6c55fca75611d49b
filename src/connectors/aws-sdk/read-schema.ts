import type {
  Constraint,
  OperationModel,
  ScalarType,
  ServiceModel,
  ShapeModel,
  ShapeReference,
  StructureModel,
} from './service-model.ts';

/** A constraint of a structure's member that schemas do not tell. */
export type FindConstraint = (structure: string, member: string) => Constraint | undefined;

/**
 * The model of the service that an AWS SDK client's package is for, read from the schemas among the package's exports.
 *
 * Schemas are arrays that begin with their kind: `[3, namespace, name, traits, memberNames, memberSchemas, requiredCount]` is
 * a structure whose required members come first. A schema may be wrapped in a function, and is a number where it has no name.
 */
export function readServiceModel(
  exports: Readonly<Record<string, unknown>>,
  findConstraint: FindConstraint,
): ServiceModel {
  const operations: Record<string, OperationModel> = {};
  const reader = createShapeReader(findConstraint);
  for (const schema of Object.values(exports)) {
    if (!isSchema(schema)) continue;
    if (schema[0] === kinds.operation) operations[nameOf(schema)] = readOperation(schema, reader.read);
    else if (schema[0] === kinds.exception && !nameSpaceOf(schema).startsWith(inventedNames))
      reader.read(schema);
  }
  return { operations, shapes: reader.shapes };
}

const kinds = { simple: 0, list: 1, map: 2, structure: 3, union: 4, operation: 9, exception: -3 } as const;

/** The SDK's own exceptions, which no service answers with. */
const inventedNames = 'smithy.ts.sdk.synthetic';

/** Bits of the traits of a member, where they are a number. */
const traitBits = { idempotencyToken: 4, httpPayload: 16 } as const;

type Schema = readonly [kind: number, namespace: string, name: string, traits: unknown, ...rest: unknown[]];

function isSchema(value: unknown): value is Schema {
  return Array.isArray(value) && value.length >= 5 && typeof value[0] === 'number';
}

function nameSpaceOf([, namespace]: Schema): string {
  return namespace;
}

function nameOf([, , name]: Schema): string {
  return name;
}

function readOperation(schema: Schema, read: (schema: unknown) => string): OperationModel {
  const [, , , , input, output] = schema;
  const token = tokenOf(unwrap(input));
  return {
    ...(isSchema(unwrap(input)) && { input: read(input) }),
    ...(isSchema(unwrap(output)) && { output: read(output) }),
    ...(token !== undefined && { idempotencyToken: token }),
  };
}

function tokenOf(input: unknown): string | undefined {
  if (!isSchema(input)) return undefined;
  return membersOf(input).find(({ traits }) => hasTrait(traits, 'idempotencyToken'))?.name;
}

interface ShapeReader {
  readonly shapes: Readonly<Record<string, ShapeModel>>;
  /** The name of the shape that a schema, a reference to one, or a number stands for. */
  read(schema: unknown): string;
}

function createShapeReader(findConstraint: FindConstraint): ShapeReader {
  const shapes: Record<string, ShapeModel> = {};

  function read(reference: unknown): string {
    const schema = unwrap(reference);
    if (typeof schema === 'number') return readNumber(schema);
    if (!isSchema(schema)) return define('document', () => ({ type: 'document' }));
    const [kind] = schema;
    if (kind === kinds.simple) return read(schema[4]);
    return define(nameOf(schema), () => readShape(schema));
  }

  /** Shapes may contain themselves, so that the name is taken before the shape is read. */
  function define(name: string, make: () => ShapeModel): string {
    if (Object.hasOwn(shapes, name)) return name;
    shapes[name] = { type: 'document' };
    shapes[name] = make();
    return name;
  }

  /** Lists and maps of unnamed schemas are those schemas' numbers with another bit. */
  function readNumber(schema: number): string {
    if (schema >= 128) {
      const value = readNumber(schema & 63);
      return define(`map of ${value}`, () => ({ type: 'map', value: { shape: value } }));
    }
    if (schema >= 64) {
      const member = readNumber(schema & 63);
      return define(`list of ${member}`, () => ({ type: 'list', member: { shape: member } }));
    }
    const type = scalarTypes.get(schema) ?? 'document';
    return define(type, () => ({ type }));
  }

  function readShape(schema: Schema): ShapeModel {
    const [kind] = schema;
    if (kind === kinds.list) return { type: 'list', member: { shape: read(schema[4]) } };
    if (kind === kinds.map) return { type: 'map', value: { shape: read(schema[5]) } };
    return readStructure(schema);
  }

  function readStructure(schema: Schema): StructureModel {
    const name = nameOf(schema);
    const members = membersOf(schema);
    const requiredCount = typeof schema[6] === 'number' ? schema[6] : 0;
    const error = schema[0] === kinds.exception ? errorOf(schema) : {};
    return {
      type: 'structure',
      members: Object.fromEntries(members.map((member) => [member.name, readMember(name, member)])),
      ...(requiredCount > 0 && { required: members.slice(0, requiredCount).map((member) => member.name) }),
      ...(schema[0] === kinds.exception && { exception: true }),
      ...(Object.keys(error).length > 0 && { error }),
    };
  }

  function readMember(structure: string, { name, schema, traits }: Member): ShapeReference {
    const shape = read(schema);
    if (shape === 'bytes' && hasTrait(traits, 'httpPayload')) {
      return { shape: define('blob', () => ({ type: 'blob' })) };
    }
    const constraint = findConstraint(structure, name);
    const plain = constraint && shapes[shape];
    if (plain === undefined || plain.type === 'structure' || plain.type === 'list' || plain.type === 'map') {
      return { shape };
    }
    return { shape: define(`${structure}.${name}`, () => ({ type: plain.type, ...constraint })) };
  }

  return { shapes, read };
}

const scalarTypes: ReadonlyMap<number, ScalarType> = new Map([
  [0, 'string'],
  [1, 'number'],
  [2, 'boolean'],
  [4, 'timestamp'],
  [5, 'timestamp'],
  [6, 'timestamp'],
  [7, 'timestamp'],
  [15, 'document'],
  [17, 'bigInteger'],
  [19, 'bigDecimal'],
  [21, 'bytes'],
  [42, 'blob'],
]);

interface Member {
  readonly name: string;
  readonly schema: unknown;
  readonly traits: unknown;
}

function membersOf(schema: Schema): readonly Member[] {
  const names = Array.isArray(schema[4]) ? schema[4] : [];
  const schemas = Array.isArray(schema[5]) ? schema[5] : [];
  return names.map((name, index) => {
    const member: unknown = schemas[index];
    const [inner, traits]: readonly unknown[] = isWithTraits(member) ? member : [member, 0];
    return { name: String(name), schema: inner, traits };
  });
}

function isWithTraits(value: unknown): value is readonly [unknown, unknown] {
  return Array.isArray(value) && value.length === 2;
}

function unwrap(reference: unknown): unknown {
  let schema = reference;
  while (typeof schema === 'function' || isWithTraits(schema)) {
    schema = typeof schema === 'function' ? (schema as () => unknown)() : schema[0];
  }
  return schema;
}

function hasTrait(traits: unknown, trait: keyof typeof traitBits): boolean {
  if (typeof traits === 'number') return (traits & traitBits[trait]) !== 0;
  return typeof traits === 'object' && traits !== null && trait in traits;
}

function errorOf(schema: Schema): NonNullable<StructureModel['error']> {
  const [, , , traits] = schema;
  const code = wireCodeOf(schema);
  const status: unknown = Object(traits).httpError;
  return {
    ...(code !== undefined && { code }),
    ...(typeof status === 'number' && { status }),
  };
}

function wireCodeOf([, , , traits]: Schema): string | undefined {
  if (typeof traits !== 'object' || traits === null || !('awsQueryError' in traits)) return undefined;
  const [code]: readonly unknown[] = Array.isArray(traits.awsQueryError) ? traits.awsQueryError : [];
  return typeof code === 'string' ? code : undefined;
}

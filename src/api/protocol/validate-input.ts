import { ValidationException } from '../../base/aws-error.ts';
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../../base/json.ts';
import type { ApiModel, ListShape, MapShape, Member, StructureShape } from '../model/model.ts';
import { shapeOf, structureOf } from '../model/model.ts';
import { type ConstraintWording, failedConstraints, sizeConstraints } from './constraint.ts';
import { SerializationException } from './errors.ts';
import {
  constraintErrors,
  type ModelException,
  missingMemberErrors,
  modelExceptions,
} from './model-exceptions.ts';
import { compileScalar, type Scalar } from './scalar.ts';

/**
 * Whether an operation's input is what the API model asks for: types, required members, lengths, ranges, patterns, enums.
 *
 * Throws SerializationException for a value of the wrong type and ValidationException, naming every constraint that
 * failed, otherwise. Members the model does not know are ignored, as AWS does.
 */
export type ValidateInput = (input: JsonObject) => void;

/** The check of one operation, compiled to closures over the constraints it has. */
export function compileInputValidation(model: ApiModel, operationName: string): ValidateInput {
  const input = model.operations[operationName]?.input;
  if (input === undefined) return () => undefined;
  const check = new CompiledShapes(model).structure(structureOf(model, input), input);
  const refusal = constraintErrors[model.service] ?? ((message: string) => new ValidationException(message));
  return (value) => {
    const problems: string[] = [];
    check(value, undefined, problems);
    if (problems.length > 0) throw refusal(summary(problems));
  };
}

/** Checks `value` at `location` and adds a sentence to `problems` for each constraint that fails. */
type Check = (value: Json, location: Location | undefined, problems: string[]) => void;

/** Where a value stands, innermost first, so that a path is only built for a value that has a problem. */
interface Location {
  readonly within: Location | undefined;
  readonly segment: string;
}

/** The checks of a model's shapes, each compiled once, so that a shape may contain itself. */
class CompiledShapes {
  readonly #model: ApiModel;
  readonly #exceptions: Readonly<Record<string, ModelException>>;
  readonly #checks = new Map<string, Check>();

  constructor(model: ApiModel) {
    this.#model = model;
    this.#exceptions = modelExceptions[model.service];
  }

  structure(shape: StructureShape, name: string): Check {
    const required = new Set(shape.required);
    const refuseMissing = missingMemberErrors[this.#model.service];
    const members = Object.entries(shape.members).map(([memberName, member]) => ({
      memberName,
      segment: lowerFirst(memberName),
      isRequired: required.has(memberName),
      check: this.#member(member, `${name}$${memberName}`),
    }));
    return (value, location, problems) => {
      if (!isJsonObject(value)) throw new SerializationException(wrongContainer(value));
      for (const { memberName, segment, isRequired, check } of members) {
        const member = value[memberName];
        if (member !== undefined && member !== null) check(member, { within: location, segment }, problems);
        else if (isRequired) {
          if (refuseMissing !== undefined) throw refuseMissing(memberName);
          problems.push(problemOf('null', { within: location, segment }, 'Member must not be null'));
        }
      }
    };
  }

  #member({ shape }: Member, qualifiedName: string): Check {
    // A member with an exception of its own cannot share its shape's check.
    if (this.#exceptions[qualifiedName] !== undefined) return this.#compile(shape, qualifiedName);
    const known = this.#checks.get(shape);
    if (known !== undefined) return known;
    let check: Check | undefined;
    this.#checks.set(shape, (value, location, problems) => check?.(value, location, problems));
    check = this.#compile(shape, qualifiedName);
    this.#checks.set(shape, check);
    return check;
  }

  #compile(shapeName: string, qualifiedName: string): Check {
    const shape = shapeOf(this.#model, shapeName);
    switch (shape.type) {
      case 'structure':
        return this.structure(shape, shapeName);
      case 'list':
        return this.#list(shape, shapeName);
      case 'map':
        return this.#map(shape);
      default:
        return checkScalar(this.#scalar(shapeName, qualifiedName), shape.sensitive === true);
    }
  }

  #list(shape: ListShape, name: string): Check {
    const sizes = sizeConstraints(shape);
    const scalar = this.#findScalar(shape.member);
    const isSensitive =
      shape.sensitive === true || shapeOf(this.#model, shape.member.shape).sensitive === true;
    const checkMember = scalar === undefined ? this.#member(shape.member, name) : undefined;
    return (value, location, problems) => {
      if (!isJsonArray(value)) throw new SerializationException(wrongContainer(value));
      const shown = isSensitive ? undefined : value;
      report(failedConstraints(sizes, value.length), shown, location, problems);
      if (value.includes(null)) {
        report(nullMember, shown, location, problems);
        return;
      }
      if (checkMember !== undefined) {
        value.forEach((member, index) => {
          checkMember(member, { within: location, segment: `${index + 1}.member` }, problems);
        });
      }
      if (scalar?.fails(value)) report([scalar.wording('Member')], shown, location, problems);
    };
  }

  #map(shape: MapShape): Check {
    const sizes = sizeConstraints(shape);
    const keys = this.#findScalar(shape.key);
    const values = this.#findScalar(shape.value);
    const checkValue = values === undefined ? this.#member(shape.value, shape.value.shape) : undefined;
    const isSensitive = shape.sensitive === true;
    return (value, location, problems) => {
      if (!isJsonObject(value)) throw new SerializationException(wrongContainer(value));
      const names = Object.keys(value);
      const members = Object.values(value);
      const shown = isSensitive ? undefined : value;
      report(failedConstraints(sizes, names.length), shown, location, problems);
      if (keys?.fails(names)) report([keys.wording('Map keys')], shown, location, problems);
      if (values?.fails(members)) report([values.wording('Map value')], shown, location, problems);
      if (checkValue !== undefined) {
        names.forEach((name, index) => {
          checkValue(members[index] ?? null, { within: location, segment: `${name}.member` }, problems);
        });
      }
    };
  }

  #scalar(shapeName: string, qualifiedName: string): Scalar | undefined {
    const exception = this.#exceptions[qualifiedName] ?? this.#exceptions[shapeName] ?? {};
    return compileScalar(shapeOf(this.#model, shapeName), exception);
  }

  /** What the members of a list or map that are scalars must satisfy together. */
  #findScalar({ shape }: Member): ScalarMembers | undefined {
    const scalar = this.#scalar(shape, shape);
    if (scalar === undefined) return undefined;
    return {
      fails: (members) => members.some((member) => scalar.failures(member).length > 0),
      wording: (subject) => {
        const texts = scalar.constraints.map(({ text }) => text).join(', ');
        return { text: `${subject} must satisfy constraint: [${texts}]` };
      },
    };
  }
}

/** A list is refused for a null in it, whatever else its members are. */
const nullMember: readonly ConstraintWording[] = [{ text: 'Member must not be null' }];

/** AWS names one failing member of a list with all the constraints of its kind. */
interface ScalarMembers {
  fails(members: readonly Json[]): boolean;
  wording(subject: string): ConstraintWording;
}

function checkScalar(scalar: Scalar | undefined, isSensitive: boolean): Check {
  return (value, location, problems) => {
    const failed = scalar?.failures(value);
    if (failed !== undefined && failed.length > 0) {
      const shown = scalar?.shown === undefined ? value : scalar.shown(value);
      report(failed, isSensitive ? undefined : shown, location, problems);
    }
  };
}

/** `shown` is undefined for a value that messages keep to themselves. */
function report(
  failed: readonly ConstraintWording[],
  shown: Json | undefined,
  location: Location | undefined,
  problems: string[],
): void {
  for (const { text, message } of failed) {
    const value = shown === undefined ? '' : `'${javaText(shown)}'`;
    problems.push(message === undefined ? problemOf(value, location, text) : message(pathOf(location)));
  }
}

function problemOf(value: string, location: Location | undefined, constraint: string): string {
  const subject = value === '' ? 'Value' : `Value ${value}`;
  return `${subject} at '${pathOf(location)}' failed to satisfy constraint: ${constraint}`;
}

function summary(problems: readonly string[]): string {
  const [first = ''] = problems;
  if (problems.length === 1 && !first.startsWith('Value ')) return first;
  const count = `${problems.length} validation error${problems.length === 1 ? '' : 's'} detected`;
  return `${count}: ${problems.join('; ')}`;
}

/** `tags.1.member.key`. */
function pathOf(location: Location | undefined): string {
  if (location === undefined) return '';
  return location.within === undefined ? location.segment : `${pathOf(location.within)}.${location.segment}`;
}

/** Members as AWS's messages spell them, whatever their case in the API. */
function lowerFirst(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}

/** A value as Java's `toString` writes it. */
function javaText(value: Json): string {
  if (isJsonArray(value)) return `[${value.map(javaText).join(', ')}]`;
  if (isJsonObject(value)) {
    const members = Object.entries(value).map(([name, member]) => `${name}=${javaText(member)}`);
    return `{${members.join(', ')}}`;
  }
  return String(value);
}

function wrongContainer(value: Json): string {
  if (isJsonArray(value)) return 'Start of list found where not expected.';
  if (isJsonObject(value)) return 'Start of structure or map found where not expected.';
  if (typeof value === 'string') return 'Unrecognized collection type class java.lang.String';
  if (typeof value === 'number') return 'Unrecognized collection type class java.lang.Integer';
  return 'Unrecognized collection type class java.lang.Boolean';
}

import type { Place } from '../base/arn.ts';
import { type AskedType, askedTypes } from './asked-types.ts';
import type { TaskCall } from './calls.ts';
import { onlyAtRunTime } from './field.ts';
import type { Foreseen, TextPattern } from './foreseen.ts';
import type { Remark } from './need.ts';
import { parametersByName, patternsOf, type ResourceParameter } from './resource-parameters.ts';
import { arnPattern } from './resource-pattern.ts';
import { isArnOf, type ResourceTemplate } from './resource-template.ts';
import { arnOfText, mayBeWhole, partsOfText } from './resource-texts.ts';
import type { AuthorizedAction } from './service-authorization.ts';

export interface SdkResources {
  readonly resources: readonly string[];
  readonly remarks: readonly Remark[];
}

/**
 * The resources that a call's `action` is about, from the parameters that name them. IAM's data says of which types they are,
 * but not which parameters name one: that is told by the names.
 */
export function sdkResources(action: AuthorizedAction, call: TaskCall): SdkResources {
  if (action.resourceTypes.length === 0) return { resources: ['*'], remarks: [] };
  if (call.parameters.kind === 'Unknown') return { resources: ['*'], remarks: [unknownParameters(call)] };
  const parameters = parametersByName(call.parameters);
  const arns = arnsWithin(call.parameters);
  const known: Known = { parameters, arns, place: call.place };
  const types = askedTypes(action, call.place).map((asked) => findResources(asked, known));
  const chosen = choose(types, alternatives.has(action.name.toLowerCase()));
  if (chosen.length === 0) return { resources: ['*'], remarks: [unnamedResource(action, call)] };
  const fields = new Set(chosen.flatMap(({ dynamicFields }) => dynamicFields));
  const remarks = [...fields].map((field) => onlyAtRunTime(call, field));
  const resources = chosen.flatMap((type) => type.resources ?? ['*']);
  return { resources: resources.includes('*') ? ['*'] : [...new Set(resources)], remarks };
}

/** Actions that need one of the types that they require, not all. */
const alternatives = new Set(['bedrock:invokemodel', 'states:describeexecution']);

function unknownParameters({ path, parametersField }: TaskCall): Remark {
  return {
    path: `${path}/${parametersField}`,
    message: `${parametersField} is only known when an execution runs, so the policy allows every resource. Narrow it to those that it will name.`,
  };
}

function unnamedResource({ name }: AuthorizedAction, { path, parametersField }: TaskCall): Remark {
  return {
    path: `${path}/${parametersField}`,
    message: `Which resources ${name} is about does not follow from ${parametersField}, so the policy allows every resource. Narrow it to those that are meant.`,
  };
}

/** What a call says of its resources of one type. */
interface TypeResources {
  readonly isRequired: boolean;
  /** Parameters that name a resource of the type. */
  readonly fields: ReadonlySet<string>;
  /** Of them, those that only a run fills in. */
  readonly dynamicFields: readonly string[];
  /** How many parts of its ARN no parameter names. */
  readonly unnamedCount: number;
  /** Undefined where they may be any resource at all. */
  readonly resources: readonly string[] | undefined;
}

/**
 * Every type that is required, and those of the others that parameters name. Of two that are named it is the one which more
 * parameters name, or name more of: an object rather than its bucket, a rule of the default bus rather than of any.
 */
function choose(types: readonly TypeResources[], isOneEnough: boolean): readonly TypeResources[] {
  const named = types.filter(({ fields }) => fields.size > 0);
  const chosen = named.filter((type) => type.isRequired || !named.some((other) => isLess(type, other)));
  if (isOneEnough && chosen.length > 0) return chosen;
  return [...chosen, ...types.filter(({ isRequired, fields }) => isRequired && fields.size === 0)];
}

function isLess(type: TypeResources, other: TypeResources): boolean {
  if (![...type.fields].every((field) => other.fields.has(field))) return false;
  return type.fields.size < other.fields.size || type.unnamedCount > other.unnamedCount;
}

interface Known {
  readonly place: Place;
  readonly parameters: ReadonlyMap<string, ResourceParameter>;
  /** Every ARN that stands anywhere in the parameters. */
  readonly arns: readonly TextPattern[];
}

function findResources(asked: AskedType, known: Known): TypeResources {
  const named = findWhole(asked, known) ?? fill(asked, known);
  const { template, isRequired } = asked;
  if (named.fields.size > 0 || template.variables.length === 0) return named;
  const within = known.arns.filter((pattern) => isArnOf(pattern, template, template.variables.length - 1));
  if (within.length === 0) return named;
  return {
    isRequired,
    fields: new Set(within.map((pattern) => pattern.join('*'))),
    dynamicFields: [],
    unnamedCount: 0,
    resources: within.map((pattern) => arnPattern(pattern) ?? '*'),
  };
}

/** From a parameter that holds the ARN, such as ResourceArn. */
function findWhole(
  { isRequired, template, wholeArnNames }: AskedType,
  { parameters, place }: Known,
): TypeResources | undefined {
  for (const name of wholeArnNames) {
    const parameter = parameters.get(name);
    if (parameter === undefined || parameter.value.kind === 'Object') continue;
    const patterns = patternsOf(parameter.value);
    const common = { isRequired, fields: new Set([parameter.name]), unnamedCount: 0 };
    if (patterns === undefined || patterns.some((pattern) => isUnknown(pattern, place)))
      return { ...common, dynamicFields: [parameter.name], resources: undefined };
    const own = patterns.filter((pattern) => isArnOf(pattern, template, template.variables.length - 1));
    if (own.length === 0) continue;
    return {
      ...common,
      dynamicFields: own.some(hasGap) ? [parameter.name] : [],
      resources: own.map((pattern) => arnPattern(pattern) ?? '*'),
    };
  }
  return undefined;
}

/** A resource as far as it is filled in. */
interface Partial {
  readonly text: string;
  /** A value brought along what stands behind its variable: `web:3` of a task definition, or a whole ARN. */
  readonly isWhole: boolean;
}

/** From the parameters that fill in the variables of the ARN, one after the other. */
function fill(
  { isRequired, template, variableNames }: AskedType,
  { parameters, place }: Known,
): TypeResources {
  const { texts, variables } = template;
  const fields = new Set<string>();
  const dynamicFields: string[] = [];
  let unnamedCount = 0;
  let partials: readonly Partial[] = [{ text: texts[0] ?? '', isWhole: false }];
  for (const index of variables.keys()) {
    const parameter = variableNames[index]
      ?.map((name) => parameters.get(name))
      .find((found) => found !== undefined && found.value.kind !== 'Object' && !fields.has(found.name));
    const patterns = parameter === undefined ? [] : patternsOf(parameter.value);
    const isAny = patterns === undefined || patterns.some((pattern) => isUnknown(pattern, place));
    // Only what comes first may be an ARN instead.
    if (parameter !== undefined && isAny && index === 0) {
      const { name } = parameter;
      return {
        isRequired,
        fields: new Set([name]),
        dynamicFields: [name],
        unnamedCount,
        resources: undefined,
      };
    }
    const next = (patterns ?? []).flatMap((pattern) =>
      withPattern(partials, { pattern, index, template, place }),
    );
    if (parameter !== undefined && (next.length > 0 || isAny)) {
      fields.add(parameter.name);
      if (isAny || patterns.some(hasGap)) dynamicFields.push(parameter.name);
    } else unnamedCount += 1;
    const behind = texts[index + 1] ?? '';
    partials = next.length > 0 ? next : partials.map((partial) => continued(partial, `*${behind}`));
  }
  return { isRequired, fields, dynamicFields, unnamedCount, resources: partials.map(({ text }) => text) };
}

interface Value {
  readonly pattern: TextPattern;
  /** That of the variable it is for. */
  readonly index: number;
  readonly template: ResourceTemplate;
  readonly place: Place;
}

function withPattern(
  partials: readonly Partial[],
  { pattern, index, template, place }: Value,
): readonly Partial[] {
  const { texts, variables } = template;
  const variable = variables[index] ?? '';
  const behind = texts[index + 1] ?? '';
  const arn = mayBeWhole(pattern) ? arnOfText(pattern, place) : undefined;
  if (arn !== undefined) {
    const named = pattern[0]?.startsWith('arn:') ? pattern : [arn];
    if (isArnOf(named, template, variables.length - 1)) return [{ text: arn, isWhole: true }];
    if (isArnOf(named, template, index)) return [{ text: `${arn}${behind}`, isWhole: false }];
    const name = nameWithin(pattern, variable);
    return name === undefined ? [] : partials.map((partial) => continued(partial, `${name}${behind}`));
  }
  if (mayBeWhole(pattern)) return [];
  return partials.flatMap((partial) =>
    partsOfText(variable, pattern, partial.text).map((part) =>
      behind === ':' && part.includes(':')
        ? { text: `${partial.text}${part}`, isWhole: true }
        : continued(partial, `${part}${behind}`),
    ),
  );
}

function continued({ text, isWhole }: Partial, more: string): Partial {
  return isWhole ? { text, isWhole } : { text: `${text}${more}`, isWhole };
}

/** `web` of the ARN that ends in `:cluster/web`, for ClusterName. */
function nameWithin([first = '', ...more]: TextPattern, variable: string): string | undefined {
  if (more.length > 0) return undefined;
  const [, kind, name] = /^arn:(?:[^:]*:){4}([^:/]+)[:/]([^:/]+)$/.exec(first) ?? [];
  return kind !== undefined && variable.toLowerCase().startsWith(kind.toLowerCase()) ? name : undefined;
}

/** Whether a text may be the ARN of any resource. */
function isUnknown(pattern: TextPattern, place: Place): boolean {
  return hasGap(pattern) && mayBeWhole(pattern) && arnOfText(pattern, place) === undefined;
}

function hasGap(pattern: TextPattern): boolean {
  return pattern.length > 1;
}

function arnsWithin(value: Foreseen): readonly TextPattern[] {
  if (value.kind === 'Text') return value.patterns.filter(([first = '']) => first.startsWith('arn:'));
  if (value.kind === 'Array') return value.items.flatMap(arnsWithin);
  return value.kind === 'Object' ? [...value.members.values()].flatMap(arnsWithin) : [];
}

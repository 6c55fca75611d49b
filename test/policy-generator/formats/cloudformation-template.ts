import { type CollectionTag, parse, type ScalarTag } from 'yaml';
import type { Place } from '../../../src/base/arn.ts';
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../../../src/base/json.ts';
import { comparable, type ReadRole } from './declared-documents.ts';

/** A template of roles, with what the tests look at. */
export interface RoleTemplate {
  readonly AWSTemplateFormatVersion: string;
  readonly Conditions?: Readonly<Record<string, JsonObject>>;
  readonly Resources: Readonly<
    Record<
      string,
      {
        readonly Type: string;
        readonly Condition?: string;
        readonly DependsOn?: string;
        readonly Properties?: JsonObject;
      }
    >
  >;
  readonly Outputs?: Readonly<Record<string, { readonly Condition?: string; readonly Value: Json }>>;
}

/** The short forms of CloudFormation's functions, which become the long ones. */
const tags: readonly ScalarTag[] = [
  { tag: '!Ref', resolve: (text) => ({ Ref: text }) },
  { tag: '!Sub', resolve: (text) => ({ 'Fn::Sub': text }) },
  { tag: '!GetAtt', resolve: (text) => ({ 'Fn::GetAtt': text.split('.') }) },
];

/** Reads YAML as CloudFormation does. Any other tag, and whatever is no YAML, is refused. */
export function parseTemplate(text: string, version: '1.1' | '1.2' = '1.1'): RoleTemplate {
  const customTags = tags as readonly (ScalarTag | CollectionTag)[];
  return parse(text, {
    customTags: [...customTags],
    version,
    strict: true,
    logLevel: 'error',
  }) as RoleTemplate;
}

/** The roles that `template` makes where it is deployed. */
export function readRoles(template: RoleTemplate, place: Place): readonly ReadRole[] {
  const resolved = (id: string) =>
    resolve(template.Resources[id]?.Properties ?? {}, place) as unknown as RoleProperties & PolicyProperties;
  const declared = Object.entries(template.Resources).filter(([, { Type }]) => Type === 'AWS::IAM::Role');
  return comparable(
    declared.map(([id, { Properties = {} }]) => {
      const { RoleName, Path, AssumeRolePolicyDocument, Policies = [] } = resolved(id);
      const managed = ((Properties.ManagedPolicyArns ?? []) as readonly { readonly Ref: string }[]).map(
        ({ Ref }) => resolved(Ref),
      );
      return {
        name: RoleName,
        path: Path,
        trustPolicy: AssumeRolePolicyDocument,
        policies: [
          ...Policies.map(({ PolicyName, PolicyDocument }) => ({
            name: PolicyName,
            document: PolicyDocument,
          })),
          ...managed.map(({ ManagedPolicyName, PolicyDocument }) => ({
            name: ManagedPolicyName,
            document: PolicyDocument,
          })),
        ],
      };
    }),
  );
}

/** `value` with what CloudFormation puts in the place of its functions in `place`. */
export function resolve(value: Json, place: Place): Json {
  if (isJsonArray(value)) return value.map((item) => resolve(item, place));
  if (!isJsonObject(value)) return value;
  if (typeof value.Ref === 'string') return pseudoParameter(value.Ref, place);
  const { 'Fn::Sub': substituted, 'Fn::Join': joined } = value;
  if (typeof substituted === 'string') {
    return substituted.replace(/\$\{(!?)([^}]*)\}/g, (_, mark: string, name: string) =>
      mark === '!' ? `\${${name}}` : pseudoParameter(name, place),
    );
  }
  if (isJsonArray(joined)) {
    const [separator, parts] = joined;
    const texts = resolve(parts ?? [], place);
    return isJsonArray(texts) ? texts.join(String(separator)) : texts;
  }
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, resolve(member, place)]));
}

/** Anything else that is named stays a name. */
function pseudoParameter(name: string, { partition, region, account }: Place): string {
  const values: Readonly<Record<string, string>> = {
    'AWS::Partition': partition,
    'AWS::Region': region,
    'AWS::AccountId': account,
  };
  return values[name] ?? name;
}

interface RoleProperties {
  readonly RoleName: string;
  readonly Path: string;
  readonly AssumeRolePolicyDocument: Json;
  readonly Policies?: readonly { readonly PolicyName: string; readonly PolicyDocument: Json }[];
}

interface PolicyProperties {
  readonly ManagedPolicyName: string;
  readonly PolicyDocument: Json;
}

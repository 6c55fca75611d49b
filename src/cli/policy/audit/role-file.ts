import { parseDocument } from 'yaml';
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../../../base/json.ts';
import type { NamedDocument } from '../../../policy-generator/audit/roles.ts';
import { isTemplate, templateRoles } from './cloudformation.ts';
import {
  boundaryFrom,
  documentFrom,
  type GivenRoles,
  joinRoles,
  listOf,
  managedFrom,
  objectsIn,
  type SourcePlace,
  textOf,
} from './given-roles.ts';
import { expandShortForms } from './intrinsics.ts';
import { isTerraform, terraformRoles } from './terraform-plan.ts';

/**
 * The roles in a file: what `stepwell policy generate` writes as JSON or CloudFormation, roles of our own form, what
 * `aws iam get-account-authorization-details` prints, a CloudFormation or SAM template, a Terraform plan or state as
 * `terraform show -json` prints it, or one policy document of the execution role.
 *
 * Throws an Error that says what is wrong with the text.
 */
export function readRoleFile(
  text: string,
  place: SourcePlace,
  parameters: ReadonlyMap<string, string>,
): GivenRoles {
  return rolesIn(parse(text), place, parameters);
}

function parse(text: string): Json {
  if (/^\s*[{[]/.test(text)) return JSON.parse(text) as Json;
  const document = parseDocument(text, { prettyErrors: true, logLevel: 'error' });
  const [error] = document.errors;
  if (error !== undefined) throw new Error(error.message);
  expandShortForms(document);
  return document.toJS() as Json;
}

function rolesIn(value: Json, place: SourcePlace, parameters: ReadonlyMap<string, string>): GivenRoles {
  if (isJsonArray(value)) return joinRoles(value.map((each) => rolesIn(each, place, parameters)));
  if (!isJsonObject(value))
    throw new Error('expected roles, a template, a Terraform plan or a policy document');
  if (isTemplate(value)) return templateRoles(value, place, parameters);
  if (isTerraform(value)) return terraformRoles(value, place);
  if (value.RoleDetailList !== undefined) return accountRoles(value);
  if (value.executionRole !== undefined || value.targetRoles !== undefined)
    return generatedRoles(value, place);
  if (value.roles !== undefined || value.serviceControlPolicies !== undefined)
    return ownRoles(value, place, parameters);
  if (arnIn(value) !== undefined) return oneRole(value);
  if (value.Statement !== undefined) {
    const policies = [{ name: 'policy document', document: value }];
    return { roles: [{ arn: place.executionRoleArn, policies }], problems: [] };
  }
  throw new Error(
    'found no roles in it: no Resources, planned_values, RoleDetailList, executionRole, roles or Statement',
  );
}

/** What `stepwell policy generate` prints. */
function generatedRoles({ executionRole, targetRoles }: JsonObject, place: SourcePlace): GivenRoles {
  const own = objectsIn(executionRole).map((role) => ({ roleArn: place.executionRoleArn, ...role }));
  return joinRoles([...own, ...objectsIn(targetRoles)].map(oneRole));
}

function ownRoles(
  { roles, serviceControlPolicies: levels }: JsonObject,
  place: SourcePlace,
  parameters: ReadonlyMap<string, string>,
): GivenRoles {
  const given = joinRoles(objectsIn(roles).map((role) => rolesIn(role, place, parameters)));
  if (!isJsonObject(levels)) return given;
  return {
    ...given,
    serviceControlPolicies: Object.fromEntries(
      Object.entries(levels).map(([account, ofAccount]) => [
        account,
        listOf(ofAccount).map((level) => namedDocuments(level, 'service control policy')),
      ]),
    ),
  };
}

/** A role with its documents, under the names that this command, or IAM, has for them. */
function oneRole(role: JsonObject): GivenRoles {
  const arn = arnIn(role);
  if (arn === undefined) throw new Error('found a role without an arn');
  const [permissionsBoundary] = namedDocuments(role.permissionsBoundary, 'permissions boundary');
  const trustPolicy = documentFrom(role.trustPolicy ?? role.AssumeRolePolicyDocument);
  const policies = namedDocuments(role.policies, 'policy');
  return {
    roles: [
      {
        arn,
        policies,
        ...(trustPolicy !== undefined && { trustPolicy }),
        ...(permissionsBoundary !== undefined && { permissionsBoundary }),
      },
    ],
    problems: [],
  };
}

function arnIn(role: JsonObject): string | undefined {
  return textOf(role.roleArn ?? role.arn ?? role.Arn);
}

/** Documents by themselves, with a `name` each, or as the members of an object by their names. */
function namedDocuments(value: Json | undefined, kind: string): readonly NamedDocument[] {
  if (isJsonObject(value) && value.Statement === undefined && value.document === undefined) {
    return Object.entries(value).map(([name, document]) => ({
      name,
      document: documentFrom(document) ?? null,
    }));
  }
  return listOf(value).map((item, index) => {
    const name = isJsonObject(item) ? textOf(item.name) : undefined;
    const document = isJsonObject(item) && item.document !== undefined ? item.document : item;
    return { name: name ?? `${kind} ${index + 1}`, document: documentFrom(document) ?? null };
  });
}

/** Source: IAM API Reference, "GetAccountAuthorizationDetails". */
function accountRoles({ RoleDetailList: roles, Policies: managed }: JsonObject): GivenRoles {
  const documents = new Map<string, Json>();
  for (const policy of objectsIn(managed)) {
    const version = objectsIn(policy.PolicyVersionList).find(
      ({ IsDefaultVersion }) => IsDefaultVersion === true,
    );
    const document = documentFrom(version?.Document);
    if (typeof policy.Arn === 'string' && document !== undefined) documents.set(policy.Arn, document);
  }
  return {
    roles: objectsIn(roles).map((role) => {
      const attached = objectsIn(role.AttachedManagedPolicies).flatMap(
        ({ PolicyArn }) => textOf(PolicyArn) ?? [],
      );
      const { policies, unknown } = managedFrom(attached, documents);
      const [boundaryArn] = objectsIn(role.PermissionsBoundary).map(({ PermissionsBoundaryArn }) =>
        textOf(PermissionsBoundaryArn),
      );
      const boundary = boundaryFrom(boundaryArn, documents);
      const inline = objectsIn(role.RolePolicyList).map(({ PolicyName, PolicyDocument }) => ({
        name: `inline policy ${textOf(PolicyName) ?? ''}`,
        document: documentFrom(PolicyDocument) ?? null,
      }));
      return {
        ...boundary,
        arn: textOf(role.Arn) ?? '',
        trustPolicy: documentFrom(role.AssumeRolePolicyDocument),
        policies: [...inline, ...policies],
        unknownPolicyArns: [...unknown, ...(boundary.unknownPolicyArns ?? [])],
      };
    }),
    problems: [],
  };
}

import type { JsonObject } from '../../../base/json.ts';
import type { IamEntityBody, RoleBody, UserBody } from '../../../store/resources/identity.ts';
import type { Tag } from '../../../store/resources/tag.ts';
import { optional } from '../typed-operation.ts';
import { encodeDocument } from './policy-document.ts';

/** A role as GetRole shows it. */
export function roleJson(body: RoleBody): JsonObject {
  return { ...listedRoleJson(body), ...boundaryJson(body), ...tagsJson(body.tags), RoleLastUsed: {} };
}

/** A role as lists show it: without boundary and tags. */
export function listedRoleJson(body: RoleBody): JsonObject {
  return {
    ...createdRoleJson(body),
    ...optional('Description', body.description),
    MaxSessionDuration: body.maxSessionDurationSeconds,
  };
}

/** A role as CreateRole shows it. */
export function createdRoleJson(body: RoleBody): JsonObject {
  return {
    Path: body.path,
    RoleName: body.name,
    RoleId: body.id,
    Arn: body.arn,
    CreateDate: body.createdAt,
    AssumeRolePolicyDocument: encodeDocument(body.assumeRolePolicyDocument),
  };
}

/** A user as GetUser shows it. */
export function userJson(body: UserBody): JsonObject {
  return { ...listedUserJson(body), ...boundaryJson(body), ...tagsJson(body.tags) };
}

/** A user as lists show it: without boundary and tags. */
export function listedUserJson(body: UserBody): JsonObject {
  return {
    Path: body.path,
    UserName: body.name,
    UserId: body.id,
    Arn: body.arn,
    CreateDate: body.createdAt,
  };
}

export function boundaryJson({ permissionsBoundaryArn }: IamEntityBody): JsonObject {
  if (permissionsBoundaryArn === undefined) return {};
  return {
    PermissionsBoundary: {
      PermissionsBoundaryType: 'Policy',
      PermissionsBoundaryArn: permissionsBoundaryArn,
    },
  };
}

/** `Tags`, or nothing where there are none. */
export function tagsJson(tags: readonly Tag[]): JsonObject {
  return tags.length === 0 ? {} : { Tags: tagList(tags) };
}

export function tagList(tags: readonly Tag[]): readonly JsonObject[] {
  return tags.map(({ key, value }) => ({ Key: key, Value: value }));
}

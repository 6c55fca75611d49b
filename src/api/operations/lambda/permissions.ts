import { type Arn, parseArn } from '../../../base/arn.ts';
import { AccessDeniedException } from '../../../base/aws-error.ts';
import type { Permission } from '../../../runtime/identity/identity.ts';
import type { FunctionBody } from '../../../store/resources/functions.ts';
import type { Call } from '../../operation.ts';
import { type FunctionInput, type FunctionReference, parseFunctionReference } from './function-reference.ts';
import { compileResourcePolicy } from './resource-policy.ts';
import { findPolicy, functionKey } from './stored-function.ts';

type Context = Readonly<Record<string, string | readonly string[]>>;

/**
 * The permission for `action` on the function, or the version, that a request names. The function's policy has its say,
 * so that other accounts may be let in.
 */
export function onFunction(
  action: string,
): (input: FunctionInput, call: Call) => Promise<readonly Permission[]> {
  const name = `lambda:${action}`;
  return async (input, call) => {
    const reference = parseFunctionReference(input, call.caller.place);
    return [await functionPermission(name, reference, call)];
  };
}

export async function functionPermission(
  action: string,
  reference: FunctionReference,
  { services }: Call,
): Promise<Permission> {
  const [policy, found] = await Promise.all([
    findPolicy(services.store, reference),
    services.store.resources.get(functionKey(reference.place, reference.name)),
  ]);
  return {
    action,
    resource: reference.arn,
    ...(found === undefined || found.body.tags.length === 0 ? {} : { context: tagContext(found.body) }),
    ...(policy === undefined ? {} : { resourcePolicy: compileResourcePolicy(policy) }),
  };
}

/** The permission to hand `roleArn` to the function. Throws AccessDeniedException where it is another account's. */
export function passRole(roleArn: Arn, functionArn: Arn): Permission {
  if (parseArn(roleArn)?.account !== parseArn(functionArn)?.account) {
    throw new AccessDeniedException('Cross-account pass role is not allowed.', { status: 403 });
  }
  const context = { 'iam:PassedToService': 'lambda.amazonaws.com', 'iam:AssociatedResourceArn': functionArn };
  return { action: 'iam:PassRole', resource: roleArn, context };
}

/** The permissions to create a function: the action itself, and tagging where there are tags. */
export function toCreate(functionArn: Arn, tags: Readonly<Record<string, string>>): readonly Permission[] {
  const keys = Object.keys(tags);
  if (keys.length === 0) return [{ action: 'lambda:CreateFunction', resource: functionArn }];
  const context = {
    'aws:TagKeys': keys,
    ...Object.fromEntries(Object.entries(tags).map(([key, value]) => [`aws:RequestTag/${key}`, value])),
  };
  return [
    { action: 'lambda:CreateFunction', resource: functionArn, context },
    { action: 'lambda:TagResource', resource: functionArn, context },
  ];
}

const tagContexts = new WeakMap<FunctionBody, Context>();

function tagContext(body: FunctionBody): Context {
  const known = tagContexts.get(body);
  if (known !== undefined) return known;
  const context = Object.fromEntries(body.tags.map(({ key, value }) => [`aws:ResourceTag/${key}`, value]));
  tagContexts.set(body, context);
  return context;
}

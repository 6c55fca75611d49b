import type { IamEntityBody } from '../../../store/resources/identity.ts';
import type { Operation } from '../../operation.ts';
import { operationOf } from '../typed-operation.ts';
import { changeEntity, type EntityInput, type EntityType, getEntity } from './entity.ts';
import { LimitExceeded, NoSuchEntity } from './errors.ts';
import { type PageInput, pageOf } from './paging.ts';
import { onEntity } from './permissions.ts';
import { checkIdentityPolicy, countedLength, encodeDocument } from './policy-document.ts';

// Inline policies, which roles and users have in the same way.

interface InlinePolicyInput extends EntityInput {
  readonly PolicyName: string;
}

interface PutInlinePolicyInput extends InlinePolicyInput {
  readonly PolicyDocument: string;
}

export function putInlinePolicy<Body extends IamEntityBody>(type: EntityType<Body>): Operation {
  const name = `Put${type.title}Policy`;
  return operationOf<PutInlinePolicyInput>('iam', {
    name,
    permissions: onEntity(type, name),
    run: async (input, call) => {
      const document = input.PolicyDocument;
      checkIdentityPolicy(document);
      await changeEntity(type, call, type.nameIn(input), (body) => {
        const others = body.inlinePolicies.filter((policy) => policy.name !== input.PolicyName);
        const inlinePolicies = [...others, { name: input.PolicyName, document }];
        checkInlineSize(type, body, inlinePolicies);
        return { ...body, inlinePolicies };
      });
      return {};
    },
  });
}

export function getInlinePolicy<Body extends IamEntityBody>(type: EntityType<Body>): Operation {
  const name = `Get${type.title}Policy`;
  return operationOf<InlinePolicyInput>('iam', {
    name,
    permissions: onEntity(type, name),
    run: async (input, call) => {
      const { body } = await getEntity(type, call, type.nameIn(input));
      const policy = body.inlinePolicies.find((inline) => inline.name === input.PolicyName);
      if (policy === undefined) throw noSuchInlinePolicy(type, input.PolicyName);
      return {
        [`${type.title}Name`]: body.name,
        PolicyName: policy.name,
        PolicyDocument: encodeDocument(policy.document),
      };
    },
  });
}

export function listInlinePolicies<Body extends IamEntityBody>(type: EntityType<Body>): Operation {
  const name = `List${type.title}Policies`;
  return operationOf<EntityInput & PageInput>('iam', {
    name,
    permissions: onEntity(type, name),
    run: async (input, call) => {
      const { body } = await getEntity(type, call, type.nameIn(input));
      const names = body.inlinePolicies.map((policy) => policy.name).sort();
      const page = pageOf(names, input, (policyName) => policyName);
      return { PolicyNames: page.items, ...page.members };
    },
  });
}

export function deleteInlinePolicy<Body extends IamEntityBody>(type: EntityType<Body>): Operation {
  const name = `Delete${type.title}Policy`;
  return operationOf<InlinePolicyInput>('iam', {
    name,
    permissions: onEntity(type, name),
    run: async (input, call) => {
      await changeEntity(type, call, type.nameIn(input), (body) => {
        const inlinePolicies = body.inlinePolicies.filter((policy) => policy.name !== input.PolicyName);
        if (inlinePolicies.length === body.inlinePolicies.length) {
          throw noSuchInlinePolicy(type, input.PolicyName);
        }
        return { ...body, inlinePolicies };
      });
      return {};
    },
  });
}

function checkInlineSize<Body extends IamEntityBody>(
  type: EntityType<Body>,
  body: Body,
  inlinePolicies: Body['inlinePolicies'],
): void {
  const characters = inlinePolicies.reduce((sum, { document }) => sum + countedLength(document), 0);
  if (characters <= type.inlineCharactersMax) return;
  throw new LimitExceeded(
    `Maximum policy size of ${type.inlineCharactersMax} bytes exceeded for ${type.noun} ${body.name}`,
  );
}

function noSuchInlinePolicy<Body extends IamEntityBody>(type: EntityType<Body>, policyName: string) {
  return new NoSuchEntity(`The ${type.noun} policy with name ${policyName} cannot be found.`);
}

import type { Json, JsonObject } from '../../../src/base/json.ts';
import type { PolicyKind } from '../../../src/iam/policy.ts';
import { type MalformedRow, malformedIdentity } from './malformed-identity.ts';

/** A document, and the whole message with which it is refused. */
export interface MalformedCase {
  readonly title: string;
  readonly kind: PolicyKind;
  readonly document: Json;
  readonly message: string;
}

const bucket = 'arn:aws:s3:::reports';
const list: JsonObject = { Effect: 'Allow', Action: 's3:ListBucket', Resource: bucket };
const trust: JsonObject = { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: '111122223333' } };
const invoke: JsonObject = {
  Effect: 'Allow',
  Action: 'lambda:InvokeFunction',
  Principal: '*',
  Resource: '*',
};

const document = (statement: Json): JsonObject => ({ Version: '2012-10-17', Statement: statement });
const syntax = 'Syntax errors in policy.';

const trusts: readonly MalformedRow[] = [
  ['text that is not JSON', '{', 'This policy contains invalid Json'],
  [
    'a Version that never was',
    { Version: '2020-01-01', Statement: trust },
    'The policy must contain a valid version string (Version: "2020-01-01")',
  ],
  [
    'a Resource',
    document([{ ...trust, Resource: '*' }]),
    'Has prohibited field Resource (Statement[0].Resource)',
  ],
  [
    'a NotResource',
    document([{ ...trust, NotResource: '*' }]),
    'AssumeRole policy must not contain resources. (Statement[0].NotResource)',
  ],
  [
    'no Principal',
    document([{ Effect: 'Allow', Action: 'sts:AssumeRole' }]),
    'Missing required field Principal (Statement[0])',
  ],
  [
    'an empty Principal',
    document([{ ...trust, Principal: {} }]),
    'Missing required field Principal cannot be empty! (Statement[0].Principal)',
  ],
  [
    'a bare *',
    document([{ ...trust, Principal: '*' }]),
    'Principal must be a JSON object. (Statement[0].Principal)',
  ],
  [
    'NotPrincipal',
    document([{ Effect: 'Deny', Action: 'sts:AssumeRole', NotPrincipal: { AWS: '111122223333' } }]),
    'AssumeRole policy must not contain NotPrincipal field. (Statement[0].NotPrincipal)',
  ],
  [
    'an unknown kind of principal',
    document([{ ...trust, Principal: { User: 'ann' } }]),
    'Invalid principal in policy: "User" (Statement[0].Principal)',
  ],
  [
    'a CanonicalUser',
    document([{ ...trust, Principal: { CanonicalUser: 'a'.repeat(64) } }]),
    `Invalid principal in policy: "CanonicalUser":"${'a'.repeat(64)}" (Statement[0].Principal.CanonicalUser)`,
  ],
  [
    'an account id that is too short',
    document([{ ...trust, Principal: { AWS: '12345' } }]),
    'Invalid principal in policy: "AWS":"12345" (Statement[0].Principal.AWS)',
  ],
  [
    'a group',
    document([{ ...trust, Principal: { AWS: 'arn:aws:iam::111122223333:group/g' } }]),
    'Invalid principal in policy: "AWS":"arn:aws:iam::111122223333:group/g" (Statement[0].Principal.AWS)',
  ],
  [
    'a wildcard in an ARN',
    document([{ ...trust, Principal: { AWS: ['111122223333', 'arn:aws:iam::111122223333:role/*'] } }]),
    'Invalid principal in policy: "AWS":"arn:aws:iam::111122223333:role/*" (Statement[0].Principal.AWS)',
  ],
  [
    'a service without a domain',
    document([{ ...trust, Principal: { Service: 'states' } }]),
    'Invalid principal in policy: "Service":"states" (Statement[0].Principal.Service)',
  ],
  [
    'a principal that is a number',
    document([{ ...trust, Principal: { AWS: 111122223333 } }]),
    `${syntax} (Statement[0].Principal.AWS: expected a string or an array of them)`,
  ],
  [
    'an action other than assuming the role',
    document([{ ...trust, Action: ['sts:AssumeRole', 'iam:PassRole'] }]),
    'AssumeRole policy may only specify STS AssumeRole actions. (Statement[0].Action: "iam:PassRole")',
  ],
  [
    'every action',
    document([{ ...trust, Action: '*' }]),
    'AssumeRole policy may only specify STS AssumeRole actions. (Statement[0].Action: "*")',
  ],
  [
    'no Action',
    document([{ Effect: 'Allow', Principal: { AWS: '*' } }]),
    'Missing required field Action (Statement[0])',
  ],
  [
    'no Effect',
    document([{ Action: 'sts:AssumeRole', Principal: { AWS: '*' } }]),
    'Missing required field Effect (Statement[0].Effect)',
  ],
  [
    'an unknown Effect',
    document([{ ...trust, Effect: 'allow' }]),
    'Invalid effect: allow (Statement[0].Effect)',
  ],
  [
    'a Sid that comes twice',
    document([
      { ...trust, Sid: 'A' },
      { ...trust, Sid: 'A' },
    ]),
    'The Statement Ids in the policy are not unique (Statement[1].Sid: "A")',
  ],
];

const resources: readonly MalformedRow[] = [
  [
    'no Principal',
    document([{ Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: '*' }]),
    'Missing required field Principal (Statement[0])',
  ],
  [
    'Allow with NotPrincipal',
    document([{ Effect: 'Allow', NotPrincipal: '*', Action: 'lambda:*', Resource: '*' }]),
    'Allow with NotPrincipal is not allowed. (Statement[0].NotPrincipal)',
  ],
  [
    'Principal and NotPrincipal',
    document([{ ...invoke, NotPrincipal: '*' }]),
    `${syntax} (Statement[0]: Principal and NotPrincipal exclude each other)`,
  ],
  [
    'a principal that is text',
    document([{ ...invoke, Principal: '111122223333' }]),
    `${syntax} (Statement[0].Principal)`,
  ],
  [
    'an action without its service',
    document([{ ...invoke, Action: 'Invoke' }]),
    'Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc. (Statement[0].Action: "Invoke")',
  ],
];

const others: readonly MalformedCase[] = [
  {
    title: 'a Principal in a session policy',
    kind: 'session',
    document: document({ ...list, Principal: '*' }),
    message:
      'Policy document should not specify a principal. (Statement.Principal: Has prohibited field Principal)',
  },
  {
    title: 'a Principal in a service control policy',
    kind: 'service-control',
    document: document({ ...list, Principal: '*' }),
    message:
      'Policy document should not specify a principal. (Statement.Principal: Has prohibited field Principal)',
  },
  {
    title: 'no Resource in a service control policy',
    kind: 'service-control',
    document: document({ Effect: 'Deny', Action: '*' }),
    message: 'Policy statement must contain resources. (Statement)',
  },
];

const of = (kind: PolicyKind, rows: readonly MalformedRow[]): readonly MalformedCase[] =>
  rows.map(([title, given, message]) => ({ title: `${title} (${kind})`, kind, document: given, message }));

export const malformed: readonly MalformedCase[] = [
  ...of('identity', malformedIdentity),
  ...of('trust', trusts),
  ...of('resource', resources),
  ...others,
];

/** Documents that look odd, and that AWS takes. */
export const wellFormed: readonly (readonly [title: string, kind: PolicyKind, document: JsonObject])[] = [
  ['one statement without a list', 'identity', document(list)],
  ['an Id', 'identity', { ...document(list), Id: 'reports' }],
  [
    'an empty Sid, twice',
    'identity',
    document([
      { ...list, Sid: '' },
      { ...list, Sid: '' },
    ]),
  ],
  ['an action with blanks in its name', 'identity', document({ ...list, Action: 'iam: something else ' })],
  ['a service with dots and dashes', 'identity', document({ ...list, Action: ['s3-a:List', 's3.b:List'] })],
  ['an ARN that ends after its service', 'identity', document({ ...list, Resource: 'arn:aws:sqs' })],
  ['an ARN whose * stands for the rest', 'identity', document({ ...list, Resource: 'arn:aws:logs:*' })],
  ['a partition with a wildcard', 'identity', document({ ...list, Resource: 'arn:aws*:s3:::x' })],
  ['a variable for the partition', 'identity', document({ ...list, Resource: `arn:\${a:p}:s3:::x` })],
  ['an empty Condition', 'identity', document({ ...list, Condition: {} })],
  [
    'operators without keys, known or not',
    'identity',
    document({ ...list, Condition: { StringEquals: {}, x: {} } }),
  ],
  ['a key without values', 'identity', document({ ...list, Condition: { DateGreaterThan: { 'a:k': [] } } })],
  [
    'a date with a zone of hours',
    'identity',
    document({ ...list, Condition: { DateLessThan: { 'a:k': '2016-12-13t2:00:00.593194+23' } } }),
  ],
  [
    'epoch seconds before the epoch',
    'identity',
    document({ ...list, Condition: { DateLessThan: { 'a:k': '-292275054' } } }),
  ],
  ['a leap day', 'identity', document({ ...list, Condition: { DateLessThan: { 'a:k': '2024-02-29' } } })],
  ['the older Version', 'trust', { Version: '2008-10-17', Statement: trust }],
  ['no Version', 'trust', { Statement: [trust] }],
  ['no Version', 'session', { Statement: [list] }],
  ['everyone', 'trust', document({ ...trust, Principal: { AWS: '*' } })],
  [
    'several kinds of principal',
    'trust',
    document({
      ...trust,
      Principal: {
        AWS: ['111122223333', 'AROA11112222333344'],
        Service: 'states.amazonaws.com',
        Federated: 'cognito-identity.amazonaws.com',
      },
    }),
  ],
  ['no Resource', 'resource', document({ Effect: 'Allow', Principal: '*', Action: 'ecr:BatchGetImage' })],
  ['a Resource in short', 'resource', document({ ...invoke, Resource: 'execute-api:/*' })],
  ['a Sid with blanks', 'resource', document({ ...invoke, Sid: 'let everyone in' })],
  [
    'an origin access identity',
    'resource',
    document({
      ...invoke,
      Principal: { AWS: 'arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1' },
    }),
  ],
];

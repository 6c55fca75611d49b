import type { Json, JsonObject } from '../../../src/base/json.ts';

/** A title, a document, and the whole message with which it is refused. */
export type MalformedRow = readonly [title: string, document: Json, message: string];

const bucket = 'arn:aws:s3:::reports';
const list: JsonObject = { Effect: 'Allow', Action: 's3:ListBucket', Resource: bucket };

const document = (statement: Json): JsonObject => ({ Version: '2012-10-17', Statement: statement });
const syntax = 'Syntax errors in policy.';
const legacy = 'The policy failed legacy parsing';
const noVersion = 'Policy document must be version 2012-10-17 or greater. (Version)';

/** Identity policies that are refused. */
export const malformedIdentity: readonly MalformedRow[] = [
  ['text that is not JSON', 'This is not a json document', syntax],
  ['an array', [], `${syntax} (Policy: expected an object)`],
  ['null', null, `${syntax} (Policy: expected an object)`],
  ['no Version', { Statement: list }, noVersion],
  ['the older Version', { Version: '2008-10-17', Statement: list }, noVersion],
  [
    'a Version that never was',
    { Version: '2013-10-17', Statement: list },
    `${syntax} (Version: "2013-10-17")`,
  ],
  [
    'a Version that is a number',
    { Version: 2012, Statement: list },
    `${syntax} (Policy.Version: expected a string)`,
  ],
  [
    'no Statement',
    { Version: '2012-10-17' },
    `${syntax} (Statement: expected a statement or an array of statements)`,
  ],
  ['no statements', document([]), `${syntax} (Statement: expected a statement or an array of statements)`],
  ['a statement that is text', document(['x']), `${syntax} (Statement[0]: expected an object)`],
  ['an unknown element', { ...document(list), Extra: 'x' }, `${syntax} (Policy: no such element: Extra)`],
  [
    'an unknown element of a statement',
    document([list, { ...list, Extra: 'x' }]),
    `${syntax} (Statement[1]: no such element: Extra)`,
  ],
  ['an Id that is a list', { ...document(list), Id: ['x'] }, `${syntax} (Policy.Id: expected a string)`],
  [
    'an unknown Effect',
    document({ ...list, Effect: 'Maybe' }),
    `${syntax} (Statement.Effect: expected Allow or Deny)`,
  ],
  [
    'no Effect',
    document({ Action: 's3:ListBucket', Resource: bucket }),
    `${syntax} (Statement.Effect: expected Allow or Deny)`,
  ],
  [
    'an Effect in lower case',
    document({ ...list, Effect: 'allow' }),
    `${legacy} (Statement.Effect: expected Allow or Deny)`,
  ],
  [
    'an unknown Effect before a missing Version',
    { Statement: { ...list, Effect: 'Maybe' } },
    `${syntax} (Statement.Effect: expected Allow or Deny)`,
  ],
  [
    'a missing Version before an Effect in lower case',
    { Statement: { ...list, Effect: 'allow' } },
    noVersion,
  ],
  [
    'an action without its service',
    document([{ ...list, Action: 'ListBucket' }]),
    'Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc. (Statement[0].Action: "ListBucket")',
  ],
  [
    'an empty action',
    document({ ...list, Action: '' }),
    'Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc. (Statement.Action: "")',
  ],
  [
    'a service with a blank',
    document({ ...list, Action: 's 3:ListBucket' }),
    'Vendor s 3 is not valid (Statement.Action)',
  ],
  [
    'an action with two colons',
    document([list, { ...list, Action: 's3:List:Bucket' }]),
    'Actions/Condition can contain only one colon. (Statement[1].Action: "s3:List:Bucket")',
  ],
  [
    'no Action',
    document({ Effect: 'Allow', Resource: bucket }),
    'Policy statement must contain actions. (Statement)',
  ],
  ['no actions', document({ ...list, Action: [] }), 'Policy statement must contain actions. (Statement)'],
  [
    'an action that is an object',
    document({ ...list, Action: {} }),
    `${syntax} (Statement.Action: expected a string or an array of strings)`,
  ],
  [
    'a list of lists of actions',
    document({ ...list, Action: [[]] }),
    `${syntax} (Statement.Action: expected a string or an array of strings)`,
  ],
  [
    'Action and NotAction',
    document({ ...list, NotAction: 's3:GetObject' }),
    `${syntax} (Statement: Action and NotAction exclude each other)`,
  ],
  [
    'no Resource',
    document({ Effect: 'Allow', Action: 's3:ListBucket' }),
    'Policy statement must contain resources. (Statement)',
  ],
  [
    'no resources',
    document([{ ...list, Resource: [] }]),
    'Policy statement must contain resources. (Statement[0])',
  ],
  [
    'no Action before no Resource',
    document({ Effect: 'Deny' }),
    'Policy statement must contain actions. (Statement)',
  ],
  [
    'a resource that is no ARN',
    document({ ...list, Resource: 'reports' }),
    'Resource reports must be in ARN format or "*". (Statement.Resource)',
  ],
  [
    'an empty resource',
    document({ ...list, Resource: '' }),
    'Resource  must be in ARN format or "*". (Statement.Resource)',
  ],
  [
    'a resource before an action',
    document({ ...list, Action: 'x', Resource: 'reports' }),
    'Resource reports must be in ARN format or "*". (Statement.Resource)',
  ],
  [
    'a partition that does not exist',
    document({ ...list, Resource: 'arn:error:s3:::reports' }),
    'Partition "error" is not valid for resource "arn:error:s3:::reports". (Statement.Resource)',
  ],
  [
    'a partition in a short resource',
    document({ ...list, Resource: 'a:b:c' }),
    'Partition "b" is not valid for resource "arn:b:c:*:*:*". (Statement.Resource)',
  ],
  [
    'an ARN without a service',
    document({ ...list, Resource: 'arn:aws' }),
    'Resource vendor must be fully qualified and cannot contain regexes. (Statement.Resource: "arn:aws")',
  ],
  [
    'an ARN whose service is a wildcard',
    document({ ...list, Resource: 'arn:aws:*:::x' }),
    'Resource vendor must be fully qualified and cannot contain regexes. (Statement.Resource: "arn:aws:*:::x")',
  ],
  [
    'an ARN that lacks a colon',
    document({ ...list, Resource: 'arn:aws:s3::reports' }),
    `${legacy} (Statement.Resource: "arn:aws:s3::reports" is not a whole ARN)`,
  ],
  [
    'an ARN with an empty service',
    document({ ...list, Resource: 'arn:aws::::reports' }),
    `${legacy} (Statement.Resource: "arn:aws::::reports" is not a whole ARN)`,
  ],
  [
    'Resource and NotResource',
    document({ ...list, NotResource: '*' }),
    `${syntax} (Statement: Resource and NotResource exclude each other)`,
  ],
  [
    'a variable that does not end',
    document({ ...list, Resource: `${bucket}/\${aws:username` }),
    `${legacy} (Statement.Resource: no policy variable in "${bucket}/\${aws:username")`,
  ],
  [
    'an empty variable',
    document({ ...list, Resource: `${bucket}/\${}` }),
    `${legacy} (Statement.Resource: no policy variable in "${bucket}/\${}")`,
  ],
  [
    'a Principal',
    document({ ...list, Principal: '*' }),
    'Policy document should not specify a principal. (Statement.Principal: Has prohibited field Principal)',
  ],
  [
    'a NotPrincipal',
    document({ ...list, NotPrincipal: '*' }),
    'Policy document should not specify a principal. (Statement.NotPrincipal: Has prohibited field NotPrincipal)',
  ],
  [
    'a Sid with a blank',
    document({ ...list, Sid: 'my statement' }),
    'Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]* (Statement.Sid: "my statement")',
  ],
  ['a Sid that is a list', document({ ...list, Sid: [] }), `${syntax} (Statement.Sid: expected a string)`],
  [
    'a Sid that comes twice',
    document([
      { ...list, Sid: 'A' },
      { ...list, Sid: 'A' },
    ]),
    'Statement IDs (SID) in a single policy must be unique. (Statement[1].Sid: "A")',
  ],
  [
    'a Condition that is a list',
    document({ ...list, Condition: [] }),
    `${syntax} (Statement.Condition: expected an object)`,
  ],
  [
    'an operator without keys',
    document({ ...list, Condition: { StringEquals: 'x' } }),
    `${syntax} (Statement.Condition.StringEquals: expected an object)`,
  ],
  [
    'an operator that does not exist',
    document({ ...list, Condition: { StringMatches: { 'a:k': 'x' } } }),
    `${syntax} (Statement.Condition.StringMatches: no such condition operator)`,
  ],
  [
    'a set operator with two colons',
    document({ ...list, Condition: { 'ForAnyValue::StringEquals': { 'a:k': 'x' } } }),
    `${syntax} (Statement.Condition.ForAnyValue::StringEquals: no such condition operator)`,
  ],
  [
    'Null with IfExists',
    document({ ...list, Condition: { NullIfExists: { 'a:k': 'true' } } }),
    `${syntax} (Statement.Condition.NullIfExists: no such condition operator)`,
  ],
  [
    'a condition value that is an object',
    document({ ...list, Condition: { StringEquals: { 'a:k': {} } } }),
    `${syntax} (Statement.Condition.StringEquals.a:k: expected a string, number or boolean, or an array of them)`,
  ],
  [
    'a condition value that is null',
    document({ ...list, Condition: { StringEquals: { 'a:k': [null] } } }),
    `${syntax} (Statement.Condition.StringEquals.a:k: expected a string, number or boolean, or an array of them)`,
  ],
  [
    'what is no date',
    document({ ...list, Condition: { DateGreaterThan: { 'a:k': 'soon' } } }),
    `${legacy} (Statement.Condition.DateGreaterThan.a:k[0]: DateGreaterThan cannot read "soon")`,
  ],
  [
    'a day that is not in the calendar',
    document({ ...list, Condition: { DateGreaterThan: { 'a:k': '2023-02-29' } } }),
    `${legacy} (Statement.Condition.DateGreaterThan.a:k[0]: DateGreaterThan cannot read "2023-02-29")`,
  ],
  [
    'a month that is not in the calendar',
    document({ ...list, Condition: { DateLessThan: { 'a:k': '2023-13' } } }),
    `${legacy} (Statement.Condition.DateLessThan.a:k[0]: DateLessThan cannot read "2023-13")`,
  ],
  [
    'a zone with one digit',
    document({ ...list, Condition: { DateLessThanEquals: { 'a:k': '2016-12-13t2:00:00.593194+1' } } }),
    `${legacy} (Statement.Condition.DateLessThanEquals.a:k[0]: DateLessThanEquals cannot read "2016-12-13t2:00:00.593194+1")`,
  ],
  [
    'epoch seconds beyond 64 bits',
    document({ ...list, Condition: { DateLessThan: { 'a:k': '9223372036854775808' } } }),
    `${legacy} (Statement.Condition.DateLessThan.a:k[0]: DateLessThan cannot read "9223372036854775808")`,
  ],
  [
    'what is no number',
    document({ ...list, Condition: { NumericLessThan: { 'a:k': ['1', 'x'] } } }),
    `${legacy} (Statement.Condition.NumericLessThan.a:k[1]: NumericLessThan cannot read "x")`,
  ],
  [
    'what is no address',
    document({ ...list, Condition: { IpAddress: { 'aws:SourceIp': '300.1.1.1' } } }),
    `${legacy} (Statement.Condition.IpAddress.aws:SourceIp[0]: IpAddress cannot read "300.1.1.1")`,
  ],
  [
    'a prefix that is too long',
    document({ ...list, Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/33' } } }),
    `${legacy} (Statement.Condition.IpAddress.aws:SourceIp[0]: IpAddress cannot read "10.0.0.0/33")`,
  ],
  [
    'an IPv6 address with two gaps',
    document({ ...list, Condition: { NotIpAddress: { 'aws:SourceIp': '1::2::3' } } }),
    `${legacy} (Statement.Condition.NotIpAddress.aws:SourceIp[0]: NotIpAddress cannot read "1::2::3")`,
  ],
  [
    'what is no base64',
    document({ ...list, Condition: { BinaryEquals: { 'a:k': '*' } } }),
    `${legacy} (Statement.Condition.BinaryEquals.a:k[0]: BinaryEquals cannot read "*")`,
  ],
];

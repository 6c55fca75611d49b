import { iamUser, roleSession } from '../../../src/iam/principal.ts';
import { home, homeFunctionArn, type Scenario, session, user } from '../scenario.ts';

const noIdentity = 'identity-based policy@111122223333';
const bucket = 'arn:aws:s3:::reports';

type Row = readonly [
  title: string,
  elements: {
    readonly Action?: string | string[];
    readonly NotAction?: string | string[];
    readonly Resource?: string | string[];
    readonly NotResource?: string | string[];
  },
  action: string,
  resource: string,
  isMatch: boolean,
];

const rows: readonly Row[] = [
  ['an action matches by name', { Action: 's3:GetObject' }, 's3:GetObject', `${bucket}/a`, true],
  ['an action matches in any case', { Action: 'S3:getobject' }, 's3:GetObject', `${bucket}/a`, true],
  ['a request in another case matches', { Action: 's3:GetObject' }, 'S3:GETOBJECT', `${bucket}/a`, true],
  [
    'an action does not match a longer one',
    { Action: 's3:GetObject' },
    's3:GetObjectAcl',
    `${bucket}/a`,
    false,
  ],
  [
    'an action of another service does not match',
    { Action: 's3:GetObject' },
    's3-object-lambda:GetObject',
    `${bucket}/a`,
    false,
  ],
  ['* matches every action', { Action: '*' }, 'sqs:SendMessage', `${bucket}/a`, true],
  ['*:* matches every action', { Action: '*:*' }, 'sqs:SendMessage', `${bucket}/a`, true],
  ['a prefix matches', { Action: 's3:Get*' }, 's3:GetObjectAcl', `${bucket}/a`, true],
  ['a prefix does not match others', { Action: 's3:Get*' }, 's3:PutObject', `${bucket}/a`, false],
  ['a suffix matches', { Action: 's3:*Object' }, 's3:PutObject', `${bucket}/a`, true],
  ['* in the middle', { Action: 's3:*Object*' }, 's3:PutObjectAcl', `${bucket}/a`, true],
  ['? stands for one character', { Action: 's3:?etObject' }, 's3:GetObject', `${bucket}/a`, true],
  ['? does not stand for none', { Action: 's3:?GetObject' }, 's3:GetObject', `${bucket}/a`, false],
  [
    'one of several actions',
    { Action: ['s3:PutObject', 's3:Get*', 'sqs:*'] },
    's3:GetObject',
    `${bucket}/a`,
    true,
  ],
  [
    'none of several actions',
    { Action: ['s3:PutObject', 's3:Get*', 'sqs:*'] },
    's3:ListBucket',
    bucket,
    false,
  ],
  ['one of several services', { Action: ['s3:PutObject', 'sqs:SendMessage'] }, 'sqs:SendMessage', '*', true],
  ['NotAction leaves the named out', { NotAction: 's3:GetObject' }, 's3:GetObject', `${bucket}/a`, false],
  [
    'NotAction covers the rest of the service',
    { NotAction: 's3:GetObject' },
    's3:PutObject',
    `${bucket}/a`,
    true,
  ],
  ['NotAction covers other services', { NotAction: 's3:*' }, 'sqs:SendMessage', '*', true],
  ['NotAction with several', { NotAction: ['iam:*', 'S3:Get*'] }, 's3:GetObject', `${bucket}/a`, false],
  ['a resource matches exactly', { Resource: `${bucket}/a` }, 's3:GetObject', `${bucket}/a`, true],
  ['a resource tells case apart', { Resource: `${bucket}/A` }, 's3:GetObject', `${bucket}/a`, false],
  ['* matches every resource', { Resource: '*' }, 's3:GetObject', `${bucket}/a`, true],
  ['* in a resource runs over slashes', { Resource: `${bucket}/*` }, 's3:GetObject', `${bucket}/a/b/c`, true],
  ['a resource pattern wants its slash', { Resource: `${bucket}/*` }, 's3:ListBucket', bucket, false],
  [
    '* in a resource runs over colons',
    { Resource: 'arn:aws:lambda:*:greet' },
    'lambda:InvokeFunction',
    homeFunctionArn,
    true,
  ],
  [
    '* in a resource stands for a region',
    { Resource: `arn:aws:lambda:*:${home}:function:greet` },
    'lambda:InvokeFunction',
    homeFunctionArn,
    true,
  ],
  [
    '* in a resource covers a version',
    { Resource: `${homeFunctionArn}*` },
    'lambda:InvokeFunction',
    `${homeFunctionArn}:7`,
    true,
  ],
  [
    'a resource without its version does not match one',
    { Resource: homeFunctionArn },
    'lambda:InvokeFunction',
    `${homeFunctionArn}:7`,
    false,
  ],
  ['? in a resource', { Resource: `${bucket}/?` }, 's3:GetObject', `${bucket}/ab`, false],
  [
    'an ARN that ends after its service covers the service',
    { Resource: 'arn:aws:s3' },
    's3:GetObject',
    `${bucket}/a`,
    true,
  ],
  [
    'one of several resources',
    { Resource: [`${bucket}/b`, `${bucket}/a`] },
    's3:GetObject',
    `${bucket}/a`,
    true,
  ],
  ['an action without a resource needs *', { Resource: `${bucket}*` }, 's3:ListAllMyBuckets', '*', false],
  ['an action without a resource and *', { Resource: '*' }, 's3:ListAllMyBuckets', '*', true],
  ['NotResource leaves the named out', { NotResource: `${bucket}/*` }, 's3:GetObject', `${bucket}/a`, false],
  [
    'NotResource covers the rest',
    { NotResource: [`${bucket}/*`, bucket] },
    's3:GetObject',
    'arn:aws:s3:::other/a',
    true,
  ],
  [`\${*} is a literal *`, { Resource: `${bucket}/\${*}` }, 's3:GetObject', `${bucket}/*`, true],
  [`\${*} matches nothing else`, { Resource: `${bucket}/\${*}` }, 's3:GetObject', `${bucket}/a`, false],
  [`\${?} is a literal ?`, { Resource: `${bucket}/a\${?}` }, 's3:GetObject', `${bucket}/a?`, true],
  [`\${$} is a literal $`, { Resource: `${bucket}/\${$}{x}` }, 's3:GetObject', `${bucket}/\${x}`, true],
];

const elements: readonly Scenario[] = rows.map(([title, given, action, resource, isMatch]) => {
  const { NotAction, NotResource } = given;
  const statement = {
    Sid: 'Only',
    Effect: 'Allow',
    ...(NotAction === undefined ? { Action: given.Action ?? '*' } : { NotAction }),
    ...(NotResource === undefined ? { Resource: given.Resource ?? '*' } : { NotResource }),
  };
  return {
    title,
    action,
    resource,
    identity: [statement],
    expect: isMatch ? ['Allow', 'identity 0#Only'] : ['ImplicitDeny', noIdentity],
  };
});

const homes = { Sid: 'Own', Effect: 'Allow', Action: 's3:*', Resource: `${bucket}/\${aws:username}/*` };
const teams = {
  Sid: 'Team',
  Effect: 'Allow',
  Action: 's3:*',
  Resource: `${bucket}/\${aws:PrincipalTag/team, 'everyone'}/*`,
};
const red = iamUser({ arn: `arn:aws:iam::${home}:user/bo`, tags: { team: 'red' } });

const variables: readonly Scenario[] = [
  {
    title: 'aws:username fills a resource',
    principal: user,
    action: 's3:GetObject',
    resource: `${bucket}/ann/x`,
    identity: [homes],
    expect: ['Allow', 'identity 0#Own'],
  },
  {
    title: 'aws:username of another user does not',
    principal: user,
    action: 's3:GetObject',
    resource: `${bucket}/bo/x`,
    identity: [homes],
    expect: ['ImplicitDeny', noIdentity],
  },
  {
    title: 'a variable without a value matches nothing',
    principal: session,
    action: 's3:GetObject',
    resource: `${bucket}//x`,
    identity: [homes],
    expect: ['ImplicitDeny', noIdentity],
  },
  {
    title: 'a variable is named in any case',
    principal: user,
    action: 's3:GetObject',
    resource: `${bucket}/ann/x`,
    identity: [{ ...homes, Resource: `${bucket}/\${AWS:UserName}/*` }],
    expect: ['Allow', 'identity 0#Own'],
  },
  {
    title: 'a tag fills a resource',
    principal: red,
    action: 's3:GetObject',
    resource: `${bucket}/red/x`,
    identity: [teams],
    expect: ['Allow', 'identity 0#Team'],
  },
  {
    title: 'the default stands in for a missing tag',
    principal: user,
    action: 's3:GetObject',
    resource: `${bucket}/everyone/x`,
    identity: [teams],
    expect: ['Allow', 'identity 0#Team'],
  },
  {
    title: 'the default does not stand in for a tag that is there',
    principal: red,
    action: 's3:GetObject',
    resource: `${bucket}/everyone/x`,
    identity: [teams],
    expect: ['ImplicitDeny', noIdentity],
  },
  {
    title: 'a * in a value is no wildcard',
    principal: iamUser({ arn: `arn:aws:iam::${home}:user/bo`, tags: { team: '*' } }),
    action: 's3:GetObject',
    resource: `${bucket}/red/x`,
    identity: [teams],
    expect: ['ImplicitDeny', noIdentity],
  },
  {
    title: 'a key with several values fills nothing',
    action: 's3:GetObject',
    resource: `${bucket}/a`,
    context: { 'a:k': ['a', 'b'] },
    identity: [{ ...homes, Resource: `${bucket}/\${a:k}` }],
    expect: ['ImplicitDeny', noIdentity],
  },
  {
    title: 'a variable in NotResource',
    principal: user,
    action: 's3:GetObject',
    resource: `${bucket}/bo/x`,
    identity: [
      [
        { Sid: 'NotOthers', Effect: 'Deny', Action: 's3:*', NotResource: `${bucket}/\${aws:username}/*` },
        { Effect: 'Allow', Action: '*', Resource: '*' },
      ],
    ],
    expect: ['ExplicitDeny', 'identity 0#NotOthers'],
  },
  {
    title: 'a variable in StringEquals',
    principal: user,
    context: { 's3:prefix': 'ann' },
    identity: [
      {
        Sid: 'S',
        Effect: 'Allow',
        Action: '*',
        Resource: '*',
        Condition: { StringEquals: { 's3:prefix': `\${aws:username}` } },
      },
    ],
    expect: ['Allow', 'identity 0#S'],
  },
  {
    title: 'a variable in StringLike beside a wildcard',
    principal: user,
    context: { 's3:prefix': 'home/ann/x' },
    identity: [
      {
        Sid: 'S',
        Effect: 'Allow',
        Action: '*',
        Resource: '*',
        Condition: { StringLike: { 's3:prefix': ['', `home/\${aws:username}/*`] } },
      },
    ],
    expect: ['Allow', 'identity 0#S'],
  },
  {
    title: 'a missing variable meets StringNotEquals',
    context: { 'a:k': 'x' },
    identity: [
      {
        Sid: 'S',
        Effect: 'Allow',
        Action: '*',
        Resource: '*',
        Condition: { StringNotEquals: { 'a:k': `\${a:other}` } },
      },
    ],
    expect: ['Allow', 'identity 0#S'],
  },
  {
    title: 'a missing variable does not meet StringLike',
    context: { 'a:k': 'x' },
    identity: [
      {
        Sid: 'S',
        Effect: 'Allow',
        Action: '*',
        Resource: '*',
        Condition: { StringLike: { 'a:k': `\${a:other}*` } },
      },
    ],
    expect: ['ImplicitDeny', noIdentity],
  },
  {
    title: 'a variable in StringEqualsIgnoreCase',
    principal: user,
    context: { 'a:k': 'ANN' },
    identity: [
      {
        Sid: 'S',
        Effect: 'Allow',
        Action: '*',
        Resource: '*',
        Condition: { StringEqualsIgnoreCase: { 'a:k': `\${aws:username}` } },
      },
    ],
    expect: ['Allow', 'identity 0#S'],
  },
  {
    title: 'a variable in ArnLike',
    context: { 'aws:SourceArn': `arn:aws:sns:eu-west-1:${home}:t` },
    identity: [
      {
        Sid: 'S',
        Effect: 'Allow',
        Action: '*',
        Resource: '*',
        Condition: { ArnLike: { 'aws:SourceArn': `arn:aws:sns:*:\${aws:PrincipalAccount}:*` } },
      },
    ],
    expect: ['Allow', 'identity 0#S'],
  },
  {
    title: 'a variable in Bool',
    context: { 'a:k': 'true', 'a:l': 'true' },
    identity: [
      { Sid: 'S', Effect: 'Allow', Action: '*', Resource: '*', Condition: { Bool: { 'a:k': `\${a:l}` } } },
    ],
    expect: ['Allow', 'identity 0#S'],
  },
  {
    title: 'a session tag in a variable',
    principal: roleSession({
      roleArn: `arn:aws:iam::${home}:role/r`,
      sessionName: 's',
      tags: { project: 'x1' },
    }),
    context: { 'aws:ResourceTag/project': 'x1' },
    identity: [
      {
        Sid: 'S',
        Effect: 'Allow',
        Action: '*',
        Resource: '*',
        Condition: { StringEquals: { 'aws:ResourceTag/project': `\${aws:PrincipalTag/project}` } },
      },
    ],
    expect: ['Allow', 'identity 0#S'],
  },
  {
    title: 'version 2008-10-17 has no variables',
    principal: user,
    action: 's3:GetObject',
    resource: `${bucket}/ann/x`,
    version: '2008-10-17',
    resourceAccount: home,
    resourcePolicy: { ...homes, Principal: '*' },
    expect: ['ImplicitDeny', noIdentity, `or resource-based policy@${home}`],
  },
  {
    title: `version 2008-10-17 takes \${…} for itself`,
    principal: user,
    action: 's3:GetObject',
    resource: `${bucket}/\${aws:username}/x`,
    version: '2008-10-17',
    resourceAccount: home,
    resourcePolicy: { ...homes, Principal: '*' },
    expect: ['Allow', 'resource#Own'],
  },
];

export const matching: readonly Scenario[] = [...elements, ...variables];

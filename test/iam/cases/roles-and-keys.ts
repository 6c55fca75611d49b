import { federatedPrincipal } from '../../../src/iam/principal.ts';
import {
  assumedBy,
  away,
  awayRoleArn,
  everything,
  home,
  homeRoleArn,
  homeUserArn,
  root,
  type Scenario,
  session,
  somethingElse,
  states,
  user,
} from '../scenario.ts';

const sessionArn = `arn:aws:sts::${home}:assumed-role/runner/run-1`;
const machineArn = `arn:aws:states:eu-west-1:${home}:stateMachine:orders`;
const keyArn = `arn:aws:kms:eu-west-1:${home}:key/1234`;
const assume = { Effect: 'Allow', Action: 'sts:AssumeRole', Resource: awayRoleArn };
const across = { action: 'sts:AssumeRole', resource: awayRoleArn, resourceAccount: away };
const within = {
  action: 'sts:AssumeRole',
  resource: `arn:aws:iam::${home}:role/target`,
  resourceAccount: home,
};
const assumeWithin = { ...assume, Resource: within.resource };
const externalId = { Sid: 'FromOrders', Condition: { StringEquals: { 'sts:ExternalId': machineArn } } };
const noTrust = `trust policy@${away}`;
const noHomeTrust = `trust policy@${home}`;
const noIdentity = `identity-based policy@${home}`;

const assuming: readonly Scenario[] = [
  {
    title: 'both sides let a role assume one elsewhere',
    ...across,
    identity: [assume],
    trustPolicy: assumedBy({ AWS: homeRoleArn }),
    expect: ['Allow', 'identity 0#0', 'trust#0'],
  },
  {
    title: 'the trust policy may name the account',
    ...across,
    identity: [assume],
    trustPolicy: assumedBy({ AWS: home }),
    expect: ['Allow', 'identity 0#0', 'trust#0'],
  },
  {
    title: 'the trust policy alone does not do across accounts',
    ...across,
    trustPolicy: assumedBy({ AWS: homeRoleArn }),
    expect: ['ImplicitDeny', noIdentity],
  },
  {
    title: 'the identity policy alone does not do across accounts',
    ...across,
    identity: [assume],
    trustPolicy: assumedBy({ AWS: '999999999999' }),
    expect: ['ImplicitDeny', noTrust],
  },
  {
    title: 'the identity policy names another role',
    ...across,
    identity: [{ ...assume, Resource: `${awayRoleArn}2` }],
    trustPolicy: assumedBy({ AWS: home }),
    expect: ['ImplicitDeny', noIdentity],
  },
  {
    title: 'the external id fits',
    ...across,
    context: { 'sts:ExternalId': machineArn },
    identity: [assume],
    trustPolicy: assumedBy({ AWS: homeRoleArn }, externalId),
    expect: ['Allow', 'identity 0#0', 'trust#FromOrders'],
  },
  {
    title: 'the external id is of another state machine',
    ...across,
    context: { 'sts:ExternalId': `${machineArn}2` },
    identity: [assume],
    trustPolicy: assumedBy({ AWS: homeRoleArn }, externalId),
    expect: ['ImplicitDeny', noTrust],
  },
  {
    title: 'the external id is missing',
    ...across,
    identity: [assume],
    trustPolicy: assumedBy({ AWS: homeRoleArn }, externalId),
    expect: ['ImplicitDeny', noTrust],
  },
  {
    title: 'the trust policy denies',
    ...across,
    identity: [assume],
    trustPolicy: [
      assumedBy({ AWS: home }),
      { ...assumedBy({ AWS: homeRoleArn }), Sid: 'NotRunner', Effect: 'Deny' },
    ],
    expect: ['ExplicitDeny', 'trust#NotRunner'],
  },
  {
    title: 'the identity policy denies',
    ...across,
    identity: [[assume, { ...assume, Sid: 'Stay', Effect: 'Deny' }]],
    trustPolicy: assumedBy({ AWS: home }),
    expect: ['ExplicitDeny', 'identity 0#Stay'],
  },
  {
    title: 'a boundary keeps a role from assuming another',
    ...across,
    identity: [assume],
    boundary: somethingElse,
    trustPolicy: assumedBy({ AWS: homeRoleArn }),
    expect: ['ImplicitDeny', `permissions boundary@${home}`],
  },
  {
    title: 'another action than sts:AssumeRole',
    ...across,
    action: 'sts:TagSession',
    identity: [everything],
    trustPolicy: assumedBy({ AWS: homeRoleArn }),
    expect: ['ImplicitDeny', noTrust],
  },
  {
    title: 'sts:* in a trust policy',
    ...across,
    action: 'sts:TagSession',
    identity: [everything],
    trustPolicy: { ...assumedBy({ AWS: homeRoleArn }), Action: 'sts:*' },
    expect: ['Allow', 'identity 0#0', 'trust#0'],
  },

  {
    title: 'a trust policy that names the role is enough in one account',
    ...within,
    trustPolicy: assumedBy({ AWS: homeRoleArn }),
    expect: ['Allow', 'trust#0'],
  },
  {
    title: 'a trust policy that names the session is enough in one account',
    ...within,
    trustPolicy: assumedBy({ AWS: sessionArn }),
    expect: ['Allow', 'trust#0'],
  },
  {
    title: 'a trust policy that names the user is enough in one account',
    ...within,
    principal: user,
    trustPolicy: assumedBy({ AWS: homeUserArn }),
    expect: ['Allow', 'trust#0'],
  },
  {
    title: 'a trust policy that names the account leaves it to the identity policy',
    ...within,
    trustPolicy: assumedBy({ AWS: home }),
    expect: ['ImplicitDeny', noIdentity],
  },
  {
    title: 'a trust policy that names the account, and the identity policy',
    ...within,
    identity: [assumeWithin],
    trustPolicy: assumedBy({ AWS: home }),
    expect: ['Allow', 'identity 0#0', 'trust#0'],
  },
  {
    title: 'an identity policy alone does not do in one account',
    ...within,
    identity: [everything],
    trustPolicy: assumedBy({ AWS: away }),
    expect: ['ImplicitDeny', noHomeTrust],
  },
  {
    title: 'a trust policy that names the role stays within the session policy',
    ...within,
    session: [somethingElse],
    trustPolicy: assumedBy({ AWS: homeRoleArn }),
    expect: ['ImplicitDeny', `session policy@${home}`],
  },
  {
    title: 'a role does not trust itself',
    ...within,
    resource: homeRoleArn,
    identity: [everything],
    trustPolicy: assumedBy({ Service: 'states.amazonaws.com' }),
    expect: ['ImplicitDeny', noHomeTrust],
  },
  {
    title: 'the root user needs the trust policy',
    ...within,
    principal: root,
    trustPolicy: assumedBy({ AWS: away }),
    expect: ['ImplicitDeny', noHomeTrust],
  },

  {
    title: 'a service assumes a role that trusts it',
    ...within,
    principal: states,
    trustPolicy: assumedBy({ Service: 'states.amazonaws.com' }),
    expect: ['Allow', 'trust#0'],
  },
  {
    title: 'a service assumes a role that trusts its regional name',
    ...within,
    principal: states,
    trustPolicy: assumedBy({ Service: 'states.eu-west-1.amazonaws.com' }),
    expect: ['Allow', 'trust#0'],
  },
  {
    title: 'a service does not assume a role that trusts another',
    ...within,
    principal: states,
    trustPolicy: assumedBy({ Service: 'lambda.amazonaws.com' }),
    expect: ['ImplicitDeny', noHomeTrust],
  },
  {
    title: 'a service assumes a role for the source it trusts',
    ...within,
    principal: states,
    context: { 'aws:SourceArn': machineArn, 'aws:SourceAccount': home },
    trustPolicy: assumedBy(
      { Service: 'states.amazonaws.com' },
      {
        Condition: {
          ArnLike: { 'aws:SourceArn': `arn:aws:states:eu-west-1:${home}:stateMachine:*` },
          StringEquals: { 'aws:SourceAccount': home },
        },
      },
    ),
    expect: ['Allow', 'trust#0'],
  },
  {
    title: 'a service does not assume a role for another source',
    ...within,
    principal: states,
    context: { 'aws:SourceArn': machineArn, 'aws:SourceAccount': away },
    trustPolicy: assumedBy(
      { Service: 'states.amazonaws.com' },
      { Condition: { StringEquals: { 'aws:SourceAccount': home } } },
    ),
    expect: ['ImplicitDeny', noHomeTrust],
  },
  {
    title: 'a web identity assumes a role under its conditions',
    ...within,
    action: 'sts:AssumeRoleWithWebIdentity',
    principal: federatedPrincipal(`arn:aws:iam::${home}:oidc-provider/id.example.com`),
    context: { 'id.example.com:aud': 'sts.amazonaws.com' },
    trustPolicy: {
      Effect: 'Allow',
      Principal: { Federated: `arn:aws:iam::${home}:oidc-provider/id.example.com` },
      Action: 'sts:AssumeRoleWithWebIdentity',
      Condition: { StringEquals: { 'id.example.com:aud': 'sts.amazonaws.com' } },
    },
    expect: ['Allow', 'trust#0'],
  },
  {
    title: 'a web identity for another audience does not',
    ...within,
    action: 'sts:AssumeRoleWithWebIdentity',
    principal: federatedPrincipal(`arn:aws:iam::${home}:oidc-provider/id.example.com`),
    context: { 'id.example.com:aud': 'x' },
    trustPolicy: {
      Effect: 'Allow',
      Principal: { Federated: `arn:aws:iam::${home}:oidc-provider/id.example.com` },
      Action: 'sts:AssumeRoleWithWebIdentity',
      Condition: { StringEquals: { 'id.example.com:aud': 'sts.amazonaws.com' } },
    },
    expect: ['ImplicitDeny', noHomeTrust],
  },
];

const decrypt = { Effect: 'Allow', Action: 'kms:Decrypt', Resource: '*' };
const keyFor = (AWS: string) => ({ ...decrypt, Principal: { AWS } });
const key = { action: 'kms:Decrypt', resource: keyArn, resourceAccount: home, principal: session };
const noKey = `resource-based policy@${home}`;

const keys: readonly Scenario[] = [
  {
    title: 'a key policy that names the account leaves it to the identity policy',
    ...key,
    identity: [decrypt],
    keyPolicy: keyFor(home),
    expect: ['Allow', 'identity 0#0', 'resource#0'],
  },
  {
    title: 'a key policy that names the account grants nothing by itself',
    ...key,
    keyPolicy: keyFor(home),
    expect: ['ImplicitDeny', noIdentity],
  },
  {
    title: 'a key policy that does not know the account shuts identity policies out',
    ...key,
    identity: [decrypt],
    keyPolicy: keyFor(`arn:aws:iam::${home}:role/other`),
    expect: ['ImplicitDeny', noKey],
  },
  {
    title: 'a key policy that names the role is enough',
    ...key,
    keyPolicy: keyFor(homeRoleArn),
    expect: ['Allow', 'resource#0'],
  },
  {
    title: 'a key policy shuts the root user out',
    ...key,
    principal: root,
    keyPolicy: keyFor(`arn:aws:iam::${home}:role/other`),
    expect: ['ImplicitDeny', noKey],
  },
  {
    title: 'a key policy lets the root user in',
    ...key,
    principal: root,
    keyPolicy: keyFor(home),
    expect: ['Allow', 'resource#0'],
  },
  {
    title: 'a key elsewhere needs both sides',
    ...key,
    resourceAccount: away,
    keyPolicy: keyFor(home),
    expect: ['ImplicitDeny', noIdentity],
  },
];

export const rolesAndKeys: readonly Scenario[] = [...assuming, ...keys];

import { expect, test } from 'vitest';
import { testStart } from '../../../support/an-identity.ts';
import {
  account,
  adaAnswer,
  noSuchUser,
  type OperationCase,
  runOperationCase,
  user,
} from './operation-case.ts';

const cases: readonly OperationCase[] = [
  { behavior: 'a new user has an id and an ARN', when: user, answers: { User: adaAnswer } },
  {
    behavior: 'a user name is given once',
    given: [user],
    when: ['CreateUser', { UserName: 'ada' }],
    refuses: { code: 'EntityAlreadyExists', status: 409, message: 'User with name ada already exists.' },
  },
  {
    behavior: 'a user that is not there cannot be read',
    when: ['GetUser', { UserName: 'Nobody' }],
    refuses: noSuchUser,
  },
  {
    behavior: 'a user is listed under the name and path it was changed to',
    given: [user, ['UpdateUser', { UserName: 'Ada', NewUserName: 'Grace', NewPath: '/navy/' }]],
    when: ['ListUsers', { PathPrefix: '/navy/' }],
    answers: {
      Users: [
        { ...adaAnswer, Path: '/navy/', UserName: 'Grace', Arn: `arn:aws:iam::${account}:user/navy/Grace` },
      ],
      IsTruncated: false,
    },
  },
  {
    behavior: 'a user cannot take the name of another',
    given: [user, ['CreateUser', { UserName: 'Grace' }]],
    when: ['UpdateUser', { UserName: 'Ada', NewUserName: 'Grace' }],
    refuses: { code: 'EntityAlreadyExists', status: 409, message: 'User with name Grace already exists.' },
  },
  {
    behavior: 'an access key comes with its secret',
    given: [user],
    when: ['CreateAccessKey', { UserName: 'Ada' }],
    answers: {
      AccessKey: {
        UserName: 'Ada',
        AccessKeyId: expect.stringMatching(/^AKIA[A-Z2-7]{16}$/),
        Status: 'Active',
        SecretAccessKey: expect.stringMatching(/^[A-Za-z0-9+/]{40}$/),
        CreateDate: testStart,
      },
    },
  },
  {
    behavior: 'a user has at most two access keys',
    given: [user, ['CreateAccessKey', { UserName: 'Ada' }], ['CreateAccessKey', { UserName: 'Ada' }]],
    when: ['CreateAccessKey', { UserName: 'Ada' }],
    refuses: { code: 'LimitExceeded', status: 409, message: 'Cannot exceed quota for AccessKeysPerUser: 2' },
  },
  {
    behavior: 'a user with access keys cannot be deleted',
    given: [user, ['CreateAccessKey', { UserName: 'Ada' }]],
    when: ['DeleteUser', { UserName: 'Ada' }],
    refuses: {
      code: 'DeleteConflict',
      status: 409,
      message: 'Cannot delete entity, must delete access keys first.',
    },
  },
  {
    behavior: 'access keys stay with a user who changes name',
    given: [
      user,
      ['CreateAccessKey', { UserName: 'Ada' }],
      ['UpdateUser', { UserName: 'Ada', NewUserName: 'Grace' }],
    ],
    when: ['ListAccessKeys', { UserName: 'Grace' }],
    answers: {
      AccessKeyMetadata: [
        {
          UserName: 'Grace',
          AccessKeyId: expect.stringMatching(/^AKIA/),
          Status: 'Active',
          CreateDate: testStart,
        },
      ],
      IsTruncated: false,
    },
  },
  {
    behavior: 'an access key that is not there cannot be changed',
    given: [user],
    when: ['UpdateAccessKey', { UserName: 'Ada', AccessKeyId: 'AKIANOBODYSKEY234567', Status: 'Inactive' }],
    refuses: {
      code: 'NoSuchEntity',
      status: 404,
      message: 'The Access Key with id AKIANOBODYSKEY234567 cannot be found.',
    },
  },
  {
    behavior: 'keys of nobody in particular are those of the user who asks, and the root user is none',
    when: ['ListAccessKeys', {}],
    refuses: {
      code: 'ValidationException',
      status: 400,
      message: 'Must specify userName when calling with non-User credentials',
    },
  },
  {
    behavior: 'GetUser without a name shows the root user to itself',
    when: ['GetUser', {}],
    answers: {
      User: { Path: '/', UserId: account, Arn: `arn:aws:iam::${account}:root`, CreateDate: 0 },
    },
  },
];

test.each(cases)('$behavior', (operationCase) => runOperationCase(operationCase));

import { expect, test } from 'vitest';
import { statementPositions } from '../../src/iam/statement-positions.ts';

interface Case {
  readonly title: string;
  readonly text: string;
  /** `line:column-line:column` of each statement. */
  readonly positions: readonly string[];
}

const statement = '{"Effect":"Allow","Action":"*","Resource":"*"}';

// The first five are documents with the places that AWS answered for them.
const cases: readonly Case[] = [
  {
    title: 'one statement without a list, in one line',
    text: '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"dynamodb:*","Resource":"*","Condition":{"DateGreaterThan":{"aws:CurrentTime":"2018-08-16T12:00:00Z"}}}}',
    positions: ['1:38-1:167'],
  },
  {
    title: 'one statement without a list, over several lines',
    text: '{\n  "Version":"2012-10-17",\n  "Statement":{\n    "Effect":"Allow",\n    "Action":"s3:PutObject",\n    "Resource":"arn:aws:s3:::my-test-bucket"\n  }\n}',
    positions: ['3:16-7:4'],
  },
  {
    title: 'a list of one, over several lines',
    text: '{\n  "Version": "2012-10-17",\n  "Statement": [\n    {\n      "Effect": "Allow",\n      "Action": "*",\n      "Resource": "*"\n    }\n  ]\n}',
    positions: ['3:17-8:6'],
  },
  {
    title: 'a list of one that is indented by four',
    text: '{\n    "Version": "2012-10-17",\n    "Statement": [\n        {\n            "Effect": "Allow",\n            "Action": [\n                "codecommit:ListRepositories"],\n            "Resource": "*"\n        }\n    ]\n}',
    positions: ['3:19-9:10'],
  },
  {
    title: 'a list in one line, with spaces',
    text: '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*"}]}',
    positions: ['1:41-1:75'],
  },
  {
    title: 'further statements begin where the one before ends',
    text: `{"Statement":[${statement},\n ${statement}]}`,
    positions: ['1:15-1:61', '1:61-2:48'],
  },
  {
    title: 'braces, brackets and escaped quotes in texts are text',
    text: '{"Id":"}[\\"{","Statement":[{"Sid":"]\\\\","Action":"\\"}"},{}]}',
    positions: ['1:28-1:56', '1:56-1:59'],
  },
  {
    title: 'a member of a statement that is called Statement',
    text: '{"Statement":{"Condition":{"Statement":[{},{}]}},"Version":"2012-10-17"}',
    positions: ['1:15-1:49'],
  },
  { title: 'CRLF', text: '{\r\n"Statement":\r\n[{}]}', positions: ['3:2-3:4'] },
];

test.each(cases)('knows where statements stand: $title', ({ text, positions }) => {
  expect(JSON.parse(text)).toBeTypeOf('object');
  expect(
    statementPositions(text).map(
      ({ start, end }) => `${start.line}:${start.column}-${end.line}:${end.column}`,
    ),
  ).toEqual(positions);
});

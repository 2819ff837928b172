import { expect, test } from 'vitest';
import { excessiveStatements } from './policies';

const allow = (more: object): object => ({ Effect: 'Allow', ...more });

const judged = (...statements: readonly object[]): readonly string[] =>
  excessiveStatements({ name: 'it', inputs: { nested: [{ policy: JSON.stringify({ Statement: statements }) }] } });

test('a statement that allows everything, or trusts everybody, is found at any depth', () => {
  expect(judged(allow({ Action: '*', Resource: ['arn:a', '*'] }))).toEqual(['it: *']);
  expect(judged(allow({ Action: ['ec2:*', 'iam:Pass*', 'ec2:RunInstances'], Resource: '*' }))).toEqual([
    'it: ec2:*',
    'it: iam:Pass*',
  ]);
  expect(judged(allow({ NotAction: 'iam:*', Resource: 'arn:a' }))).toEqual(['it: allows all but something']);
  expect(judged(allow({ Action: 'sts:AssumeRole', Principal: '*' }))).toEqual(['it: trusts everybody']);
  expect(judged(allow({ Action: 's3:GetObject', Principal: { AWS: ['*'] } }))).toEqual(['it: trusts everybody']);
});

test('what reads everything, or denies it, is no matter', () => {
  expect(judged(allow({ Action: ['ec2:Describe*', 'ec2:DescribeInstances'], Resource: '*' }))).toEqual([]);
  expect(judged(allow({ Action: 's3:*', Resource: 'arn:aws:s3:::weights/*' }))).toEqual([]);
  expect(judged({ Effect: 'Deny', Action: 's3:*', Resource: '*', Principal: '*' })).toEqual([]);
});

import { describe, expect, it } from 'vitest';
import {
  annotationKeyProblem,
  environmentNameProblem,
  labelKeyProblem,
  labelValueProblem,
  nameProblem,
  portNameProblem,
} from '../../lib/core';

const letters = (count: number): string => 'x'.repeat(count);

describe('nameProblem', () => {
  it.each([
    ['Deployment', 'chat'],
    ['Deployment', '7b.chat-2'],
    ['Deployment', letters(253)],
    ['ConfigMap', 'a.b'],
    ['ModelThing', 'a.b'],
    ['Namespace', '7b'],
    ['StatefulSet', '7b'],
    ['Service', letters(63)],
    ['Job', letters(63)],
    ['CronJob', letters(52)],
    ['Role', 'system:Reader of pods'],
    ['PodDisruptionBudget', 'Chat'],
  ])('accepts %s %j', (kind, name) => {
    expect(nameProblem(kind, name)).toBeUndefined();
  });

  it.each([
    ['Deployment', '', 'must not be empty'],
    ['Deployment', 'Chat', 'must consist of a-z, 0-9, - and .'],
    ['Deployment', 'chat\n', 'must consist of a-z, 0-9, - and .'],
    ['Deployment', 'a..b', 'must start and end with a letter or digit, also on both sides of each .'],
    ['Deployment', 'a-.b', 'must start and end with a letter or digit, also on both sides of each .'],
    ['Deployment', letters(254), 'must be no more than 253 characters, and has 254'],
    ['Namespace', 'a.b', 'must consist of a-z, 0-9 and -'],
    ['Namespace', '', 'must not be empty'],
    ['StatefulSet', '-a', 'must start and end with a letter or digit'],
    ['StatefulSet', letters(64), 'must be no more than 63 characters, and has 64'],
    ['Service', '7b', 'must start with a letter'],
    ['Service', 'a-', 'must start and end with a letter or digit'],
    ['Job', letters(64), 'must be no more than 63 characters, and has 64'],
    ['CronJob', letters(53), 'must be no more than 52 characters, and has 53'],
    ['Role', 'a/b', 'must not contain / or %'],
    ['Role', '..', 'must not be ..'],
    ['Role', '', 'must not be empty'],
  ])('refuses %s %j: %s', (kind, name, problem) => {
    expect(nameProblem(kind, name)).toBe(problem);
  });
});

describe('nameProblem, relaxed', () => {
  it('lets the name of a Service start with a digit, and nothing else', () => {
    expect(nameProblem('Service', '7b', 'relaxed')).toBeUndefined();
    expect(nameProblem('Service', '-7b', 'relaxed')).toBe('must start and end with a letter or digit');
    expect(nameProblem('Service', 'a.b', 'relaxed')).toBe('must consist of a-z, 0-9 and -');
  });
});

describe('labels and annotations', () => {
  it.each(['', 'v1.2.3', 'A_b-c', letters(63)])('accepts the label value %j', (value) => {
    expect(labelValueProblem(value)).toBeUndefined();
  });

  it.each([
    ['a/b', 'must consist of letters, digits, -, _ and .'],
    ['1.0+build', 'must consist of letters, digits, -, _ and .'],
    ['-a', 'must start and end with a letter or digit'],
    ['a.', 'must start and end with a letter or digit'],
    [letters(64), 'must be no more than 63 characters, and has 64'],
  ])('refuses the label value %j: %s', (value, problem) => {
    expect(labelValueProblem(value)).toBe(problem);
  });

  it.each(['app', 'app.kubernetes.io/name', 'Team_A', `${letters(253)}/${letters(63)}`])(
    'accepts the key %j',
    (key) => {
      expect(labelKeyProblem(key)).toBeUndefined();
      expect(annotationKeyProblem(key)).toBeUndefined();
    },
  );

  it.each([
    ['', 'must not be empty'],
    ['a/b/c', 'must have at most one /'],
    ['/b', 'the part before the / must not be empty'],
    ['a/', 'the part after the / must not be empty'],
    ['a_b/c', 'the part before the / must consist of a-z, 0-9, - and .'],
    ['a/b c', 'the part after the / must consist of letters, digits, -, _ and .'],
    ['-a', 'must start and end with a letter or digit'],
    [letters(64), 'must be no more than 63 characters, and has 64'],
  ])('refuses the key %j: %s', (key, problem) => {
    expect(labelKeyProblem(key)).toBe(problem);
    expect(annotationKeyProblem(key)).toBe(problem);
  });

  it('reads the key of an annotation in lower case', () => {
    expect(labelKeyProblem('Example.com/a')).toBe('the part before the / must consist of a-z, 0-9, - and .');
    expect(annotationKeyProblem('Example.com/a')).toBeUndefined();
    expect(annotationKeyProblem('İ')).toBeUndefined();
  });
});

describe('portNameProblem', () => {
  it.each(['http', 'h2c-2', '8080a', letters(15)])('accepts %j', (name) => {
    expect(portNameProblem(name)).toBeUndefined();
  });

  it.each([
    ['', 'must not be empty'],
    ['HTTP', 'must consist of a-z, 0-9 and -'],
    ['8080', 'must contain a letter'],
    ['-http', 'must start and end with a letter or digit'],
    ['http-', 'must start and end with a letter or digit'],
    ['a--b', 'must not contain --'],
    [letters(16), 'must be no more than 15 characters, and has 16'],
  ])('refuses %j: %s', (name, problem) => {
    expect(portNameProblem(name)).toBe(problem);
  });
});

describe('environmentNameProblem', () => {
  it.each(['MODEL_NAME', 'my.env-name', '_', '.a'])('accepts %j by either rule', (name) => {
    expect(environmentNameProblem(name)).toBeUndefined();
    expect(environmentNameProblem(name, 'relaxed')).toBeUndefined();
  });

  it.each([
    ['1A', 'must not start with a digit'],
    ['A B', 'must consist of letters, digits, _, - and .'],
    ['..', 'must not be . or start with ..'],
    ['..a', 'must not be . or start with ..'],
    ['.', 'must not be . or start with ..'],
  ])('refuses %j where it must be portable: %s', (name, problem) => {
    expect(environmentNameProblem(name)).toBe(problem);
    expect(environmentNameProblem(name, 'relaxed')).toBeUndefined();
  });

  it.each(['A=B', 'Ä', 'A\tB', 'A\n', '\x7f'])('refuses %j by either rule', (name) => {
    expect(environmentNameProblem(name)).toBe('must consist of letters, digits, _, - and .');
    expect(environmentNameProblem(name, 'relaxed')).toBe('must consist of printable ASCII characters other than =');
  });

  it('refuses an empty name by either rule', () => {
    expect(environmentNameProblem('')).toBe('must not be empty');
    expect(environmentNameProblem('', 'relaxed')).toBe('must not be empty');
  });
});

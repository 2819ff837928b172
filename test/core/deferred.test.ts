import { output, secret, unknown as unknownOutput } from '@pulumi/pulumi';
import { describe, expect, it } from 'vitest';
import { deferrableText, isDeferred } from '../../lib/core';
import { valueOf } from '../pulumi-mocks';

describe('isDeferred', () => {
  it.each([
    ['a value', output('x')],
    ['nothing', output(undefined)],
    ['a secret', secret('x')],
    ['an object, whose properties are lifted', output({ kind: 'secret' })],
    ['what was applied', output(1).apply((number) => number + 1)],
    ['what is not known yet', output(unknownOutput)],
  ])('recognises an Output of %s', (_what, value) => {
    expect(isDeferred(value)).toBe(true);
  });

  it.each([
    ['nothing', undefined],
    ['null', null],
    ['a text', 'x'],
    ['a promise', Promise.resolve('x')],
    ['a function, which has an apply of its own', (): string => 'x'],
    ['a lookalike without apply', { __pulumiOutput: true }],
    ['a lookalike that says it is none', { __pulumiOutput: false, apply: (): undefined => undefined }],
    ['a reference to a Secret', { kind: 'secret', secret: { name: 'a' }, key: 'b' }],
  ])('takes %s for what it is', (_what, value) => {
    expect(isDeferred(value)).toBe(false);
  });
});

describe('deferrableText', () => {
  it('is a plain text where all of it is plain', () => {
    expect(deferrableText`s3://${'weights'}/${'llama'}/`).toBe('s3://weights/llama/');
    expect(deferrableText`nothing`).toBe('nothing');
  });

  it('is an Output where any of it is, and secret where any of it is', async () => {
    const text = deferrableText`as://${output('acme')}/${'objects'}/${secret('llama')}/`;
    if (!isDeferred(text)) expect.fail('it is plain');
    // A cast, as an Output is told by its shape.
    const made = output(text as unknown) as Parameters<typeof valueOf>[0];
    expect(await valueOf(made)).toEqual({ value: 'as://acme/objects/llama/', known: true, secret: true });
  });
});

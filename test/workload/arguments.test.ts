import { describe, expect, it } from 'vitest';
import { output } from '@pulumi/pulumi';
import { httpRuntime, image, OneService, resources } from '../serving/one-service';

/** The codes and places of what is wrong with the arguments of a server. */
function wrong(...args: string[]): [string, string | undefined][] {
  return new OneService({ args }).issues.map(({ code, property }) => [code, property]);
}

describe('arguments', () => {
  it("stand after the runtime's own", () => {
    const { server, issues } = new OneService({
      runtime: { ...httpRuntime, command: ['serve'], args: ['--workers=2'] },
      args: ['--verbose', 'model'],
    });
    expect(issues).toEqual([]);
    expect(server.command).toEqual(['serve']);
    expect(server.args).toEqual(['--workers=2', '--verbose', 'model']);
  });

  it.each([
    [['--workers=2'], ['--workers=3']],
    [['--workers', '2'], ['--workers=3']],
    [['--max-length=2'], ['--max_length', '3']],
    [
      ['-p', '80'],
      ['-p', '90'],
    ],
  ])('%j and %j set one flag twice', (ours, theirs) => {
    const { issues } = new OneService({ runtime: { ...httpRuntime, args: ours }, args: theirs });
    expect(issues.map(({ code, property }) => [code, property])).toEqual([['workload/argument-clash', 'args[0]']]);
  });

  it.each([
    [['--workers=2'], ['--workers-max=3']],
    [['-1'], ['-1']],
    [['--'], ['--']],
    [['model'], ['model']],
  ])('%j and %j do not', (ours, theirs) => {
    expect(new OneService({ runtime: { ...httpRuntime, args: ours }, args: theirs }).issues).toEqual([]);
  });

  it('may be known as late as deployment', () => {
    const late = output('--workers=2');
    const request = { ...httpRuntime, args: ['--port=1'] };
    const built = new OneService({ runtime: request, args: [late] });
    expect(built.issues).toEqual([]);
  });
});

describe('a credential on a command line', () => {
  const token = `hf_${'a'.repeat(34)}`;

  it.each([
    ['by its shape', [`--hub=${token}`]],
    ['by its shape, alone', [token]],
    ['by the name of its flag', ['--api-key=hunter2']],
    ['by the name of the flag before it', ['--db-password', 'hunter2']],
    ['in a shell command', [`export HF=${token}; serve`]],
  ])('is refused %s', (_how, args) => {
    expect(wrong(...args)).toEqual([['data/credential-literal', 'args']]);
  });

  it.each([
    [['--api-key=$(API_KEY)']],
    [['--api-key', '$(API_KEY)']],
    [['--password-file=/run/secrets/password']],
    [['--token', '--verbose']],
    [['--max-tokens=512']],
    [['--no-token']],
    [['--tokenizer=auto']],
  ])('is none in %j', (args) => {
    expect(wrong(...args)).toEqual([]);
  });

  it('is refused wherever a command line stands, and is not shown', () => {
    const args = [`--hub=${token}`];
    const built = new OneService({
      runtime: { ...httpRuntime, command: ['serve', ...args], args },
      sidecars: [{ name: 'log', image, resources, command: ['log', ...args], args }],
      initContainers: [{ name: 'fetch', image, resources, args }],
    });
    expect(built.issues.map(({ property }) => property)).toEqual([
      'runtime.command',
      'runtime.args',
      'initContainers[0].args',
      'sidecars[0].command',
      'sidecars[0].args',
    ]);
    expect(built.issues[0]).toMatchObject({
      code: 'data/credential-literal',
      given: '(43 characters, not shown)',
      message:
        'looks like a Hugging Face token; it would stand in plain text in the manifest and in the list of processes',
      fix: "env: { NAME: { kind: 'secret', secret: existingSecret('NAME', { keys: ['KEY'] }), key: 'KEY' } }, and $(NAME) in the argument",
    });
    expect(JSON.stringify(built.issues)).not.toContain(token);
  });
});

import { join, relative } from 'node:path';
import { Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { describe, expect, it } from 'vitest';
import { App, ConfigError, ModelService, type ModelServiceProps } from 'modelyard';
import { issuesOf, sourceOf, type SourceLine } from '../../lib/core';
import { captureStack, sourceLineOf } from '../../lib/core/source-line';
import { least } from '../serving/one-service';

const here = 'test/core/source-line.test.ts';

/** The line on which this was called. */
function thisLine(): number {
  const stack = new Error().stack ?? '';
  return Number(/source-line\.test\.ts:(\d+):\d+/.exec(stack.split('\n').slice(2).join('\n'))?.[1]);
}

function chart(): Chart {
  return new Chart(new App(), 'models');
}

/** What a platform team puts around a service. */
class TeamService extends Construct {
  readonly service: ModelService;
  constructor(scope: Construct, id: string, props: ModelServiceProps) {
    super(scope, id);
    this.service = new ModelService(this, 'service', props); // line of the team's layer
  }
}

describe('the line of the program', () => {
  it('is that on which the construct is made', () => {
    const service = new ModelService(chart(), 'chat', least);
    expect(sourceOf(service)).toEqual({ file: here, line: thisLine() - 1 });
  });

  it('is that on which the construct begins, however long its props are', () => {
    const service = new ModelService(chart(), 'chat', {
      ...least,
      env: { DB_PASSWORD: 'hunter2' },
    });
    const [issue] = issuesOf(service);
    expect(issue?.source).toEqual({ file: here, line: thisLine() - 5 });
  });

  it('is the same for all that are made on it', () => {
    const models = chart();
    const services = ['a', 'b'].map((id) => new ModelService(models, id, least));
    const line = thisLine() - 1;
    expect(services.map(sourceOf)).toEqual([
      { file: here, line },
      { file: here, line },
    ]);
  });

  it("is inside a class of the user's own, where the service is made", () => {
    const { service } = new TeamService(chart(), 'team', least);
    expect(sourceOf(service)?.file).toBe(here);
    expect(sourceOf(service)?.line).toBeLessThan(thisLine() - 10);
  });

  it('is known for what the service itself makes', () => {
    const service = new ModelService(chart(), 'chat', least);
    expect(sourceOf(service.node.findChild('Deployment'))).toEqual({ file: here, line: thisLine() - 1 });
  });

  it('costs the program nothing of its own stack traces', () => {
    const limit = Error.stackTraceLimit;
    try {
      Error.stackTraceLimit = 3;
      new ModelService(chart(), 'chat', least);
      expect(Error.stackTraceLimit).toBe(3);
    } finally {
      Error.stackTraceLimit = limit;
    }
  });

  it('stands in the error, relative to where the program runs', () => {
    const app = new App();
    new ModelService(new Chart(app, 'models'), 'chat', { ...least, env: { DB_PASSWORD: 'hunter2' } });
    const line = thisLine() - 1;
    let thrown: unknown;
    try {
      app.synth();
    } catch (error) {
      thrown = error;
    }
    expect(ConfigError.is(thrown) && thrown.message).toBe(
      [
        'modelyard: 1 problem, nothing was written',
        '',
        `data/credential-literal   models/chat   ${here}:${line}`,
        '  env.DB_PASSWORD (7 characters, not shown): looks like a credential, by its name; it would stand in plain text in the manifest',
        "  write  { kind: 'secret', secret: existingSecret('NAME', { keys: ['KEY'] }), key: 'KEY' }, or notSecret(value, 'the reason') if DB_PASSWORD is none",
      ].join('\n'),
    );
  });
});

/** A stack as V8 writes it, of calls from the inside out. */
function stack(...calls: string[]): SourceLine | undefined {
  return sourceLineOf({ stack: ['Error', ...calls.map((call) => `    at ${call}`)].join('\n') });
}

const cwd = process.cwd();
const own = join(cwd, 'lib', 'serving', 'model-service.ts');

describe("the innermost line that is the user's", () => {
  it.each<[string, string[], SourceLine | undefined]>([
    ['a function', [`make (${cwd}/app.ts:3:5)`], { file: 'app.ts', line: 3 }],
    ['a constructor', [`new TeamService (${cwd}/src/team.ts:30:7)`], { file: 'src/team.ts', line: 30 }],
    ['no function', [`${cwd}/app.ts:3:5`], { file: 'app.ts', line: 3 }],
    ['an asynchronous function', [`async main (${cwd}/app.ts:3:5)`], { file: 'app.ts', line: 3 }],
    ['a module', [`file://${cwd}/app.mjs:3:5`], { file: 'app.mjs', line: 3 }],
    ['a file elsewhere', ['make (/srv/team/app.ts:3:5)'], { file: relative(cwd, '/srv/team/app.ts'), line: 3 }],
    [
      'what lies behind this library, packages and Node',
      [
        `new ModelService (${own}:9:9)`,
        `Object.make (${cwd}/node_modules/team/index.js:1:1)`,
        'node:internal/modules/cjs/loader:1730:14',
        `app (${cwd}/app.ts:3:5)`,
      ],
      { file: 'app.ts', line: 3 },
    ],
    [
      'what lies behind this library where it is linked, not installed',
      [`new Record (${cwd}/dist/core/record.js:9:9)`, `new ModelService (${own}:9:9)`, `app (${cwd}/app.ts:3:5)`],
      { file: 'app.ts', line: 3 },
    ],
    ['none at all', [`new ModelService (${own}:9:9)`, 'node:internal/main/run_main_module:36:49'], undefined],
    ['no file', ['<anonymous>', 'new Promise (<anonymous>)', 'native'], undefined],
  ])('is found in %s', (_where, calls, line) => {
    expect(stack(...calls)).toEqual(line);
  });

  it.each<[string, string[], SourceLine]>([
    ['a folder with parentheses', [`make (${cwd}/models (old)/app.ts:3:5)`], { file: 'models (old)/app.ts', line: 3 }],
    [
      'a module in a folder with blanks',
      [`file://${cwd}/my%20models/app.mjs:3:5`],
      { file: 'my models/app.mjs', line: 3 },
    ],
  ])('is found in %s', (_where, calls, line) => {
    expect(stack(...calls)).toEqual(line);
  });

  it('is none without a stack', () => {
    expect(sourceLineOf({})).toBeUndefined();
  });

  it('is captured without the call that captures it', () => {
    expect(captureStack().stack).not.toContain('captureStack');
  });
});

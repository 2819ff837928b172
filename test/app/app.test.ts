import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { output } from '@pulumi/pulumi';
import { App as Cdk8sApp, Chart, Cron, Include, JsonPatch, Lazy, YamlOutputType } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { App } from '../../lib/app';
import { acknowledge, ConfigError, recordExisting, recordIssue, recordSource, recordWarning } from '../../lib/core';
import type { Rule, Severity } from '../../lib/verify';
import { readOutput } from './output';
import { addChart, addThing, newFolder, refusalOf, ReportingApp } from './reporting-app';

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

/** A rule that finds the same of every object. */
function finds(severity: Severity, name: string): Rule {
  return {
    name,
    summary: name,
    source: 'a test',
    *check({ objects }) {
      for (const { manifest } of objects) {
        yield {
          code: `test/${name}`,
          severity,
          manifest,
          path: 'data.a',
          given: '"b"',
          message: `is ${name}`,
          fix: 'c',
        };
      }
    },
  };
}

describe('an app that is wrong', () => {
  test('is refused once, with all that is wrong anywhere in it', () => {
    const app = new ReportingApp({ rules: [finds('error', 'bad')] });
    const chart = new Chart(app, 'models');
    const service = new Construct(chart, 'chat');
    recordSource(service);
    recordIssue(service, {
      code: 'core/invalid-duration',
      property: 'grace',
      given: '"5"',
      message: 'has no unit',
      fix: "'5s'",
    });
    recordIssue(service, { code: 'core/invalid-percent', property: 'surge', message: 'is no percentage', fix: "'5%'" });
    addThing(service, 'placeholder');
    service.node.addValidation({ validate: () => ['of its own'] });
    chart.node.addValidation({ validate: () => ['no owner', 'no team'] });
    const object = addThing(chart, 'looped');
    addThing(chart, 'other').addDependency(object);
    object.addDependency(chart.node.findChild('other'));
    expect(refusalOf(() => app.synth())).toMatchInlineSnapshot(`
      "modelyard: 8 problems, nothing was written

      app/validation   models
        no owner
        write  what this validation of the construct asks for

      app/validation   models
        no team
        write  what this validation of the construct asks for

      core/invalid-duration   models/chat   test/app/app.test.ts:LINE
        grace "5": has no unit
        write  '5s'

      core/invalid-percent   models/chat   test/app/app.test.ts:LINE
        surge: is no percentage
        write  '5%'

      app/validation   models/chat   test/app/app.test.ts:LINE
        of its own
        write  what this validation of the construct asks for

      app/dependency-cycle   models/looped
        these depend on each other in a circle: models/looped => models/other => models/looped
        write  one of these dependencies less

      test/bad   models/looped
        data.a "b": is bad
        write  c

      test/bad   models/other
        data.a "b": is bad
        write  c"
    `);
  });

  test('names the field that cannot be rendered', () => {
    const app = new ReportingApp();
    const chart = new Chart(app, 'chart');
    addThing(chart, 'map', { spec: { list: [{ 'a.b': new Map() }] } });
    addThing(chart, 'lazy', {
      spec: Lazy.any({ produce: () => ({ deep: Lazy.any({ produce: () => new Date(0) }) }) }),
    });
    addThing(chart, 'function', { data: { a: (): number => 1 } });
    // What cdk8s says of a patch holds the whole object, which may hold secrets.
    addThing(chart, 'patch', { data: { a: 'hidden' } }).addJsonPatch(JsonPatch.test('/kind', 'Secret'));
    addThing(chart, 'nothing', {
      data: Lazy.any({
        produce: () => {
          throw new TypeError('not yet');
        },
      }),
    });
    expect(refusalOf(() => app.synth())).toMatchInlineSnapshot(`
      "modelyard: 5 problems, nothing was written

      app/cannot-render   chart/map
        spec.list[0]["a.b"]: can't render non-simple object of type 'Map'
        write  plain data: maps, lists, strings, numbers and booleans

      app/cannot-render   chart/lazy
        spec.deep: can't render non-simple object of type 'Date'
        write  plain data: maps, lists, strings, numbers and booleans

      app/cannot-render   chart/function
        data.a: Tag not resolved for Function value
        write  plain data: maps, lists, strings, numbers and booleans

      app/cannot-render   chart/patch
        Test operation failed
        write  props and patches of which cdk8s can make a manifest

      app/cannot-render   chart/nothing
        not yet
        write  props and patches of which cdk8s can make a manifest"
    `);
  });

  test('names each field whose value is known only at deployment', () => {
    const app = new ReportingApp();
    const chart = new Chart(app, 'chart');
    const deferred = output('known later');
    const service = new Construct(chart, 'service');
    recordSource(service);
    addThing(service, 'two', {
      metadata: { annotations: { arn: Object(deferred) } },
      data: { a: deferred, b: [deferred] },
    });
    addThing(chart, 'label').metadata.addLabel('app', Object(deferred));
    addThing(chart, 'text', { data: { url: `https://${String(deferred)}` } });
    addThing(chart, 'patched').addJsonPatch(JsonPatch.add('/data', { a: deferred }));
    addThing(chart, 'plain', { data: { a: { __pulumiOutput: true, apply: () => deferred } } });
    expect(refusalOf(() => app.synth())).toMatchInlineSnapshot(`
      "modelyard: 7 problems, nothing was written

      core/deferred-outside-pulumi   chart/service/two   test/app/app.test.ts:LINE
        metadata.annotations.arn: its value is known only when the stack is deployed, and the manifest is written before
        write  a value that is known when the program runs

      core/deferred-outside-pulumi   chart/service/two   test/app/app.test.ts:LINE
        data.a: its value is known only when the stack is deployed, and the manifest is written before
        write  a value that is known when the program runs

      core/deferred-outside-pulumi   chart/service/two   test/app/app.test.ts:LINE
        data.b[0]: its value is known only when the stack is deployed, and the manifest is written before
        write  a value that is known when the program runs

      core/deferred-outside-pulumi   chart/label
        metadata.labels.app: its value is known only when the stack is deployed, and the manifest is written before
        write  a value that is known when the program runs

      core/deferred-outside-pulumi   chart/text
        data.url: its value is known only when the stack is deployed, and the manifest is written before
        write  a value that is known when the program runs

      core/deferred-outside-pulumi   chart/patched
        data.a: its value is known only when the stack is deployed, and the manifest is written before
        write  a value that is known when the program runs

      core/deferred-outside-pulumi   chart/plain
        data.a: its value is known only when the stack is deployed, and the manifest is written before
        write  a value that is known when the program runs"
    `);
  });

  test('is told what a chart with its own toJson stumbles over', () => {
    class Stumbling extends Chart {
      override toJson(): never {
        throw new Error('cannot');
      }
    }
    const app = new ReportingApp();
    addThing(new Stumbling(app, 'chart'), 'x');
    expect(refusalOf(() => app.synth())).toMatchInlineSnapshot(`
      "modelyard: 1 problem, nothing was written

      app/cannot-render   chart
        cannot
        write  props and patches of which cdk8s can make a manifest"
    `);
  });

  test('cannot name a file after an object without a name', () => {
    const app = new ReportingApp({ rules: [], yamlOutputType: YamlOutputType.FILE_PER_RESOURCE });
    addThing(addChart(app, 'chart'), 'x').addJsonPatch(JsonPatch.remove('/metadata'));
    expect(refusalOf(() => app.synth())).toMatchInlineSnapshot(`
      "modelyard: 1 problem, nothing was written

      app/cannot-render   chart/x
        metadata: without metadata there is no name to call its file by
        write  metadata.name, or another yamlOutputType"
    `);
  });

  test('says what a validation throws', () => {
    const app = new ReportingApp();
    addThing(addChart(app, 'chart'), 'x').node.addValidation({
      validate: () => {
        throw new Error('cannot tell');
      },
    });
    expect(refusalOf(() => app.synthYaml())).toMatchInlineSnapshot(`
      "modelyard: 1 problem, nothing was written

      app/validation   chart/x
        cannot tell
        write  what this validation of the construct asks for"
    `);
  });

  test('has its findings told at the construct that made the object', () => {
    const app = new ReportingApp({
      rules: [finds('error', 'bad'), finds('not-known', 'dark'), finds('warning', 'odd')],
    });
    const construct = new Construct(new Chart(app, 'chart'), 'construct');
    recordSource(construct);
    addThing(construct, 'x');
    expect(refusalOf(() => app.synth())).toMatchInlineSnapshot(`
      "modelyard: 1 problem, nothing was written

      test/bad   chart/construct/x   test/app/app.test.ts:LINE
        data.a "b": is bad
        write  c"
    `);
  });

  test('has no findings where an object is missing, as the others would be blamed for it', () => {
    const app = new ReportingApp({ rules: [finds('error', 'bad')] });
    addThing(addChart(app, 'chart', 'x'), 'y', { spec: new Map() });
    expect(refusalOf(() => app.synth())).not.toContain('test/bad');
  });

  test('writes nothing, and leaves an earlier output as it was', () => {
    const outdir = newFolder();
    const refused = new ReportingApp({ outdir });
    addThing(addChart(refused, 'chart'), 'x', { spec: new Map() });
    expect(() => refused.synth()).toThrow(ConfigError);
    expect(readOutput(outdir)).toBeUndefined();

    const good = new ReportingApp({ outdir });
    addChart(good, 'chart', 'x');
    good.synth();
    const before = readOutput(outdir);
    expect(() => refused.synth()).toThrow(ConfigError);
    expect(readOutput(outdir)).toEqual(before);
    expect(refused.said).toEqual([]);
  });
});

describe('what an app says', () => {
  test('goes to stderr, and stdout stays as it was', () => {
    const [stderr, stdout] = [process.stderr, process.stdout].map((stream) =>
      vi.spyOn(stream, 'write').mockReturnValue(true),
    );
    const app = new App({ outdir: newFolder(), rules: [] });
    addChart(app, 'chart', 'x', 'y');
    app.synth();
    expect(stderr?.mock.calls).toEqual([['modelyard: 2 objects\n']]);
    expect(stdout?.mock.calls).toEqual([]);
  });

  test.each([
    [[], [], 'modelyard: 0 objects\n'],
    [['x'], [], 'modelyard: 1 object\n'],
    [
      ['x'],
      [finds('not-known', 'dark')],
      "modelyard: 1 object; 1 proof not made, since facts are not declared (proof: 'required' names each)\n",
    ],
    [
      ['x', 'y'],
      [finds('not-known', 'dark'), finds('not-known', 'dim')],
      "modelyard: 2 objects; 4 proofs not made, since facts are not declared (proof: 'required' names each)\n",
    ],
  ])('counts objects and proofs not made: %j', (things, rules, said) => {
    const app = new ReportingApp({ rules });
    addChart(app, 'chart', ...things);
    app.synth();
    app.synthYaml();
    expect(app.said).toEqual([said, said]);
  });

  test('are the warnings that nobody has acknowledged, in the order of the tree', () => {
    const app = new ReportingApp({ rules: [finds('warning', 'odd')] });
    const [first, second, third] = ['first', 'second', 'third'].map((id) => addChart(app, id, 'x'));
    for (const chart of [third, second, first]) {
      if (chart !== undefined) recordWarning(chart, { code: 'test/doubtful', message: 'is doubtful', fix: 'another' });
    }
    if (second !== undefined) acknowledge(second, 'test/odd', 'a test');
    if (third !== undefined) acknowledge(third, 'test/doubtful', 'a test');
    app.synth();
    expect(app.said.join('')).toMatchInlineSnapshot(`
      "test/doubtful   first
        is doubtful
        write  another

      test/odd   first/x
        data.a "b": is odd
        write  c

      test/doubtful   second
        is doubtful
        write  another

      test/odd   third/x
        data.a "b": is odd
        write  c

      modelyard: 3 objects
      "
    `);
  });

  test('is found without being told: warnings that nobody has acknowledged, and proofs that cannot be made', () => {
    const app = new ReportingApp({ rules: [finds('warning', 'odd'), finds('not-known', 'open')] });
    const [first, second] = ['first', 'second'].map((id) => addChart(app, id, 'x'));
    if (first !== undefined) recordWarning(first, { code: 'test/doubtful', message: 'is doubtful', fix: 'another' });
    if (second !== undefined) acknowledge(second, 'test/odd', 'a test');
    expect(app.findings().map(({ severity, code, path }) => `${severity} ${code} ${path}`)).toEqual([
      'warning test/doubtful first',
      'warning test/odd first/x',
      'not-known test/open first/x',
      'not-known test/open second/x',
    ]);
    expect(app.said).toEqual([]);
  });

  test('is found where it is wrong, and nothing else is', () => {
    const app = new ReportingApp({ rules: [finds('error', 'wrong'), finds('warning', 'odd')] });
    addChart(app, 'first', 'x');
    expect(app.findings()).toMatchObject([{ severity: 'error', code: 'test/wrong', path: 'first/x', fix: 'c' }]);
  });

  test('names an object whose file is written again', () => {
    const app = new ReportingApp({ rules: [], yamlOutputType: YamlOutputType.FILE_PER_RESOURCE });
    const chart = new Chart(app, 'chart');
    for (const namespace of ['dev', 'prod', 'stage'])
      addThing(chart, namespace, { metadata: { name: 'web', namespace } });
    const dev = chart.node.findChild('dev');
    acknowledge(dev, 'app/file-overwritten', 'a test');
    app.synth();
    expect(app.said.join('')).toMatchInlineSnapshot(`
      "app/file-overwritten   chart/prod
        its file ConfigMap.web.k8s.yaml is written again by chart/stage, and only that stays
        write  names that differ, or another yamlOutputType

      modelyard: 3 objects
      "
    `);
    expect(Object.keys(Object(readOutput(app.outdir)))).toEqual(['ConfigMap.web.k8s.yaml']);
  });

  test("with proof: 'required' is an error for each proof that cannot be made", () => {
    const app = new ReportingApp({ rules: [finds('not-known', 'dark')], proof: 'required' });
    addChart(app, 'chart', 'x');
    expect(refusalOf(() => app.synth())).toMatchInlineSnapshot(`
      "modelyard: 1 problem, nothing was written

      test/dark   chart/x
        data.a "b": is dark
        write  c"
    `);
  });

  test('holds what constructs declare to exist against the rules, in the namespace of their chart', () => {
    const facts: unknown[] = [];
    const listens: Rule = {
      name: 'listens',
      summary: 'hears of facts',
      source: 'a test',
      check(inventory) {
        facts.push(inventory.facts);
        return [];
      },
    };
    const app = new ReportingApp({ rules: [listens] });
    const chart = new Chart(app, 'chart', { namespace: 'models' });
    recordExisting(addThing(chart, 'x'), { kind: 'Secret', name: 'one', keys: ['token'] });
    recordExisting(chart, { kind: 'Secret', name: 'two', namespace: 'other' });
    app.synth();
    expect(facts).toEqual([
      {
        existing: [
          { kind: 'Secret', name: 'two', namespace: 'other' },
          { kind: 'Secret', name: 'one', keys: ['token'], namespace: 'models' },
        ],
        traffic: [],
      },
    ]);
  });
});

describe('in place of the App of cdk8s', () => {
  /** What both write, by the same environment. */
  function both(fill: (app: Cdk8sApp) => void, props: ConstructorParameters<typeof Cdk8sApp>[0] = {}): void {
    const peer = new Cdk8sApp({ outdir: newFolder(), ...props });
    const ours = new ReportingApp({ rules: [], ...props });
    for (const app of [peer, ours]) {
      fill(app);
      app.synth();
    }
    expect(readOutput(ours.outdir)).toEqual(readOutput(peer.outdir));
    expect(ours.synthYaml()).toBe(peer.synthYaml());
  }

  test('it reads the environment variables of cdk8s', () => {
    const outdir = newFolder();
    vi.stubEnv('CDK8S_OUTDIR', outdir);
    vi.stubEnv('CDK8S_RECORD_CONSTRUCT_METADATA', 'true');
    const app = new App({ rules: [], outdir: undefined, recordConstructMetadata: undefined });
    vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    addThing(addChart(app, 'chart'), 'x', { metadata: { name: 'web' } });
    app.synth();
    expect(readOutput(outdir)).toEqual({
      'chart.k8s.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: web\n',
      'construct-metadata.json': '{"version":"1.0.0","resources":{"web":{"path":"chart/x"}}}',
    });
  });

  test('it keeps keys unsorted where cdk8s does', () => {
    vi.stubEnv('CDK8S_DISABLE_SORT', '1');
    both((app) => {
      addThing(addChart(app, 'chart'), 'x', { data: { z: '1', a: '2' } });
    });
  });

  test('it writes included files', () => {
    const url = join(mkdtempSync(join(tmpdir(), 'modelyard-include-')), 'all.yaml');
    writeFileSync(
      url,
      'kind: ConfigMap\napiVersion: v1\nmetadata: {name: one}\ndata: {a: "on", b: "0777"}\n---\n---\napiVersion: v1\nkind: List\n',
    );
    both((app) => new Include(addChart(app, 'chart'), 'include', { url }));
  });

  test('it writes what cdk8s-plus makes', () => {
    both((app) => {
      const chart = new Chart(app, 'chart', { namespace: 'models' });
      new kplus.ConfigMap(chart, 'config', { data: { 'a.conf': 'x: 1\n' } });
      const deployment = new kplus.Deployment(chart, 'web', { containers: [{ image: 'example/web', portNumber: 80 }] });
      deployment.exposeViaService();
      new kplus.CronJob(chart, 'job', { schedule: Cron.hourly(), containers: [{ image: 'example/job' }] });
    });
  });

  test('it takes charts apart by the same names', () => {
    both((app) => {
      const construct = new Construct(app, 'under');
      for (const id of ['Default', 'Resource', 'a', '7']) addChart(construct, id, 'x');
    });
  });

  test('its charts render by themselves, and tell of recorded issues', () => {
    const ours = addChart(new ReportingApp(), 'chart', 'x');
    expect(ours.toJson()).toHaveLength(1);
    recordIssue(ours, { code: 'core/invalid-name', message: 'is wrong', fix: 'a name' });
    expect(() => ours.toJson()).toThrow(
      'Validation failed with the following errors:\n  [chart] core/invalid-name: is wrong; write a name',
    );
  });
});

import { App, Chart } from 'cdk8s';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { BatchTrainingJob, unpinned, type BatchTrainingJobProps } from 'modelyard';
import { issuesOf, nameProblem } from '../../lib/core';
import { verify } from '../../lib/verify';
import { jobs } from '../generated/agreeing-jobs';
import { buildJob } from '../generated/build-job';
import { anyId } from '../generated/hostile-text';
import { sampleClusterOf } from '../generated/sample-cluster';
import { manifestsBelow, type Manifest } from '../laws/rendered-services';
import { at, copyWith, image, least, OneJob, resources } from './one-job';

const runs = { numRuns: 1000 };
const cluster = sampleClusterOf({ kubernetes: '1.35', declaresKinds: true });

describe('any job', () => {
  it('that says nothing is wrong is one in which verify finds no error', () => {
    let seen = 0;
    fc.assert(
      fc.property(jobs(), (description) => {
        const { app, job } = buildJob(description);
        expect(issuesOf(job)).toEqual([]);
        // It verifies, and throws where there is an error.
        const manifests = app.synthObjects();
        const errors = verify(manifests, { cluster }).filter(({ severity }) => severity === 'error');
        expect(errors.map(({ code, path, message }) => [code, path, message])).toEqual([]);
        seen += manifests.filter(({ kind }) => kind === 'Job' || kind === 'CronJob').length;
      }),
      runs,
    );
    expect(seen).toBe(runs.numRuns);
  });

  it('is rendered alike from the same props', () => {
    fc.assert(
      fc.property(jobs(), (description) => {
        const [one, other] = [buildJob(description), buildJob(description)];
        expect(manifestsBelow(other.job)).toEqual(manifestsBelow(one.job));
        expect(other.job.names).toEqual(one.job.names);
      }),
      runs,
    );
  });

  it('selects its own pods, by labels that no override of a name changes', () => {
    fc.assert(
      fc.property(jobs(), (description) => {
        const { job } = buildJob(description);
        const manifests = manifestsBelow(job);
        const [made] = manifests.filter(({ kind }) => kind === 'Job' || kind === 'CronJob');
        const run = made?.kind === 'CronJob' ? made.spec.jobTemplate.spec : made?.spec;
        expect(run.template.metadata.labels).toMatchObject(job.matchLabels);
        expect(job.matchLabels['app.kubernetes.io/instance']).toBe(job.names.instance);
        for (const { spec } of manifests.filter(({ kind }) => kind === 'Service')) {
          expect(spec.selector).toEqual(job.matchLabels);
          expect(run.template.spec.subdomain).toBe(job.names.workers);
        }
      }),
      runs,
    );
  });
});

describe('names', () => {
  const path = fc.array(anyId, { minLength: 1, maxLength: 4 });
  const nodes = fc.option(
    fc.oneof(fc.constantFrom(2, 10, 11, 100, 101, 1000, 1001, 10_000), fc.integer({ min: 2, max: 10_000 })),
    { nil: undefined },
  );
  const schedules = fc.constantFrom<BatchTrainingJobProps['schedule'][]>(undefined, 'on-demand', {
    cron: '0 2 * * *',
    timeZone: 'Etc/UTC',
  });
  const of = (ids: readonly string[], props: Partial<BatchTrainingJobProps>): BatchTrainingJob => {
    const chart = new Chart(new App(), 'models');
    const scope = ids.slice(0, -1).reduce((above, id) => new Chart(above, id), chart);
    return new BatchTrainingJob(scope, ids.at(-1) ?? '', { ...least, ...props });
  };

  test('are those that Kubernetes takes, with all that it makes of them', () => {
    let longest = 0;
    fc.assert(
      fc.property(path, nodes, schedules, (ids, count, schedule) => {
        const several = count === undefined ? {} : { command: ['train.py'], topology: { kind: 'jax', nodes: count } };
        // The spread of a literal.
        const job = of(ids, { ...(several as Partial<BatchTrainingJobProps>), schedule });
        expect(issuesOf(job)).toEqual([]);
        const manifests = manifestsBelow(job);
        for (const { kind, metadata } of manifests)
          expect(nameProblem(kind, metadata.name), metadata.name).toBe(undefined);
        const [made] = manifests.filter(({ kind }) => kind === 'Job' || kind === 'CronJob');
        // A CronJob adds the minute of the start, of ten digits until the year 20000 or so.
        const run = made?.kind === 'CronJob' ? `${made.metadata.name}-2147483647` : made?.metadata.name;
        expect(nameProblem('Job', run)).toBe(undefined);
        // By the label and by the host name of a pod; `Namespace` stands for a DNS-1123 label.
        const host = count === undefined ? run : `${run}-${count - 1}`;
        expect(nameProblem('Namespace', host), host).toBe(undefined);
        longest = Math.max(longest, host.length);
        const refused = verify(manifests.map((manifest) => ({ ...manifest }))).filter(
          ({ code }) => code === 'verify/job-refused' || code === 'verify/invalid-name',
        );
        expect(refused).toEqual([]);
      }),
      runs,
    );
    // Nothing is given away either.
    expect(longest).toBe(63);
  });
});

describe('the name of a Job that runs once', () => {
  /** What can be told of a job by values that stand for others, each of which is something else to run. */
  interface Told {
    readonly tag: string;
    readonly word: string;
    readonly variable: string;
    readonly memory: number;
    readonly place: string;
    readonly tries: number;
    readonly hours: number;
    readonly every: number;
    readonly nodes: number;
  }

  const few = <T>(...values: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...values);
  const told: fc.Arbitrary<Told> = fc.record({
    tag: few('v1', 'v2'),
    word: few('', 'a', 'b'),
    variable: few('', 'x', 'y'),
    memory: few(1, 2),
    place: few('data', 'data2'),
    tries: few(0, 3),
    hours: few(1, 2),
    every: few(10, 20),
    nodes: few(1, 2, 3),
  });

  function propsOf(of: Told): BatchTrainingJobProps {
    return {
      image: unpinned(`train:${of.tag}`, 'a test'),
      command: ['train.py', of.word],
      env: { VARIABLE: of.variable, OTHER: 'z' },
      resources: { cpu: 1, memory: `${of.memory}Gi` },
      copyWith,
      inputs: { data: at(of.place) },
      outputs: { model: at('models') },
      checkpoints: { kind: 'store', at: at('kept'), every: `${of.every}m` },
      failure: { retries: of.tries },
      deadline: `${of.hours}h`,
      podAnnotations: { a: '1', b: '2' },
      ...(of.nodes === 1 ? {} : { topology: { kind: 'jax', nodes: of.nodes } }),
    };
  }

  function jobOf(props: BatchTrainingJobProps): Manifest {
    return new OneJob(props).one('Job');
  }

  it('is another when and only when something else is run', () => {
    let different = 0;
    fc.assert(
      fc.property(
        told,
        told,
        fc.constantFrom(
          ...Object.keys({ tag: 0, word: 0, variable: 0, memory: 0, place: 0, tries: 0, hours: 0, every: 0, nodes: 0 }),
        ),
        (one, drawn, kept) => {
          // All but one alike in half of what is drawn: a change of one alone must show.
          const other: Told = drawn.nodes % 2 === 0 ? drawn : { ...one, [kept]: Object(drawn)[kept] };
          const [left, right] = [jobOf(propsOf(one)), jobOf(propsOf(other))];
          const isSame = JSON.stringify(one) === JSON.stringify(other);
          if (!isSame) different += 1;
          expect(left.metadata.name === right.metadata.name).toBe(isSame);
          expect(JSON.stringify(left.spec) === JSON.stringify(right.spec)).toBe(isSame);
        },
      ),
      runs,
    );
    expect(different).toBeGreaterThan(300);
  });

  const base: BatchTrainingJobProps = propsOf({
    ...{ tag: 'v1', word: 'a', variable: 'x', memory: 1, place: 'data', tries: 3, hours: 1, every: 10, nodes: 1 },
  });
  const name = (props: Partial<BatchTrainingJobProps>): string => jobOf({ ...base, ...props }).metadata.name;

  it.each([
    ['its labels alone', { queue: { name: 'team', priorityClass: 'high' } }],
    ['how long it is kept', { keepFor: '1h' }],
    ['the order of annotations', { podAnnotations: { b: '2', a: '1' } }],
    ['the order of exit codes', { failure: { retries: 3, bugs: [127, 126, 78, 66, 65, 64, 2, 2] } }],
    ['what says a default', { failure: { retries: 3, lostNodes: 'ignored' }, writable: ['/tmp'], sidecars: [] }],
    ['another way to write an amount', { resources: { cpu: '1000m', memory: '1024Mi' } }],
    ['another way to write a time', { deadline: '60m' }],
  ] satisfies [string, Partial<BatchTrainingJobProps>][])('is the same for %s', (_what, props) => {
    expect(name(props)).toBe(name({}));
  });

  it.each([
    ['an input of another name', { inputs: { other: at('data') } }],
    ['another place of an output', { outputs: { model: at('elsewhere') } }],
    ['another store', { inputs: { data: at('data', { endpoint: 'https://objects.example.com' }) } }],
    ['another copier', { copyWith: unpinned('rclone/rclone:2', 'a test') }],
    ['another exit code', { failure: { retries: 3, bugs: [3] } }],
    ['lost nodes that count', { failure: { retries: 3, lostNodes: 'counted' } }],
    ['the order of variables, each of which sees those before it', { env: { OTHER: 'z', VARIABLE: 'x' } }],
    ['another user', { security: { user: 5 } }],
    ['a sidecar', { sidecars: [{ name: 'log', image, resources }] }],
    ['an annotation', { podAnnotations: { a: '1', b: '3' } }],
    ['no deadline', { deadline: undefined }],
  ] satisfies [string, Partial<BatchTrainingJobProps>][])('is another for %s', (_what, props) => {
    expect(name(props)).not.toBe(name({}));
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { issueCodes } from '../../lib';
import type { AppDescription, ServiceDescription } from './app-description';
import { app } from './app-shape';
import { buildJob } from './build-job';
import { Coverage } from './coverage';
import { coveringApps } from './covering-apps';
import { coveringJobs, JobCoverage, neverInOneJob } from './covering-jobs';
import { job } from './job-shapes';
import { neverInOneApp, neverInOneService, pairsOf } from './never-together';
import { service } from './service-shapes';
import { list, oneOf, optional, pairsAcross, record, some, union, type Shape } from './shape';

// The suite against the API server holds that there is no hole; here, that a hole would be seen.

describe('what there is to cover', () => {
  type Drink = { readonly kind: 'tea'; readonly milk?: boolean | undefined } | { readonly kind: 'coffee' };
  interface Breakfast {
    readonly drink: Drink;
    readonly bread: 'white' | 'brown';
  }
  const breakfast: Shape<Breakfast> = record<Breakfast>('Breakfast', {
    drink: union<Drink>('Drink', { tea: { milk: optional(some(fc.boolean())) }, coffee: {} }),
    bread: oneOf('bread', { white: true, brown: true }),
  });

  it('is each member of a union, each optional prop on and off, and each pair that can meet', () => {
    expect([...breakfast.members].sort()).toEqual(['Drink: coffee', 'Drink: tea', 'bread: brown', 'bread: white']);
    expect([...breakfast.options].sort()).toEqual(['Drink tea.milk: off', 'Drink tea.milk: on']);
    expect([...breakfast.pairs].sort()).toEqual([
      'Drink: coffee with bread: brown',
      'Drink: coffee with bread: white',
      'Drink: tea with bread: brown',
      'Drink: tea with bread: white',
    ]);
  });

  it('is no pair of alternatives in a list of one', () => {
    const both = 'bread: brown with bread: white';
    expect(list(breakfast, { maxLength: 2 }).pairs).toContain(both);
    expect(list(breakfast, { maxLength: 1 }).pairs).not.toContain(both);
  });

  it('is seen in a value, and only what is there', () => {
    const seen: string[] = [];
    const sight = { member: (name: string) => seen.push(name), option: (name: string) => seen.push(name) };
    breakfast.look({ drink: { kind: 'tea', milk: false }, bread: 'brown' }, sight);
    expect(seen).toEqual(['Drink: tea', 'Drink tea.milk: on', 'bread: brown']);
  });

  it('is all of the service, where alternatives meet in one app only', () => {
    expect(service.pairs).toContain('Exposure: ingress with Exposure: load-balancer');
    expect(service.pairs).not.toContain('Runtime: defined with Runtime: http');
    expect(app.pairs).toContain('Runtime: defined with Runtime: http');
  });
});

describe('what can never be', () => {
  const pairsOfBoth = [
    ['one service', neverInOneService, service],
    ['one app', neverInOneApp, app],
  ] as const;

  it.each(pairsOfBoth)(
    'in %s is a pair of members that there are, and refused by a code that there is',
    (_where, all, shape) => {
      for (const { these, those, code } of all) {
        expect(Object.keys(issueCodes)).toContain(code);
        for (const member of [...these, ...those]) expect(shape.members).toContain(member);
        for (const pair of pairsAcross(these, those)) expect(shape.pairs).toContain(pair);
      }
    },
  );

  const changed: ServiceDescription = {
    path: ['chat'],
    exposures: [],
    callers: [],
    props: {
      runtime: {
        kind: 'http',
        image: { kind: 'unpinned', image: 'server', reason: 'a test' },
        port: 80,
        healthPath: '/',
      },
      scaling: { kind: 'autoscale', min: 1, max: 2, on: [{ kind: 'cpu', target: '50%' }] },
      verticalScaling: { mode: 'recreate' },
    },
  };
  const appWith = (...services: ServiceDescription[]): AppDescription => ({
    cluster: { kubernetes: '1.34', declaresKinds: false },
    namespaces: [],
    pools: [],
    charts: [
      {
        ...{ id: 'models', claims: [], externalSecrets: [], secrets: [], configMaps: [], volumeClaims: [] },
        ...{ serviceAccounts: [], workloads: [], services },
      },
    ],
  });

  it('is not wanted, and is a surprise where it is', () => {
    const pair = 'ScalingSignal: cpu with VerticalScaling: recreate';
    const coverage = new Coverage();
    expect(coverage.holes().some((hole) => hole.startsWith(`${pair} (`) && hole.endsWith('in one service)'))).toBe(
      false,
    );
    coverage.add(appWith(changed));
    expect(coverage.surprises()).toEqual([`${pair} (of the pairs of union members in one service)`]);
  });

  it('is none in two services', () => {
    const { verticalScaling: _, ...scaled } = changed.props;
    const { scaling: _2, ...resized } = changed.props;
    const coverage = new Coverage();
    coverage.add(appWith({ ...changed, props: scaled }, { ...changed, path: ['other'], props: resized }));
    expect(coverage.surprises()).toEqual([]);
  });
});

describe('coverage', () => {
  it('is all holes at first, but for what can never be', () => {
    const never = pairsOf(neverInOneApp).size + pairsOf(neverInOneService).size;
    expect(new Coverage().holes().length).toBe(app.options.size + app.pairs.size + service.pairs.size - never);
  });

  it('names the holes that a few apps leave', () => {
    const { coverage } = coveringApps(3, 1);
    const left = coverage.holes();
    expect(left.length).toBeGreaterThan(100);
    expect(left.length).toBeLessThan(new Coverage().holes().length);
    expect(left.every((hole) => / \(of the (optional props|pairs of union members)/.test(hole))).toBe(true);
    expect(String(coverage)).toMatch(/^3 apps cover\n {2}\d+ of \d+ optional props on and off\n/);
    expect(coverage.surprises()).toEqual([]);
  });
});

describe('covering apps', () => {
  it('are the same for the same seed', () => {
    expect(coveringApps(2, 7).apps).toEqual(coveringApps(2, 7).apps);
    expect(coveringApps(2, 7).apps).not.toEqual(coveringApps(2, 9).apps);
  });
});

describe('covering jobs', () => {
  it('are the same for the same seed, and name the holes that a few leave', () => {
    const { jobs, coverage } = coveringJobs(3, 7);
    expect(coveringJobs(3, 7).jobs).toEqual(jobs);
    expect(coveringJobs(3, 9).jobs).not.toEqual(jobs);
    const all = new JobCoverage().holes().length;
    expect(all).toBe(job.options.size + job.pairs.size - neverInOneJob.size);
    expect(coverage.holes().length).toBeGreaterThan(100);
    expect(coverage.holes().length).toBeLessThan(all);
    expect(String(coverage)).toMatch(/^3 jobs cover \d+ of \d+ optional props on and off, and \d+ of \d+ pairs/);
  });

  it('leave out what is refused: a claim for one pod, on several nodes', () => {
    for (const pair of neverInOneJob) expect(job.pairs).toContain(pair);
    const { app } = buildJob({
      chartId: 'models',
      path: ['churn'],
      props: {
        image: { kind: 'unpinned', image: 'train', reason: 'a test' },
        resources: { cpu: 1, memory: '1Gi' },
        command: ['train.py'],
        topology: { kind: 'jax', nodes: 2 },
        volumes: [
          {
            name: 'disk',
            mountPath: '/disk',
            from: { kind: 'claim', claim: { kind: 'existing', name: 'disk', accessModes: ['ReadWriteOncePod'] } },
          },
        ],
      },
    });
    expect(() => app.synthObjects()).toThrow('training/claim-not-shared');
  });
});

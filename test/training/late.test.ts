import { App, Chart } from 'cdk8s';
import { expect, it } from 'vitest';
import { BatchTrainingJob, type BatchTrainingJobProps, type RegistryImage, type StoreLocation } from 'modelyard';
import { issuesOf } from '../../lib/core';
import { handedOn } from '../../lib/training/handed-on';
import { later, shown } from '../serving/late';
import { manifestsOf } from '../serving/one-service';
import { at, copyWith, found, image, least, resources } from './one-job';

const digest = `sha256:${'ab'.repeat(32)}` as const;
const lateImage: RegistryImage = { repository: later('mark'), digest };
const other = { name: 'other', image, resources };

function place(more: Partial<StoreLocation>): StoreLocation {
  return at('data/', { access: { kind: 'service-account' }, ...more });
}

/** A place of which something is known late. */
const places: Readonly<Record<string, StoreLocation>> = {
  'uri.rest': place({ uri: { scheme: 's3', rest: later('mark') } }),
  region: place({ region: later('mark') }),
  account: place({ uri: 'az://data', account: later('mark') }),
  'access.annotations.*': place({
    access: { kind: 'service-account', annotations: { 'eks.amazonaws.com/role-arn': later('mark') } },
  }),
};

function inPlaces(path: string, props: (of: StoreLocation) => Partial<BatchTrainingJobProps>): typeof late {
  return Object.fromEntries(
    Object.entries(places).map(([prop, of]) => [`${path}.${prop}`, { copyWith, ...props(of) }] as const),
  );
}

function inContainers(prop: 'sidecars' | 'initContainers'): typeof late {
  const volumes = [{ name: 'files', from: { kind: 'image', image: lateImage }, mountPath: '/files' }] as const;
  return {
    [`${prop}[].command[]`]: { [prop]: [{ ...other, command: ['run', later('mark')] }] },
    [`${prop}[].args[]`]: { [prop]: [{ ...other, args: [later('mark')] }] },
    [`${prop}[].env.*`]: { [prop]: [{ ...other, env: { PLACE: later('mark') } }] },
    [`${prop}[].image.repository`]: { [prop]: [{ ...other, image: lateImage }] },
    [`${prop}[].volumes[].from.image.repository`]: { [prop]: [{ ...other, volumes }] },
  };
}

/** Props in each of which one value is known late. */
const late: Readonly<Record<string, Partial<BatchTrainingJobProps>>> = {
  'command[]': { command: ['train.py', later('mark')] },
  'args[]': { args: [later('mark')] },
  'env.*': { env: { PLACE: later('mark') } },
  'image.repository': { image: lateImage },
  'copyWith.repository': { copyWith: lateImage, inputs: { data: at('data/') } },
  'podAnnotations.*': { podAnnotations: { 'example.com/place': later('mark') } },
  'volumes[].from.image.repository': {
    volumes: [{ name: 'files', from: { kind: 'image', image: lateImage }, mountPath: '/files' }],
  },
  ...inPlaces('inputs.*', (data) => ({ inputs: { data } })),
  ...inPlaces('outputs.*', (model) => ({ outputs: { model } })),
  ...inPlaces('checkpoints.at', (kept) => ({ checkpoints: { kind: 'store', at: kept, every: '10m' } })),
  ...inContainers('sidecars'),
  ...inContainers('initContainers'),
};

it('whatever is handed on is tried', () => {
  expect(Object.keys(late).sort()).toEqual([...handedOn].sort());
});

it.each(Object.entries(late))('%s reaches what is rendered', (_prop, props) => {
  for (const schedule of [undefined, 'on-demand'] as const) {
    const chart = new Chart(new App({ resolvers: [shown] }), 'models', { namespace: 'models' });
    const job = new BatchTrainingJob(chart, 'churn', { ...least, ...props, schedule });
    expect(found(issuesOf(job))).toEqual([]);
    expect(JSON.stringify(manifestsOf(chart))).toMatch(/<[^<>]*mark[^<>]*>/);
  }
});

it('of the launcher of several nodes, too', () => {
  const chart = new Chart(new App({ resolvers: [shown] }), 'models', { namespace: 'models' });
  const topology = { kind: 'torchrun', nodes: 2 } as const;
  const job = new BatchTrainingJob(chart, 'churn', { ...least, command: ['train.py', later('mark')], topology });
  expect(found(issuesOf(job))).toEqual([]);
  const [rendered] = manifestsOf(chart).filter(({ kind }) => kind === 'Job');
  expect(rendered?.spec.template.spec.containers[0].command.at(-1)).toBe('<mark>');
});

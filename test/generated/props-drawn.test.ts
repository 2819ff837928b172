import { expect, it } from 'vitest';
import { app } from './app-shape';
import { job } from './job-shapes';
import { propsOfLibrary } from './props-of-the-library';

// Shapes are typed by what they draw, so that a prop that is added does not compile until it is drawn. What is left out
// of a description by its type, or drawn as a whole, is seen here alone.

/** What users hand to the library. */
const given = [
  'ModelServiceProps',
  'BatchTrainingJobProps',
  'ServerDescription',
  'Exposure',
  'Caller',
  'ClaimProps',
  'ExternalSecretProps',
  'NamespaceProps',
  'PlatformDefaults',
  'AddOns',
];

/** Types that are not looked into, and why. */
const leftOut: Readonly<Record<string, string>> = {
  SecretReference: 'described by where the Secret comes from',
  ConfigMapReference: 'described by where the ConfigMap comes from',
  ClaimReference: 'described by where the claim comes from',
  NodePool: 'one of the sample pools: pools are drawn in test/hardware and test/laws/placement.test.ts',
  ModelArchitecture: 'the sizes of a model that the library knows: drawn in test/sizing',
  TrainedModel: 'what training takes of GPUs: judged in test/training/memory.test.ts, and written to no object',
  IssueDetails: 'what is wrong with a config.json: an app with one is not right',
  Engine: 'how a server of the user’s own takes memory: drawn in test/sizing',
  Parallelism: 'how a server of the user’s own spreads a model: drawn in test/sizing',
  UntoldCache: 'drawn as a whole: only the arithmetic of the cache reads it, in test/serving/cpu-memory.test.ts',
  FlagHistory: 'drawn as a whole, in the map of flags that it stands in',
};

/** What is drawn under another name, which stands here, or never, where a reason does. */
const otherwise: Readonly<Record<string, string>> = {
  'ModelServiceProps.model': 'Runtime http.model',
  'ModelSource object-store.store':
    'never on: only a program with a cloud in it has one, as in test/eks/object-store.test.ts',
  'RegistryImage.tag': 'never on: only a program with a cloud in it has one, as in test/eks/registry.test.ts',
  'BatchTrainingJobProps.model': 'never on: it is judged in test/training/memory.test.ts, and written to no object',
  'AddOns.clusterAutoscaler': 'never on: nothing that is drawn reads it',
  'AddOns.clusterAutoscaler.version': 'never on: nothing that is drawn reads it',
  'StoreLocation.store': 'never on: only a program with a cloud in it has one, as in test/training/messages.test.ts',
  'Scaling autoscale.fallback': 'Scaling keda.fallback',
  'Scaling autoscale.prometheus': 'Scaling keda.prometheus',
  'ScalingSignal prometheus.emptyIsZero': 'KedaSignal prometheus.emptyIsZero',
  'ScalingSignal: concurrency': 'KedaSignal: concurrency',
  'ScalingSignal: prometheus': 'KedaSignal: prometheus',
  'ScalingSignal: queue-depth': 'KedaSignal: queue-depth',
  'AddOns.keda': 'TargetCluster.keda',
  'AddOns.prometheus': 'TargetCluster.prometheus',
  'AddOns.gateways': 'never off: a route needs one',
  'AddOns.gateways.from': 'never off: who is let in is told in test/serving/gateway.test.ts',
  'AddOns.ingressClasses': 'never off: a class that is named must be there',
  'AddOns.ingressClasses.from': 'never off: who is let in is told in test/serving/ingress-controllers.test.ts',
  'AddOns.ingressClasses.issuer': 'never on: nothing that is drawn reads it',
  'AddOns.kueue': 'never on: nothing that is drawn reads it',
  'AddOns.kueue.version': 'never on: nothing that is drawn reads it',
  'ControllerPods.podLabels': 'on for classes, off for gateways',
};

it('draws each prop and each alternative that users have, or says why not', () => {
  const library = propsOfLibrary(given, new Set(Object.keys(leftOut)));
  const isDrawn = (name: string): boolean =>
    [app, job].some(
      ({ members, options }) => members.has(name) || (options.has(`${name}: on`) && options.has(`${name}: off`)),
    );
  const missing = [...library.options, ...library.members].filter((name) => !isDrawn(name));
  expect(missing.sort()).toEqual(Object.keys(otherwise).sort());
  expect([...library.leftOut].sort()).toEqual(Object.keys(leftOut).sort());
  const names = Object.values(otherwise).filter((one) => /^[A-Z]/.test(one));
  expect(names.filter((name) => !isDrawn(name))).toEqual([]);
  // Neither is read off nothing.
  expect(library.options.size).toBeGreaterThan(250);
  expect(library.members.size).toBeGreaterThan(60);
});

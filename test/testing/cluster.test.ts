import {
  expectAccepted,
  podsOf,
  reachCluster,
  simulateNodes,
  waitFor,
  type Call,
  type Cluster,
  type TestNamespace,
  type Verdict,
} from 'modelyard/testing';
import { nodePool, targetCluster } from 'modelyard';
import { describe, expect, it } from 'vitest';
import type { Manifest } from '../../lib/verify';

// What needs no API server; test/e2e/testing-kit.e2e.ts has the rest, with a real one.

const service: Manifest = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'chat' } };

/** A cluster that answers a dry run with the verdicts that it is given. */
function answering(verdicts: readonly Partial<Verdict>[], answer?: (call: Call) => unknown): Cluster {
  const all = verdicts.map((one): Verdict => {
    return { object: 'Service chat', outcome: 'accepted', warnings: [], message: '', manifest: service, ...one };
  });
  const none = (): never => {
    throw new Error('a dry run asks for nothing else');
  };
  const namespace: TestNamespace = {
    name: 'modelyard-fake',
    dryRun: async () => all,
    apply: none,
    create: none,
    list: none,
    remove: async () => undefined,
  };
  return {
    version: 'v1.34.4',
    ownership: {},
    call: async (call) => ({ status: 200, body: answer?.(call), warnings: [] }),
    namespace: async () => namespace,
    inNamespace: (_word, use) => use(namespace),
    onClose: () => undefined,
    close: async () => undefined,
  };
}

describe('expectAccepted', () => {
  it('passes where all is accepted without a warning', async () => {
    await expectAccepted([service], { cluster: answering([{}, {}]) });
  });

  it('lists what is refused in the own words of the API server, and nothing else', async () => {
    const cluster = answering([
      {},
      { outcome: 'rejected', message: '422 Service "chat" is invalid: spec.ports: Required value' },
      { object: 'Model chat', outcome: 'not-installed', message: 'acme.io/v1 Model is not installed in this cluster' },
      { object: 'Deployment chat', warnings: ['would violate PodSecurity', 'unknown field'] },
    ]);
    await expect(expectAccepted([service], { cluster })).rejects.toThrow(
      new Error(
        [
          'Kubernetes v1.34.4 does not accept 3 of 4 objects and pods:',
          '  Service chat: 422 Service "chat" is invalid: spec.ports: Required value',
          "  Model chat: acme.io/v1 Model is not installed in this cluster (allow: ['not-installed'] lets it pass)",
          "  Deployment chat: it warns: would violate PodSecurity; unknown field (allow: ['warnings'] lets it pass)",
        ].join('\n'),
      ),
    );
  });

  it('lets pass what may, and never what is refused', async () => {
    const open = [{ outcome: 'not-installed', message: 'is not installed' }, { warnings: ['old'] }] as const;
    const allow = ['not-installed', 'warnings'] as const;
    await expectAccepted([service], { cluster: answering(open), allow });
    await expect(expectAccepted([service], { cluster: answering(open), allow: ['warnings'] })).rejects.toThrow(
      'does not accept 1 of 2',
    );
    await expect(expectAccepted([service], { cluster: answering(open), allow: ['not-installed'] })).rejects.toThrow(
      'does not accept 1 of 2',
    );
    const refused = answering([{ outcome: 'rejected', message: '422' }]);
    await expect(expectAccepted([service], { cluster: refused, allow })).rejects.toThrow('does not accept 1 of 1');
  });

  it('fails where there is nothing to ask for, since its test would say nothing', async () => {
    await expect(expectAccepted([], { cluster: answering([]) })).rejects.toThrow(
      new Error('there are no objects to ask the API server for'),
    );
  });

  it('fails where no cluster is named, and takes none that happens to be current', async () => {
    await expect(expectAccepted([service], { kubeconfig: '' })).rejects.toThrow(
      new Error('KUBECONFIG is not set: set it to the kubeconfig of a test cluster'),
    );
  });
});

it('that no cluster is named is said in the place of the tests', async () => {
  expect(await reachCluster({ kubeconfig: '' })).toEqual({
    kind: 'not-reached',
    said: 'skipped, because KUBECONFIG is not set',
  });
});

describe('waitFor', () => {
  it('returns what is there at last', async () => {
    let looks = 0;
    const look = (): number => {
      looks += 1;
      if (looks < 3) throw new Error('not yet');
      return looks;
    };
    expect(await waitFor('three looks', look, { within: '30s' })).toBe(3);
  });

  it('says what it waited for, and what was said last', async () => {
    const look = (): never => {
      throw new Error('1 of 2 is ready');
    };
    await expect(waitFor('two ready pods', look, { within: '20ms' })).rejects.toThrow(
      new Error('waited 20ms for two ready pods: 1 of 2 is ready'),
    );
  });

  it('does not wait for a look that never returns', async () => {
    const look = (): Promise<never> => new Promise(() => undefined);
    await expect(waitFor('an answer', look, { within: '20ms' })).rejects.toThrow(
      new Error('waited 20ms for an answer: it has not been seen yet'),
    );
  });

  it('waits for no time that is none', async () => {
    // A program in JavaScript hands it over all the same.
    await expect(waitFor('it', () => 1, { within: 'a while' as '1m' })).rejects.toThrow(
      new Error('within "a while": is not a duration such as \'30s\''),
    );
  });
});

describe('simulateNodes', () => {
  const target = targetCluster({
    name: 'production',
    cloud: 'eks',
    kubernetes: '1.34',
    nodePools: [nodePool('l4', { machine: 'g6.xlarge', nodes: { min: 0, max: 1 } })],
  });

  it('makes none beside the nodes of a cloud, where pods of others may be placed on them', async () => {
    const calls: Call[] = [];
    const cluster = answering([], (call) => {
      calls.push(call);
      return { items: [{ metadata: { name: 'ip-10-0-0-1' }, spec: { providerID: 'aws:///eu-central-1a/i-0' } }] };
    });
    await expect(simulateNodes(cluster, target)).rejects.toThrow(
      new Error(
        'node ip-10-0-0-1 is a real one (aws:///eu-central-1a/i-0): beside it, pods of others may be placed on simulated nodes, where they never run; another cluster, or besideCloudNodes: true',
      ),
    );
    expect(calls.map(({ method, path }) => `${method} ${path}`)).toEqual(['GET /api/v1/nodes']);
  });
});

it('the pods of an object are found wherever its templates are, with the volumes that its controller adds', () => {
  const containers = [{ name: 'main', image: 'chat' }];
  const set: Manifest = {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name: 'cache' },
    spec: {
      template: { metadata: { labels: { app: 'cache' } }, spec: { containers } },
      volumeClaimTemplates: [{ metadata: { name: 'data' }, spec: {} }],
    },
  };
  const group: Manifest = {
    apiVersion: 'leaderworkerset.x-k8s.io/v1',
    kind: 'LeaderWorkerSet',
    metadata: { name: 'llm' },
    spec: {
      leaderWorkerTemplate: { leaderTemplate: { spec: { containers } }, workerTemplate: { spec: { containers } } },
    },
  };
  expect([set, group, service].flatMap(podsOf)).toEqual([
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'cache-pod', labels: { app: 'cache' } },
      spec: { containers, volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }] },
    },
    { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'llm-pod' }, spec: { containers } },
    { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'llm-pod-1' }, spec: { containers } },
  ]);
});

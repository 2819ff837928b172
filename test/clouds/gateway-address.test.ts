import { describe, expect, it } from 'vitest';
import * as aks from '../../lib/aks';
import * as eks from '../../lib/eks';
import { azure } from '../aks/cloud';
import { aws } from '../eks/cloud';
import { all, valueOf, withMocks, type Cloud } from '../pulumi-mocks';

const gateway = { name: 'public', controller: 'traefik' } as const;
const versions = { kubernetes: '1.34', access: { creator: 'admin' } } as const;

function onEks(): eks.Cluster {
  const nodeSubnets = [
    { id: 'subnet-a', zone: 'us-east-1a' },
    { id: 'subnet-b', zone: 'us-east-1b' },
  ];
  return new eks.Cluster('ml', { ...versions, network: { vpcId: 'vpc-1', nodeSubnets } });
}

function onAks(): aks.Cluster {
  const network = {
    resourceGroupName: 'ml',
    region: 'eastus',
    nodeSubnet: { id: 'nodes' },
    egress: 'load-balancer',
  } as const;
  return new aks.Cluster('ml', { ...versions, network });
}

/** A cloud whose load balancer is reached so. */
const reachedAt = (cloud: Cloud, ingress: object): Cloud => ({
  ...cloud,
  outputs: (type, name, inputs) => {
    if (type === 'kubernetes:helm.sh/v3:Release') {
      return { status: { namespace: inputs['namespace'], name: inputs['name'] } };
    }
    if (type === 'kubernetes:core/v1:Service') return { status: { loadBalancer: { ingress: [ingress] } } };
    return cloud.outputs?.(type, name, inputs) ?? {};
  },
});

describe('the address of a Gateway', () => {
  it('is what the load balancer of its Service was given, and read once', async () => {
    const run = await withMocks(
      () => {
        const addOns = new eks.AddOns('ml', { cluster: onEks(), gateway, loadBalancer: {} });
        expect(addOns.gatewayAddress()).toBe(addOns.gatewayAddress());
        return addOns.gatewayAddress();
      },
      reachedAt(aws, { hostname: 'nlb.example.com' }),
    );
    expect(await valueOf(run.result)).toMatchObject({ value: 'nlb.example.com' });
    const other = await withMocks(
      () => new aks.AddOns('ml', { cluster: onAks(), gateway: { ...gateway, namespace: 'edge' } }).gatewayAddress(),
      reachedAt(azure, { ip: '203.0.113.7' }),
    );
    expect(await valueOf(other.result)).toMatchObject({ value: '203.0.113.7' });
  });

  it('is that of the Service of the release, and not looked for before there is one', async () => {
    const read: string[] = [];
    const cloud = reachedAt(azure, { ip: '203.0.113.7' });
    await withMocks(() => new aks.AddOns('ml', { cluster: onAks(), gateway }).gatewayAddress(), {
      ...cloud,
      outputs: (type, name, inputs, id) => {
        if (type === 'kubernetes:core/v1:Service') read.push(id ?? '');
        return cloud.outputs?.(type, name, inputs) ?? {};
      },
    });
    expect(read).toEqual(['traefik/traefik']);
    const preview = await withMocks(() => new aks.AddOns('ml', { cluster: onAks(), gateway }).gatewayAddress(), {
      ...azure,
      preview: true,
    });
    expect(await valueOf(preview.result)).toMatchObject({ known: false });
    expect(all(preview, 'kubernetes:core/v1:Service')).toEqual([]);
  });

  it('is not known of a Service that has none', async () => {
    const pending = reachedAt(azure, {});
    const run = await withMocks(() => new aks.AddOns('ml', { cluster: onAks(), gateway }).gatewayAddress(), {
      ...pending,
      outputs: (type, name, inputs) =>
        type === 'kubernetes:core/v1:Service'
          ? { status: { loadBalancer: {} } }
          : (pending.outputs?.(type, name, inputs) ?? {}),
    });
    expect(await valueOf(run.result)).toMatchObject({ value: undefined });
  });

  it('is not there without a Gateway, or where others install it', async () => {
    const install = { kind: 'argo-cd', namespace: 'argocd' } as const;
    const run = await withMocks(() => {
      const cluster = onEks();
      return [
        new eks.AddOns('a', { cluster, metricsServer: {} }).gatewayAddress(),
        new eks.AddOns('b', { cluster, gateway, install }).gatewayAddress(),
      ];
    }, aws);
    expect(run.result).toEqual([undefined, undefined]);
  });
});

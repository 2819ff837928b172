import { describe, expect, it } from 'vitest';
import { onAks, onEks, OnePool } from './one-pool';

const l4 = { ...onEks, accelerator: { kind: 'gpu', model: 'L4', count: 1 } } as const;
const cpu = { ...onEks, machine: 'm7i.2xlarge' } as const;
const t4 = { ...onAks, accelerator: { kind: 'gpu', model: 'T4', count: 1 } } as const;

const ofGpus = (props: object): readonly string[] => OnePool.gpu({ ...l4, ...props }).issues;
const ofPlain = (props: object): readonly string[] => OnePool.plain({ ...cpu, ...props }).issues;
const ofAks = (props: object): readonly string[] => OnePool.gpu({ ...t4, ...props }).issues;

describe('what is wrong with a pool of Karpenter is said', () => {
  it('of a machine', () => {
    expect(ofGpus({ accelerator: { kind: 'gpu', model: 'H200', count: 16 } })).toMatchInlineSnapshot(`
      [
        "hardware/no-such-machine accelerator {"kind":"gpu","model":"H200","count":16}: no machine of AWS that is known has this; write one of what there is: p5e.48xlarge (8 × H200), p5en.48xlarge (8 × H200)",
      ]
    `);
    expect(ofGpus({ accelerator: { kind: 'gpu', model: 'A10', count: 1 } })).toMatchInlineSnapshot(`
      [
        "hardware/no-such-machine accelerator {"kind":"gpu","model":"A10","count":1}: no machine of AWS that is known has this; write one of the models of AWS: A100-40GB, A100-80GB, A10G, B200, B300, H100, H200, L4, L40S, RTX-PRO-4500, RTX-PRO-6000, T4, T4G, V100-16GB, V100-32GB",
      ]
    `);
    expect(ofGpus({ machine: 'g6.xlarge' })).toMatchInlineSnapshot(`
      [
        "hardware/no-machine machine: a pool has one machine: by its name, or by the accelerator that it shall have; write machine: 'g6.12xlarge', or accelerator: { kind: 'gpu', model: 'L4', count: 4 }",
      ]
    `);
    expect(ofGpus({ accelerator: undefined, machine: 'm7i.large' })).toMatchInlineSnapshot(`
      [
        "hardware/no-such-machine machine "m7i.large": has no accelerator; write a NodePool, or a machine that has one, such as g6.xlarge",
      ]
    `);
    expect(ofGpus({ accelerator: undefined, machine: 'g6.xlrge' })).toMatchInlineSnapshot(`
      [
        "hardware/unknown-machine machine "g6.xlrge": is no machine of AWS that is known; write 'g6.xlarge' or 'g5.xlarge' or 'g6.2xlarge'",
      ]
    `);
    expect(ofPlain({ machine: 'Standard_D4s_v5' })).toMatchInlineSnapshot(`
      [
        "hardware/wrong-cloud machine "Standard_D4s_v5": is a machine of Azure; write a machine of AWS",
      ]
    `);
    expect(ofAks({ accelerator: undefined, machine: 'g6.xlarge' })).toMatchInlineSnapshot(`
      [
        "hardware/wrong-cloud machine "g6.xlarge": is a machine of AWS; write a machine of Azure",
      ]
    `);
    expect(ofAks({ accelerator: undefined, machine: 'Standard_D4s_v5' })).toMatchInlineSnapshot(`
      [
        "hardware/no-such-machine machine "Standard_D4s_v5": has no accelerator; write a NodePool, or a machine that has one, such as Standard_NC4as_T4_v3",
      ]
    `);
    expect(ofAks({ accelerator: undefined })).toMatchInlineSnapshot(`
      [
        "hardware/no-machine machine: a pool has one machine: by its name, or by the accelerator that it shall have; write machine: 'Standard_NC64as_T4_v3', or accelerator: { kind: 'gpu', model: 'T4', count: 4 }",
      ]
    `);
    expect(ofGpus({ accelerator: undefined, machine: 'g6f.large' })).toMatchInlineSnapshot(`
      [
        "hardware/fractional-gpu machine "g6f.large": has a slice of a GPU, which needs a driver for NVIDIA vGPU that the images of the clouds do not have; write a machine with a whole GPU, or fractionalGpu: { reason: '…' } where the nodes have that driver",
      ]
    `);
  });

  it('of the number of its nodes', () => {
    expect(ofGpus({ nodes: { min: 1, max: 4 } })).toMatchInlineSnapshot(`
      [
        "platform/nodes-not-kept nodes.min 1: cannot be held: Karpenter makes nodes for pods that wait, and keeps none that no pod is on; write min: 0, and pods that stay, such as scaling: { kind: 'fixed', replicas: … }; or a pool of the cloud's own",
      ]
    `);
    expect(ofGpus({ nodes: { max: 0 } })).toMatchInlineSnapshot(`
      [
        "hardware/invalid-node-count nodes.max 0: must be a whole number of at least 1; write a whole number of at least 1",
      ]
    `);
    expect(ofGpus({ weight: 101 })).toMatchInlineSnapshot(`
      [
        "clouds/invalid-size weight 101: must be a whole number from 1 to 100; write a whole number from 1 to 100, or no weight",
      ]
    `);
  });

  it('of its name', () => {
    expect(ofGpus({ name: 'GPUs' })).toMatchInlineSnapshot(`
      [
        "core/invalid-name name "GPUs": must consist of a-z, 0-9 and -; write a name such as 'gpu-l4', or nothing",
      ]
    `);
  });

  it('of labels and taints', () => {
    expect(ofGpus({ labels: { 'karpenter.sh/nodepool': 'other' } })).toMatchInlineSnapshot(`
      [
        "hardware/reserved-label labels["karpenter.sh/nodepool"] "other": is set by Karpenter or the kubelet, as the machine, the zones and the capacity of the pool say; write nothing, or a prefix of your own, such as example.com/",
      ]
    `);
    expect(ofGpus({ labels: { 'node.kubernetes.io/instance-type': 'g6.xlarge' } })).toMatchInlineSnapshot(`
      [
        "hardware/reserved-label labels["node.kubernetes.io/instance-type"] "g6.xlarge": is set by Karpenter or the kubelet, as the machine, the zones and the capacity of the pool say; write nothing, or a prefix of your own, such as example.com/",
      ]
    `);
    expect(
      ofGpus({
        startupTaints: [{ key: 'nvidia.com/gpu', effect: 'NoSchedule' }],
        taints: [{ key: 'nvidia.com/gpu', effect: 'NoSchedule' }],
      }),
    ).toMatchInlineSnapshot(`
      [
        "platform/taint-twice startupTaints[0] "nvidia.com/gpu": stays, as one of taints, and goes once the node is ready; write one of taints or one of startupTaints",
      ]
    `);
    expect(ofGpus({ startupTaints: [{ key: 'a b', effect: 'NoSchedule' }] })).toMatchInlineSnapshot(`
      [
        "hardware/invalid-taint startupTaints[0] "a b": must consist of letters, digits, -, _ and .; write a key and a value that Kubernetes takes for a taint",
      ]
    `);
  });

  it('of zones', () => {
    expect(ofGpus({ zones: [] })).toMatchInlineSnapshot(`
      [
        "clouds/invalid-zones zones []: leaves no zone; write at least one zone, or no zones at all",
      ]
    `);
    expect(ofGpus({ zones: ['1'] })).toMatchInlineSnapshot(`
      [
        "clouds/invalid-zones zones[0] "1": is no name of a zone of AWS; write such as 'us-east-1a'",
      ]
    `);
    expect(ofGpus({ zones: ['us-east-1a', 'us-east-1a'] })).toMatchInlineSnapshot(`
      [
        "clouds/invalid-zones zones[1] "us-east-1a": is there twice; write each zone once",
      ]
    `);
    expect(ofGpus({ zones: ['us-west-2a'], region: 'us-east-1' })).toMatchInlineSnapshot(`
      [
        "clouds/invalid-zones zones[0] "us-west-2a": is no zone of us-east-1; write such as 'us-east-1a'",
      ]
    `);
    expect(ofAks({ zones: ['us-east-1a'], region: 'westeurope' })).toMatchInlineSnapshot(`
      [
        "clouds/invalid-zones zones[0] "us-east-1a": is no number of a zone of a region; write '1', '2' or '3'",
      ]
    `);
    expect(ofAks({ zones: ['1'] })).toMatchInlineSnapshot(`
      [
        "clouds/invalid-zones region: is missing: nodes are labelled with the region before the number of their zone; write region: 'westeurope', or that of the cluster",
      ]
    `);
  });

  it('of capacity', () => {
    const capacity = { kind: 'reservation', id: 'reserved' };
    expect(ofGpus({ capacity, zones: ['us-east-1a', 'us-east-1b'] })).toMatchInlineSnapshot(`
      [
        "clouds/invalid-zones zones: a reservation is of one zone, and nodes in any other would not be of it; write zones: [the zone of the reservation]",
        "clouds/invalid-reservation capacity.id "reserved": is no id of a reservation; write id: 'cr-…', as EC2 names it",
        "clouds/invalid-reservation capacity.type: is missing: a block is asked for in another way than a reservation that stays; write type: 'capacity-block' or 'on-demand'",
      ]
    `);
    expect(ofAks({ capacity })).toMatchInlineSnapshot(`
      [
        "clouds/invalid-reservation capacity "reservation": Karpenter takes no nodes from a reservation of Azure: it knows nodes on demand and spot nodes there; write capacity: { kind: 'on-demand' } or { kind: 'spot' }, or a node pool of AKS",
      ]
    `);
  });

  it('of a fabric', () => {
    expect(ofGpus({ accelerator: undefined, machine: 'g6.xlarge', fabric: { kind: 'efa' } })).toMatchInlineSnapshot(`
      [
        "clouds/fabric-zone zones: nodes are connected by a fabric within one zone only, and these would be in several; write zones: [one zone that has the machine]",
        "clouds/no-fabric fabric {"kind":"efa"}: g6.xlarge has no Elastic Fabric Adapter; write no fabric, or one of g6.8xlarge, g6.12xlarge, g6.16xlarge, g6.24xlarge, g6.48xlarge, gr6.8xlarge",
      ]
    `);
  });

  it('of the software of accelerators', () => {
    expect(ofGpus({ devicePlugin: 'node-image' })).toMatchInlineSnapshot(`
      [
        "clouds/device-plugin-owner devicePlugin "node-image": the image of al2023 for this machine has no device plugin, and nobody would install it; write devicePlugin: 'gpu-operator' or 'yourself', or image: { family: 'bottlerocket' }",
      ]
    `);
    expect(ofGpus({ image: { family: 'bottlerocket', release: 'v1.20.4' }, devicePlugin: 'gpu-operator' }))
      .toMatchInlineSnapshot(`
      [
        "clouds/device-plugin-owner devicePlugin "gpu-operator": would be a second owner: the image of bottlerocket has the device plugin, and two register the same GPUs; write devicePlugin: 'node-image', or image: { family: 'al2023' }",
      ]
    `);
    expect(ofAks({ devicePlugin: 'node-image' })).toMatchInlineSnapshot(`
      [
        "clouds/device-plugin-owner devicePlugin "node-image": the images of AKS have no device plugin, and nobody would install it; write devicePlugin: 'gpu-operator' or 'yourself'",
      ]
    `);
    expect(ofAks({ driver: 'gpu-operator', devicePlugin: 'yourself' })).toMatchInlineSnapshot(`
      [
        "clouds/device-plugin-owner devicePlugin "yourself": would be a second owner: the GPU operator installs the device plugin too, and two register the same GPUs; write devicePlugin: 'gpu-operator', or driver: 'node-image'",
      ]
    `);
    expect(
      ofGpus({ accelerator: undefined, machine: 'inf2.xlarge', image: { family: 'bottlerocket', release: 'v1.20.4' } }),
    ).toMatchInlineSnapshot(`
      [
        "eks/unsupported-image image.family "bottlerocket": has no image for inf2.xlarge, which is amd64 with neuron accelerators; write family: 'al2023', or another machine",
      ]
    `);
  });

  it('of an image', () => {
    expect(ofGpus({ image: { release: 'latest' } })).toMatchInlineSnapshot(`
      [
        "platform/image-not-pinned image.release "latest": moves: each image that comes out would replace all nodes of the pool, whatever runs on them; write release: 'v20260714', or newest: { reason: '…' }",
      ]
    `);
    expect(ofGpus({ image: { family: 'bottlerocket', release: 'v20260714' } })).toMatchInlineSnapshot(`
      [
        "platform/image-not-pinned image.release "v20260714": is no release of bottlerocket, which are tagged as v1.20.4 is; write release: 'v1.20.4', or newest: { reason: '…' }",
      ]
    `);
    expect(ofGpus({ image: {} })).toMatchInlineSnapshot(`
      [
        "platform/image-not-pinned image.release: is no release of al2023, which are tagged as v20260714 is; write release: 'v20260714', or newest: { reason: '…' }",
      ]
    `);
    expect(ofGpus({ image: { newest: { reason: ' ' } } })).toMatchInlineSnapshot(`
      [
        "core/no-reason image.newest "latest": gives up safety without a reason; write the reason, in a sentence for the next reader",
      ]
    `);
  });

  it('of disks', () => {
    expect(ofGpus({ diskGib: 10 })).toMatchInlineSnapshot(`
      [
        "clouds/invalid-size diskGib 10: must be a whole number from 20 to 16384, the largest disk of EBS; write diskGib: a whole number from 20 to 16384",
      ]
    `);
    expect(ofAks({ diskGib: 4096 })).toMatchInlineSnapshot(`
      [
        "clouds/invalid-size diskGib 4096: must be a whole number from 30 to 2048, the most that an AKSNodeClass takes; write diskGib: a whole number from 30 to 2048",
      ]
    `);
    expect(ofPlain({ localDisks: 'raid0' })).toMatchInlineSnapshot(`
      [
        "eks/unsupported-image localDisks "raid0": m7i.2xlarge has no disks of its own; write localDisks: 'unused'",
      ]
    `);
  });

  it('of what makes its nodes', () => {
    expect(ofGpus({ role: 'arn:aws:iam::123456789012:role/ml-nodes' })).toMatchInlineSnapshot(`
      [
        "platform/invalid-node-class role "arn:aws:iam::123456789012:role/ml-nodes": is no name of a role: Karpenter makes the instance profile of its nodes by the name, without path or ARN; write the last part of the ARN, such as role: 'ml-nodes'",
      ]
    `);
    expect(ofGpus({ cluster: '' })).toMatchInlineSnapshot(`
      [
        "platform/invalid-node-class cluster "": is no name of a cluster of EKS, by which its subnets and security groups would be found; write the name of the cluster, such as cluster: 'production'",
      ]
    `);
    expect(ofGpus({ subnets: [] })).toMatchInlineSnapshot(`
      [
        "platform/invalid-node-class subnets []: finds none, and no node could start; write subnets: [{ tags: { … } }] or [{ id: 'subnet-…' }], or no subnets",
      ]
    `);
    expect(ofGpus({ subnets: [{ id: 'sg-1' }] })).toMatchInlineSnapshot(`
      [
        "platform/invalid-node-class subnets[0].id "sg-1": is no id of subnets; write subnets: [{ tags: { … } }] or [{ id: 'subnet-…' }], or no subnets",
      ]
    `);
    expect(ofGpus({ securityGroups: [{ tags: {} }] })).toMatchInlineSnapshot(`
      [
        "platform/invalid-node-class securityGroups[0].tags {}: has no tag, or one without a name or a value; write securityGroups: [{ tags: { … } }] or [{ id: 'sg-…' }], or no securityGroups",
      ]
    `);
    expect(ofGpus({ tags: { 'karpenter.sh/nodepool': 'x', '': 'y' } })).toMatchInlineSnapshot(`
      [
        "platform/invalid-node-class tags["karpenter.sh/nodepool"] "x": is set by Karpenter itself, which finds its machines by it; write nothing",
        "platform/invalid-node-class tags[""] "y": has no name; write a tag with a name",
      ]
    `);
    expect(ofAks({ subnet: 'nodes' })).toMatchInlineSnapshot(`
      [
        "platform/invalid-node-class subnet "nodes": is no resource id of a subnet; write /subscriptions/…/resourceGroups/…/providers/Microsoft.Network/virtualNetworks/…/subnets/…, or no subnet",
      ]
    `);
  });

  it('of disruption', () => {
    const budgets = [{ nodes: 1.5 }, { nodes: '0.5%' }, { nodes: 1, during: { schedule: 'daily', duration: '90s' } }];
    expect(ofGpus({ disruption: { budgets } })).toMatchInlineSnapshot(`
      [
        "platform/invalid-disruption disruption.budgets[0].nodes 1.5: is neither a number of nodes nor a whole percentage of them; write nodes: 1, or nodes: '10%'",
        "platform/invalid-disruption disruption.budgets[1].nodes "0.5%": is neither a number of nodes nor a whole percentage of them; write nodes: 1, or nodes: '10%'",
        "platform/invalid-disruption disruption.budgets[2].during.schedule "daily": is neither five fields of cron nor a word such as @daily; write schedule: '0 9 * * mon-fri'",
        "platform/invalid-disruption disruption.budgets[2].during.duration "90s": is no whole number of minutes, which a budget is held for; write duration: '2m'",
      ]
    `);
    expect(ofGpus({ disruption: { consolidateAfter: '5 minutes' } })).toMatchInlineSnapshot(`
      [
        "core/invalid-duration disruption.consolidateAfter "5 minutes": minutes is not one of ms, s, m, h and d; write '5m'",
      ]
    `);
    expect(ofGpus({ disruption: { terminationGracePeriod: 'Never' } })).toMatchInlineSnapshot(`
      [
        "core/invalid-duration disruption.terminationGracePeriod "Never": is not a duration; write a number and a unit, such as '30s', '15m' or '1.5h'",
      ]
    `);
  });

  it('of a value that is known too late', () => {
    const later = { __pulumiOutput: true, apply: () => later, get: () => 1 };
    expect(ofGpus({ nodes: { max: later } })).toMatchInlineSnapshot(`
      [
        "core/deferred-decides nodes.max: its value is known only when the stack is deployed, and it decides something before; write a value that is known when the program runs",
      ]
    `);
    expect(ofGpus({ role: later, cluster: later, placementGroup: later })).toEqual([]);
  });
});

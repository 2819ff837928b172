/** One GPU, on an EKS and on an AKS cluster: selectors and tolerations follow from the pool that has it. */
import { Chart } from 'cdk8s';
import { bindCluster, ModelService, nodePool, targetCluster, unpinned, type App, type TargetCluster } from 'modelyard';

const eks = targetCluster({
  name: 'eks-production',
  cloud: 'eks',
  region: 'us-east-1',
  kubernetes: '1.34',
  nodePools: [
    nodePool('general', { machine: 'm7i.xlarge', nodes: { min: 2, max: 10 } }),
    nodePool('l4', { machine: 'g6.2xlarge', nodes: { min: 0, max: 4 } }),
    nodePool('l40s', { machine: 'g6e.2xlarge', nodes: { min: 0, max: 4 } }),
  ],
});

const aks = targetCluster({
  name: 'aks-production',
  cloud: 'aks',
  region: 'eastus',
  kubernetes: '1.34',
  nodePools: [
    nodePool('t4', {
      machine: 'Standard_NC4as_T4_v3',
      nodes: { min: 0, max: 4 },
      taints: [{ key: 'sku', value: 'gpu', effect: 'NoSchedule' }],
    }),
  ],
});

export function gpuPods(app: App): readonly ModelService[] {
  return [
    gpuPod(new Chart(app, 'gpu-pod-eks', { namespace: 'models' }), eks),
    gpuPod(new Chart(app, 'gpu-pod-aks', { namespace: 'models' }), aks),
  ];
}

function gpuPod(chart: Chart, cluster: TargetCluster): ModelService {
  bindCluster(chart, cluster);
  return new ModelService(chart, 'gpu-pod', {
    runtime: {
      kind: 'http',
      image: unpinned('myuser/detector:v1', 'an example: nobody has published it'),
      port: 8000,
      healthPath: '/health',
    },
    resources: { cpu: 2, memory: '8Gi' },
    gpus: 1,
  });
}

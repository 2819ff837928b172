import type { Container, PodTemplate, PodTransform } from '../../lib';
import type { TransformDescription } from './app-description';

/** The transform that a description describes: each returns a pod that Pod Security restricted admits. */
export function transformFrom(given: TransformDescription): PodTransform {
  switch (given.kind) {
    case 'identity':
      return (template) => template;
    case 'pod-level-resources':
      return withPodField('resources', { requests: { cpu: '1000' }, limits: { cpu: '1000' } });
    case 'numbers-as-quantities':
      return (template) => ({
        ...template,
        spec: { ...template.spec, containers: template.spec.containers.map(withNumbers) },
      });
    case 'node-affinity':
      return withPodField('affinity', {
        nodeAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: {
            nodeSelectorTerms: [
              { matchExpressions: [{ key: 'example.com/pool', operator: 'In', values: given.values }] },
            ],
          },
        },
      });
    case 'further-container':
      return (template) => ({
        ...template,
        spec: { ...template.spec, containers: [...template.spec.containers, furtherContainer(given.name)] },
      });
  }
}

function withPodField(field: string, value: unknown): PodTransform {
  return (template): PodTemplate => ({ ...template, spec: { ...template.spec, [field]: value } });
}

/** GPUs as numbers, which YAML and Kubernetes have, and which the library's own type leaves out. */
function withNumbers(container: Container): Container {
  const resources: unknown = {
    requests: { ...container.resources?.requests, 'nvidia.com/gpu': 1 },
    limits: { ...container.resources?.limits, 'nvidia.com/gpu': 1 },
  };
  // The type wants texts: a user who writes numbers asserts as much.
  return { ...container, resources: resources as Container['resources'] };
}

function furtherContainer(name: string): Container {
  return {
    name,
    image: 'further',
    resources: { requests: { cpu: '100m', memory: '64Mi' }, limits: { memory: '64Mi' } },
    securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
  };
}

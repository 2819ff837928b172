import type { CustomResourceKind } from '../hardware';
import type { AddOnName } from './add-on-charts';

/**
 * The kinds that charts define, as `kind: versions` of a group: read off the charts that the table of charts names, as they
 * render or, for external-secrets, off the definitions that its chart is made with (read 2026-11-22).
 */
const kinds: Readonly<Partial<Record<AddOnName, Readonly<Record<string, Readonly<Record<string, string>>>>>>> = {
  'load-balancer-controller': {
    'elbv2.k8s.aws': {
      ALBTargetControlConfig: 'v1beta1',
      IngressClassParams: 'v1beta1',
      TargetGroupBinding: 'v1alpha1 v1beta1',
    },
  },
  'gateway-definitions': {
    'gateway.networking.k8s.io': {
      BackendTLSPolicy: 'v1',
      GatewayClass: 'v1 v1beta1',
      Gateway: 'v1 v1beta1',
      GRPCRoute: 'v1',
      HTTPRoute: 'v1 v1beta1',
      ReferenceGrant: 'v1beta1',
    },
  },
  'cert-manager': {
    'acme.cert-manager.io': { Challenge: 'v1', Order: 'v1' },
    'cert-manager.io': { CertificateRequest: 'v1', Certificate: 'v1', ClusterIssuer: 'v1', Issuer: 'v1' },
  },
  'karpenter-definitions': {
    'karpenter.k8s.aws': { EC2NodeClass: 'v1' },
    'karpenter.sh': { NodeClaim: 'v1', NodeOverlay: 'v1alpha1', NodePool: 'v1' },
  },
  keda: {
    'keda.sh': {
      ClusterTriggerAuthentication: 'v1alpha1',
      ScaledJob: 'v1alpha1',
      ScaledObject: 'v1alpha1',
      TriggerAuthentication: 'v1alpha1',
    },
  },
  'keda-http': { 'http.keda.sh': { HTTPScaledObject: 'v1alpha1', InterceptorRoute: 'v1beta1' } },
  'external-secrets': {
    'external-secrets.io': {
      ClusterExternalSecret: 'v1',
      ClusterPushSecret: 'v1alpha1',
      ClusterSecretStore: 'v1',
      ExternalSecret: 'v1',
      PushSecret: 'v1alpha1',
      SecretStore: 'v1',
    },
  },
};

/** The kinds that an add-on brings into the cluster, with the release that defines them. */
export function kindsOf(name: AddOnName, release: string): readonly CustomResourceKind[] {
  return Object.entries(kinds[name] ?? {}).flatMap(([group, defined]) =>
    Object.entries(defined).map(([kind, versions]) => ({ group, kind, versions: versions.split(' '), release })),
  );
}

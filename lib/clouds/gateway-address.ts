import { Service } from '@pulumi/kubernetes/core/v1/service.js';
import { Release } from '@pulumi/kubernetes/helm/v3/release.js';
import type { ComponentResource, Output, ProviderResource, Resource } from '@pulumi/pulumi';

/**
 * Reads where the load balancer before a Gateway is reached: the name or the address that its cloud gave it, from the Service
 * that the chart of Traefik makes, which is called after the release.
 *
 * The release is waited for until its load balancer has one. Source: traefik/traefik-helm-chart, v39.0.9, traefik.service-name;
 * pulumi-kubernetes, helm/v3/release, which reads Services of a release so.
 *
 * @param controller what installs Traefik; nothing can be read of what is not a release of Helm
 */
export function readGatewayAddress(
  parent: ComponentResource,
  part: string,
  controller: Resource | undefined,
  provider: ProviderResource,
): Output<string | undefined> | undefined {
  if (!Release.isInstance(controller)) return undefined;
  // Not known before there is a release, so that nothing is looked for that is not there.
  const id = controller.status.apply(({ namespace, name }) => `${namespace}/${name}`);
  const service = Service.get(part, id, { parent, provider });
  return service.status.apply((status: ReadStatus | undefined) => {
    const first = status?.loadBalancer?.ingress?.[0];
    return first?.hostname ?? first?.ip;
  });
}

/** A Service that is just read may have none of these, whatever its type says. */
interface ReadStatus {
  readonly loadBalancer?: { readonly ingress?: readonly { readonly hostname?: string; readonly ip?: string }[] };
}

import { Notes, type Decision, type Default } from '../core';
import { readImage } from '../image';
import type { ServerDescription } from './runtime';

/** Decided unless callers are named. */
export const noNetworkPolicy: Decision = {
  field: 'NetworkPolicy',
  value: null,
  reason: 'no caller is declared, so everybody who reaches the pods may call; a policy would have to guess who does',
  source: 'https://kubernetes.io/docs/concepts/services-networking/network-policies/',
  override: 'allowFrom',
};

/** The version of what runs, as a label shows it: the tag of the image unless the user says otherwise. */
export function versionOf(given: string | undefined, server: ServerDescription, notes: Notes): string | undefined {
  // What is wrong with the image is noted where the container is rendered.
  const tag = readImage('runtime.image', server.image, new Notes()).tag ?? null;
  const version = notes.choose(given, {
    field: 'label app.kubernetes.io/version',
    value: tag,
    reason: 'the tag is the name that people gave the version; an image without one has no version to show',
    source: 'https://kubernetes.io/docs/concepts/overview/working-with-objects/common-labels/',
    override: 'version',
  });
  return version ?? undefined;
}

/** Decided unless the Service gets a port of its own. */
export const portOfService: Default<number> = {
  field: 'Service spec.ports[0].port',
  value: 80,
  reason: 'clients of HTTP then need no port in the address',
  override: 'servicePort',
};

/** Decided unless the user has an account for it. */
export const accountOfItsOwn: Default<{ readonly automountServiceAccountToken: boolean }> = {
  field: 'ServiceAccount',
  value: { automountServiceAccountToken: false },
  reason: 'rights that are given to one model then reach no other, and until some are given it has none and no token',
  source: 'https://kubernetes.io/docs/concepts/security/service-accounts/',
  override: 'serviceAccount',
};

/** Where clients inside the cluster find a Service. */
export function urlOf(service: string, namespace: string | undefined, port: number): string {
  const host = namespace === undefined ? service : `${service}.${namespace}.svc`;
  return `http://${host}${port === 80 ? '' : `:${port}`}`;
}

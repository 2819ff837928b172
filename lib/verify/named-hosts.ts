import type { ContainerDefinition } from './pod-template';
import { asArray, asRecord, asString } from './untrusted';

/** An address that stands in the environment, command or arguments of a container. */
export interface NamedHost {
  readonly host: string;
  /** Left out where neither the address nor its scheme says. */
  readonly port: number | undefined;
  /** Where it stands. */
  readonly path: string;
}

const schemePorts: Readonly<Record<string, number>> = { http: 80, https: 443 };
const address =
  /^(?:--?[\w-]+=)?([a-z][a-z0-9+.-]*):\/\/(?:[^/@?#]*@)?([a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)(?::(\d{1,5}))?(?:[/?#]|$)/;

/** The addresses that a container is given as such: the whole of a text, or of what a flag is set to. */
export function namedHosts({ definition, path }: ContainerDefinition): readonly NamedHost[] {
  const hosts: NamedHost[] = [];
  const read = (text: unknown, place: () => string): void => {
    if (typeof text !== 'string' || !text.includes('://')) return;
    const [, scheme = '', host, port] = address.exec(text) ?? [];
    if (host === undefined) return;
    hosts.push({ host, port: port === undefined ? schemePorts[scheme] : Number(port), path: place() });
  };
  asArray(definition['env']).forEach((item, index) => {
    read(asRecord(item)['value'], () => `${path}.env[${index}].value`);
  });
  for (const field of ['command', 'args']) {
    asArray(definition[field]).forEach((item, index) => read(item, () => `${path}.${field}[${index}]`));
  }
  return hosts;
}

/** The Service that a host names for pods of a namespace, if it can be one: `store`, `store.data`, `store.data.svc…`. */
export function serviceOf(host: string, namespace: string): { readonly name: string; readonly namespace: string } {
  const [name = '', other, ...rest] = host.split('.');
  const isElsewhere = other !== undefined && (rest.length === 0 || rest[0] === 'svc');
  return { name: other === undefined || isElsewhere ? name : '', namespace: isElsewhere ? other : namespace };
}

/** Says whether a host is surely none of the cluster: a name with dots that is not that of a Service, nor an address. */
export function isOutside(host: string): boolean {
  const labels = host.split('.');
  return labels.length > 2 && !labels.includes('svc') && !labels.includes('local') && !/^[\d.]+$/.test(host);
}

/** Says whether a container sends its requests through a proxy. */
export function hasProxy({ definition }: ContainerDefinition): boolean {
  return asArray(definition['env']).some((item) =>
    /^(?:https?|all)_proxy$/i.test(asString(asRecord(item)['name']) ?? ''),
  );
}

import { asArray, asInteger, asRecord, asString, type PlainRecord } from '../untrusted';

/** A port of the node itself that a pod takes. */
export interface HostPort {
  readonly address: string;
  readonly protocol: string;
  readonly port: number;
}

const everyAddress = '0.0.0.0';

/** The ports of its node that a pod takes: those of init containers only where they keep running. */
export function readHostPorts(spec: PlainRecord): readonly HostPort[] {
  const sidecars = asArray(spec['initContainers'])
    .map(asRecord)
    .filter(({ restartPolicy }) => restartPolicy === 'Always');
  const containers = [...sidecars, ...asArray(spec['containers']).map(asRecord)];
  return containers.flatMap(({ ports }) =>
    asArray(ports).flatMap((item) => {
      const { hostIP, hostPort, containerPort, protocol } = asRecord(item);
      // On the network of the node every port is one of the node's, and the API server says so in the pod.
      const given = asInteger(hostPort) ?? 0;
      const port = given === 0 && spec['hostNetwork'] === true ? (asInteger(containerPort) ?? 0) : given;
      if (port <= 0) return [];
      return [{ address: asString(hostIP) ?? everyAddress, protocol: asString(protocol) ?? 'TCP', port }];
    }),
  );
}

/** Says whether two pods cannot have their ports on one node. */
export function clash(one: HostPort, other: HostPort): boolean {
  return (
    one.port === other.port &&
    one.protocol === other.protocol &&
    (one.address === other.address || one.address === everyAddress || other.address === everyAddress)
  );
}

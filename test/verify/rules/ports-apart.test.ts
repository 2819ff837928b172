import { expect, test } from 'vitest';
import type { Manifest } from '../../../lib/verify';
import { portsApart } from '../../../lib/verify/rules/ports-apart';
import { check, deployment, workload } from '../manifests';

const pod = 'spec.template.spec';
const both = (first: object, second: object, more: object = {}): Manifest =>
  deployment({
    pod: { containers: [first, second].map((port, index) => ({ name: `c${index}`, ports: [port] })), ...more },
  });

test.each<{ where: string; manifest: Manifest }>([
  { where: 'ports differ', manifest: both({ containerPort: 80 }, { containerPort: 81 }) },
  { where: 'protocols differ', manifest: both({ containerPort: 80 }, { containerPort: 80, protocol: 'UDP' }) },
  { where: 'ports are left out', manifest: both({}, {}, { hostNetwork: true }) },
  {
    where: '0 is no port of the node',
    manifest: both({ containerPort: 1, hostPort: 0 }, { containerPort: 2, hostPort: 0 }),
  },
  {
    where: 'addresses of the node differ',
    manifest: both({ containerPort: 1, hostPort: 9, hostIP: '10.0.0.1' }, { containerPort: 2, hostPort: 9 }),
  },
  {
    where: 'an init container has ended before',
    manifest: deployment({
      pod: { initContainers: [{ name: 'a', ports: [{ containerPort: 80 }] }] },
      container: { ports: [{ containerPort: 80 }] },
    }),
  },
  {
    where: 'one container has a port twice, which another rule reports',
    manifest: deployment({
      pod: { initContainers: [{}] },
      container: { ports: [{ containerPort: 80 }, { containerPort: 80 }] },
    }),
  },
  {
    where: 'a kind that nobody knows may change them',
    manifest: workload('example.com/v1', 'Engine', {
      pod: { containers: [{ ports: [{ containerPort: 80 }] }, { ports: [{ containerPort: 80 }] }] },
    }),
  },
])('finds nothing where $where', ({ manifest }) => {
  expect(check(portsApart, [manifest])).toEqual([]);
});

test.each<{ where: string; manifest: Manifest; found: readonly string[] }>([
  {
    where: 'two containers have a port',
    manifest: both({ containerPort: 80, name: 'a' }, { containerPort: 80, protocol: 'TCP', name: 'b' }),
    found: [
      'warning verify/port-clash',
      `${pod}.containers[1].ports[0].containerPort`,
      '80/TCP',
      'container c0 has this port too, and the later of the two cannot listen on it',
      'another port for one of them',
    ],
  },
  {
    where: 'two containers have a port of the node',
    manifest: both({ containerPort: 80, hostPort: 90 }, { containerPort: 81, hostPort: 90 }),
    found: [
      'error verify/host-port',
      `${pod}.containers[1].ports[0].hostPort`,
      '90/TCP',
      'container c0 already has this port of the node, and the API server refuses it twice',
      'another port for one of them',
    ],
  },
  {
    where: 'two containers have a port of the node at one address',
    manifest: both(
      { containerPort: 80, hostPort: 90, hostIP: '10.0.0.1' },
      { containerPort: 81, hostPort: 90, hostIP: '10.0.0.1' },
    ),
    found: [
      'error verify/host-port',
      `${pod}.containers[1].ports[0].hostPort`,
      '90/TCP 10.0.0.1',
      'container c0 already has this port of the node, and the API server refuses it twice',
      'another port for one of them',
    ],
  },
  {
    where: 'two containers on the network of the node have a port, which is one of the node then',
    manifest: both({ containerPort: 80 }, { containerPort: 80 }, { hostNetwork: true }),
    found: [
      'error verify/host-port',
      `${pod}.containers[1].ports[0].hostPort`,
      '80/TCP',
      'container c0 already has this port of the node, and the API server refuses it twice',
      'another port for one of them',
    ],
  },
  {
    where: 'a container has a port of the node twice',
    manifest: deployment({
      container: {
        ports: [
          { containerPort: 80, hostPort: 90 },
          { containerPort: 81, hostPort: 90 },
        ],
      },
    }),
    found: [
      'error verify/host-port',
      `${pod}.containers[0].ports[1].hostPort`,
      '90/TCP',
      'the container already has this port of the node, and the API server refuses it twice',
      'another port for one of them',
    ],
  },
  {
    where: 'a container on the network of the node says another port',
    manifest: deployment({ pod: { hostNetwork: true }, container: { ports: [{ containerPort: 80, hostPort: 81 }] } }),
    found: [
      'error verify/host-port',
      `${pod}.containers[0].ports[0].hostPort`,
      '81',
      'with hostNetwork it is the containerPort, and the API server refuses another',
      '80, or nothing',
    ],
  },
])('finds what is wrong where $where', ({ manifest, found }) => {
  const findings = check(portsApart, [manifest]);
  expect(
    findings.flatMap(({ severity, code, path, given, message, fix }) => [
      `${severity} ${code}`,
      path,
      given,
      message,
      fix,
    ]),
  ).toEqual(found);
});

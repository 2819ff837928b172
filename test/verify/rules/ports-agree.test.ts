import { expect, test } from 'vitest';
import type { Finding, Manifest } from '../../../lib/verify';
import { portsAgree } from '../../../lib/verify/rules/ports-agree';
import { check, deployment, job, service, workload } from '../manifests';

test.each<{ where: string; manifests: readonly Manifest[] }>([
  {
    where: 'ports agree by number and name',
    manifests: [
      deployment({ container: { ports: [{ name: 'http', containerPort: 8080 }] } }),
      service({
        spec: {
          ports: [
            { name: 'a', port: 80, targetPort: 8080 },
            { name: 'b', port: 81, targetPort: 'http' },
            { name: 'c', port: 8080 },
          ],
        },
      }),
    ],
  },
  {
    where: 'a sidecar has the port',
    manifests: [
      deployment({
        pod: {
          initContainers: [{ name: 'proxy', restartPolicy: 'Always', ports: [{ name: 'http', containerPort: 8080 }] }],
        },
      }),
      service({ spec: { ports: [{ port: 80, targetPort: 'http' }] } }),
    ],
  },
  { where: 'no port is declared at all', manifests: [deployment(), service()] },
  {
    where: 'the pods are not of the app',
    manifests: [service({ spec: { ports: [{ port: 80, targetPort: 'http' }] } })],
  },
  {
    where: 'a Job has the labels of a server',
    manifests: [job(), service({ spec: { ports: [{ port: 80, targetPort: 'http' }] } })],
  },
  {
    where: 'one number serves two protocols',
    manifests: [
      service({
        spec: {
          ports: [
            { name: 'a', port: 53 },
            { name: 'b', port: 53, protocol: 'UDP' },
          ],
        },
      }),
    ],
  },
  {
    where: 'probes and hooks use ports of their container',
    manifests: [
      deployment({
        container: {
          ports: [{ name: 'http', containerPort: 80 }],
          livenessProbe: { httpGet: { port: 'http' } },
          readinessProbe: { tcpSocket: { port: 81 } },
          lifecycle: { preStop: { httpGet: { port: 'http' } } },
        },
      }),
    ],
  },
  {
    where: 'a Service without selector has ports',
    manifests: [
      deployment(),
      service({ spec: { selector: {}, ports: [{ port: 80, targetPort: 'http' }] } }),
      service({
        name: 'b',
        labels: { app: 'chat' },
        spec: { type: 'ExternalName', ports: [{ port: 80, targetPort: 'http' }] },
      }),
    ],
  },
  {
    where: 'a kind that nobody knows may add ports',
    manifests: [workload('example.com/v1', 'Engine', { container: { livenessProbe: { httpGet: { port: 'http' } } } })],
  },
])('finds nothing where $where', ({ manifests }) => {
  expect(check(portsAgree, manifests)).toEqual([]);
});

test.each<{ where: string; manifests: readonly Manifest[]; findings: readonly Finding[] }>([
  {
    where: 'no container has the named port',
    manifests: [
      deployment({
        container: {
          ports: [
            { name: 'web', containerPort: 8080 },
            { containerPort: 9090, protocol: 'UDP' },
          ],
        },
      }),
      service({ spec: { ports: [{ port: 80, targetPort: 'http' }] } }),
    ],
    findings: [
      {
        code: 'verify/unknown-port-name',
        severity: 'error',
        path: 'spec.ports[0].targetPort',
        given: '"http"',
        message: 'Deployment chat, whose pods it selects, declares no such TCP port, only 8080/TCP (web), 9090/UDP',
        fix: 'the name of a port that the container declares',
        object: { apiVersion: 'v1', kind: 'Service', name: 'chat' },
        document: 1,
      },
    ],
  },
  {
    where: 'the named port is of another protocol',
    manifests: [
      deployment({ container: { ports: [{ name: 'dns', containerPort: 53 }] } }),
      service({ spec: { ports: [{ port: 53, targetPort: 'dns', protocol: 'UDP' }] } }),
    ],
    findings: [
      {
        code: 'verify/unknown-port-name',
        severity: 'error',
        path: 'spec.ports[0].targetPort',
        given: '"dns"',
        message: 'Deployment chat, whose pods it selects, declares no such UDP port, only 53/TCP (dns)',
        fix: 'the name of a port that the container declares',
        object: { apiVersion: 'v1', kind: 'Service', name: 'chat' },
        document: 1,
      },
    ],
  },
  {
    where: 'only some pods have the named port',
    manifests: [
      deployment({ container: { ports: [{ name: 'http', containerPort: 80 }] } }),
      deployment({ name: 'canary', labels: { app: 'chat' } }),
      service({ spec: { ports: [{ port: 80, targetPort: 'http' }] } }),
    ],
    findings: [
      {
        code: 'verify/unknown-port-name',
        severity: 'warning',
        path: 'spec.ports[0].targetPort',
        given: '"http"',
        message: 'Deployment canary, whose pods it selects, declares no such TCP port, and no other',
        fix: 'the name of a port that the container declares',
        object: { apiVersion: 'v1', kind: 'Service', name: 'chat' },
        document: 2,
      },
    ],
  },
  {
    where: 'the numbered port is not among the declared',
    manifests: [
      deployment({ container: { ports: [{ containerPort: 9090 }] } }),
      service({ spec: { ports: [{ port: 8080 }] } }),
    ],
    findings: [
      {
        code: 'verify/undeclared-port',
        severity: 'warning',
        path: 'spec.ports[0].port',
        given: '8080',
        message: 'Deployment chat, whose pods it selects, declares no such TCP port, only 9090/TCP',
        fix: 'the number of a port that the container declares',
        object: { apiVersion: 'v1', kind: 'Service', name: 'chat' },
        document: 1,
      },
    ],
  },
  {
    where: 'an init container has the port',
    manifests: [
      deployment({ pod: { initContainers: [{ name: 'load', ports: [{ name: 'http', containerPort: 80 }] }] } }),
      service({ spec: { ports: [{ port: 80, targetPort: 'http' }] } }),
    ],
    findings: [
      {
        code: 'verify/unknown-port-name',
        severity: 'error',
        path: 'spec.ports[0].targetPort',
        given: '"http"',
        message: 'Deployment chat, whose pods it selects, declares no such TCP port, and no other',
        fix: 'the name of a port that the container declares',
        object: { apiVersion: 'v1', kind: 'Service', name: 'chat' },
        document: 1,
      },
    ],
  },
  {
    where: 'a Service has ports twice or without a name',
    manifests: [
      service({
        spec: {
          ports: [
            { name: 'a', port: 80 },
            { name: 'a', port: 81 },
            { name: 'b', port: 80, protocol: 'TCP' },
            { port: 82 },
          ],
        },
      }),
    ],
    findings: [
      {
        severity: 'error',
        code: 'verify/duplicate-port',
        path: 'spec.ports[1].name',
        given: '"a"',
        message: 'the Service already has a port of this name',
        fix: 'another name for one of them',
        object: { apiVersion: 'v1', kind: 'Service', name: 'chat' },
        document: 0,
      },
      {
        severity: 'error',
        code: 'verify/duplicate-port',
        path: 'spec.ports[2].port',
        given: '80/TCP',
        message: 'the Service already has this port',
        fix: 'another port for one of them',
        object: { apiVersion: 'v1', kind: 'Service', name: 'chat' },
        document: 0,
      },
      {
        severity: 'error',
        code: 'verify/unnamed-port',
        path: 'spec.ports[3].name',
        message: 'a Service with several ports needs a name for each',
        fix: 'a name such as http',
        object: { apiVersion: 'v1', kind: 'Service', name: 'chat' },
        document: 0,
      },
    ],
  },
  {
    where: 'probes and hooks name ports that are not there',
    manifests: [
      deployment({
        container: { ports: [{ name: 'web', containerPort: 80 }], livenessProbe: { httpGet: { port: 'http' } } },
        pod: {
          initContainers: [
            { name: 'proxy', restartPolicy: 'Always', lifecycle: { postStart: { tcpSocket: { port: 'web' } } } },
          ],
        },
      }),
    ],
    findings: [
      {
        code: 'verify/unknown-port-name',
        severity: 'error',
        path: 'spec.template.spec.initContainers[0].lifecycle.postStart.tcpSocket.port',
        given: '"web"',
        message: 'container proxy declares no port of this name',
        fix: 'the name of a port that the container declares, or a number',
        object: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'chat' },
        document: 0,
      },
      {
        code: 'verify/unknown-port-name',
        severity: 'warning',
        path: 'spec.template.spec.containers[0].livenessProbe.httpGet.port',
        given: '"http"',
        message: 'container server declares no port of this name, only "web"',
        fix: 'the name of a port that the container declares, or a number',
        object: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'chat' },
        document: 0,
      },
    ],
  },
  {
    where: 'a kind that nobody knows makes pods too',
    manifests: [
      deployment(),
      workload('example.com/v1', 'Engine'),
      service({ spec: { ports: [{ port: 80, targetPort: 'http' }] } }),
    ],
    findings: [
      {
        code: 'verify/unknown-port-name',
        severity: 'warning',
        path: 'spec.ports[0].targetPort',
        given: '"http"',
        message: 'Deployment chat, whose pods it selects, declares no such TCP port, and no other',
        fix: 'the name of a port that the container declares',
        object: { apiVersion: 'v1', kind: 'Service', name: 'chat' },
        document: 2,
      },
    ],
  },
  {
    where: 'all probes and hooks name ports that are not there',
    manifests: [
      deployment({
        container: {
          readinessProbe: { httpGet: { port: 'a' } },
          startupProbe: { tcpSocket: { port: 'b' } },
          lifecycle: { preStop: { httpGet: { port: 'c' } } },
        },
      }),
    ],
    findings: [
      {
        code: 'verify/unknown-port-name',
        severity: 'error',
        path: 'spec.template.spec.containers[0].readinessProbe.httpGet.port',
        given: '"a"',
        message: 'container server declares no port of this name',
        fix: 'the name of a port that the container declares, or a number',
        object: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'chat' },
        document: 0,
      },
      {
        code: 'verify/unknown-port-name',
        severity: 'error',
        path: 'spec.template.spec.containers[0].startupProbe.tcpSocket.port',
        given: '"b"',
        message: 'container server declares no port of this name',
        fix: 'the name of a port that the container declares, or a number',
        object: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'chat' },
        document: 0,
      },
      {
        code: 'verify/unknown-port-name',
        severity: 'warning',
        path: 'spec.template.spec.containers[0].lifecycle.preStop.httpGet.port',
        given: '"c"',
        message: 'container server declares no port of this name',
        fix: 'the name of a port that the container declares, or a number',
        object: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'chat' },
        document: 0,
      },
    ],
  },
  {
    where: 'a pod has many ports',
    manifests: [
      deployment({ container: { ports: [1, 2, 3, 4, 5, 6].map((containerPort) => ({ containerPort })) } }),
      service({ spec: { ports: [{ port: 80 }] } }),
    ],
    findings: [
      {
        code: 'verify/undeclared-port',
        severity: 'warning',
        path: 'spec.ports[0].port',
        given: '80',
        message:
          'Deployment chat, whose pods it selects, declares no such TCP port, only 1/TCP, 2/TCP, 3/TCP, 4/TCP, 5/TCP',
        fix: 'the number of a port that the container declares',
        object: { apiVersion: 'v1', kind: 'Service', name: 'chat' },
        document: 1,
      },
    ],
  },
])('finds where $where', ({ manifests, findings }) => {
  expect(check(portsAgree, manifests)).toEqual(findings);
});

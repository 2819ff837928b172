import type { Manifest } from '../../lib/verify';
import { deployment, object, service } from '../verify/manifests';
import { route } from '../verify/routes';
import type { Broken } from './broken';

const policy = (spec: object, name = 'chat'): Manifest =>
  object(
    'networking.k8s.io/v1',
    'NetworkPolicy',
    { name },
    { podSelector: { matchLabels: { app: 'chat' } }, policyTypes: ['Ingress'], ingress: [{}], ...spec },
  );
const egress = (...rules: readonly object[]): Manifest =>
  policy({ policyTypes: ['Egress'], ingress: undefined, egress: rules });
const dns = { to: [{ namespaceSelector: {}, podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } } }] };
const port = (number: number, protocol: string): object => ({ port: number, protocol });
const ports = [{ name: 'http', containerPort: 8080 }];
const listening = deployment({ container: { ports } });
const chat = service({ spec: { ports: [{ port: 80, targetPort: 8080 }] } });
const both = [listening, chat];
const here = { namespace: 'default' };
const gatewayed = (spec: object): readonly Manifest[] => [
  deployment({ ...here, container: { ports } }),
  service({ ...here, spec: { ports: [{ port: 80, targetPort: 8080 }] } }),
  route(spec as Readonly<Record<string, unknown>>, here),
];
const weighted = (weight: number): object => ({ rules: [{ backendRefs: [{ name: 'chat', port: 80, weight }] }] });
const timed = (timeouts: object): object => ({ rules: [{ timeouts, backendRefs: [{ name: 'chat', port: 80 }] }] });
const ruled = (count: number): object => ({
  rules: Array.from({ length: count }, (_, index) => ({
    matches: [{ path: { type: 'PathPrefix', value: `/${index}` } }],
    backendRefs: [{ name: 'chat', port: 80 }],
  })),
});

/** Policies that stop what must pass, Services that lead nowhere, routes that answer nothing. */
export const network: readonly Broken[] = [
  {
    what: 'a policy that lets pods out without names of hosts',
    rules: ['P-01'],
    broken: [deployment(), egress({ to: [{ ipBlock: { cidr: '0.0.0.0/0' } }], ports: [port(443, 'TCP')] })],
    mended: [
      deployment(),
      egress(
        { to: [{ ipBlock: { cidr: '0.0.0.0/0' } }], ports: [port(443, 'TCP')] },
        { ...dns, ports: [port(53, 'UDP'), port(53, 'TCP')] },
      ),
    ],
    code: 'verify/names-not-resolved',
    at: 'NetworkPolicy chat spec.egress',
    severity: 'warning',
  },
  {
    what: 'names of hosts by UDP alone',
    rules: ['P-01'],
    broken: [
      deployment(),
      egress(
        { to: [{ ipBlock: { cidr: '0.0.0.0/0' } }], ports: [port(443, 'TCP')] },
        { ...dns, ports: [port(53, 'UDP')] },
      ),
    ],
    mended: [
      deployment(),
      egress(
        { to: [{ ipBlock: { cidr: '0.0.0.0/0' } }], ports: [port(443, 'TCP')] },
        { ...dns, ports: [port(53, 'UDP'), port(53, 'TCP')] },
      ),
    ],
    code: 'verify/names-not-resolved',
    at: 'NetworkPolicy chat spec.egress',
    severity: 'warning',
  },
  {
    what: 'credentials of pods on EKS that no policy lets them fetch',
    rules: ['P-02'],
    thread: 'https://github.com/cilium/cilium/issues/34387',
    broken: {
      manifests: [deployment(), egress({ ...dns, ports: [port(53, 'UDP'), port(53, 'TCP')] })],
      facts: {
        traffic: [
          {
            from: { kind: 'pods', podLabels: { app: 'chat' } },
            to: { kind: 'outside', address: '169.254.170.23' },
            port: 80,
            because: 'the pods get their credentials there',
          },
        ],
      },
    },
    mended: {
      manifests: [
        deployment(),
        egress(
          { ...dns, ports: [port(53, 'UDP'), port(53, 'TCP')] },
          { to: [{ ipBlock: { cidr: '169.254.170.23/32' } }], ports: [port(80, 'TCP')] },
        ),
      ],
      facts: {
        traffic: [
          {
            from: { kind: 'pods', podLabels: { app: 'chat' } },
            to: { kind: 'outside', address: '169.254.170.23' },
            port: 80,
            because: 'the pods get their credentials there',
          },
        ],
      },
    },
    code: 'verify/traffic-stopped',
    at: 'NetworkPolicy chat spec.egress',
  },
  {
    what: 'a scraper that no policy lets in',
    rules: ['P-05'],
    broken: {
      manifests: [
        ...both,
        policy({ ingress: [{ from: [{ podSelector: { matchLabels: { app: 'web' } } }], ports: [port(8080, 'TCP')] }] }),
      ],
      facts: {
        traffic: [
          {
            from: { kind: 'pods', podLabels: { app: 'prometheus' } },
            to: { kind: 'pods', podLabels: { app: 'chat' } },
            port: 8080,
            because: 'metrics are scraped from there',
          },
        ],
      },
    },
    mended: {
      manifests: [
        ...both,
        policy({
          ingress: [{ from: [{ podSelector: { matchLabels: { app: 'prometheus' } } }], ports: [port(8080, 'TCP')] }],
        }),
      ],
      facts: {
        traffic: [
          {
            from: { kind: 'pods', podLabels: { app: 'prometheus' } },
            to: { kind: 'pods', podLabels: { app: 'chat' } },
            port: 8080,
            because: 'metrics are scraped from there',
          },
        ],
      },
    },
    code: 'verify/traffic-stopped',
    at: 'NetworkPolicy chat spec.ingress',
  },
  {
    what: 'rules for what goes out that also stop what comes in',
    rules: ['P-07'],
    broken: [deployment(), policy({ policyTypes: undefined, ingress: undefined, egress: [{}] })],
    mended: [deployment(), policy({ policyTypes: ['Egress'], ingress: undefined, egress: [{}] })],
    code: 'verify/policy-types-left-out',
    at: 'NetworkPolicy chat spec.policyTypes',
    severity: 'warning',
  },
  {
    what: 'rules for what goes out of a policy for what comes in',
    rules: ['P-07'],
    broken: [deployment(), policy({ egress: [{}] })],
    mended: [deployment(), policy({ policyTypes: ['Ingress', 'Egress'], egress: [{}] })],
    code: 'verify/policy-rules-ignored',
    at: 'NetworkPolicy chat spec.policyTypes',
    severity: 'warning',
  },
  {
    what: 'a range of ports from a name',
    rules: ['P-08'],
    broken: [deployment(), policy({ ingress: [{ ports: [{ port: 'http', endPort: 9000 }] }] })],
    mended: [deployment(), policy({ ingress: [{ ports: [{ port: 8000, endPort: 9000 }] }] })],
    code: 'verify/policy-refused',
    at: 'NetworkPolicy chat spec.ingress[0].ports[0].endPort',
  },
  {
    what: 'a peer that is addresses and pods at once',
    rules: ['P-08'],
    broken: [deployment(), policy({ ingress: [{ from: [{ ipBlock: { cidr: '10.0.0.0/8' }, podSelector: {} }] }] })],
    mended: [deployment(), policy({ ingress: [{ from: [{ ipBlock: { cidr: '10.0.0.0/8' } }, { podSelector: {} }] }] })],
    code: 'verify/policy-refused',
    at: 'NetworkPolicy chat spec.ingress[0].from[0]',
  },
  {
    what: 'an exception outside of its range',
    rules: ['P-03'],
    broken: [
      deployment(),
      policy({ ingress: [{ from: [{ ipBlock: { cidr: '10.0.0.0/8', except: ['169.254.169.254/32'] } }] }] }),
    ],
    mended: [
      deployment(),
      policy({ ingress: [{ from: [{ ipBlock: { cidr: '10.0.0.0/8', except: ['10.1.0.0/16'] } }] }] }),
    ],
    code: 'verify/invalid-address',
    at: 'NetworkPolicy chat spec.ingress[0].from[0].ipBlock.except[0]',
  },
  {
    what: 'a policy for pods on the network of their node',
    rules: ['P-10'],
    broken: [deployment({ pod: { hostNetwork: true } }), policy({})],
    mended: [deployment(), policy({})],
    code: 'verify/policy-misses-host-network',
    at: 'NetworkPolicy chat spec.podSelector',
    severity: 'warning',
  },
  {
    what: 'a Service that no policy lets anybody in to',
    rules: ['P-08'],
    broken: [...both, policy({ ingress: [] })],
    mended: [...both, policy({ ingress: [{ from: [{ podSelector: {} }] }] })],
    code: 'verify/nobody-let-in',
    at: 'Service chat spec.selector',
    severity: 'warning',
  },
  {
    what: 'a Service that selects no pod',
    rules: ['S-88'],
    broken: [listening, service({ labels: { app: 'chats' } })],
    mended: [listening, service({ labels: { app: 'chat' } })],
    code: 'verify/selects-no-pods',
    at: 'Service chat spec.selector',
    severity: 'warning',
  },
  {
    what: 'a Service for a port that has another name',
    rules: ['S-86'],
    broken: [listening, service({ spec: { ports: [{ port: 80, targetPort: 'web' }] } })],
    mended: [listening, service({ spec: { ports: [{ port: 80, targetPort: 'http' }] } })],
    code: 'verify/unknown-port-name',
    at: 'Service chat spec.ports[0].targetPort',
  },
  {
    what: 'a Service for a port that no container has',
    rules: ['S-86'],
    broken: [listening, service({ spec: { ports: [{ port: 80, targetPort: 8000 }] } })],
    mended: [listening, service({ spec: { ports: [{ port: 80, targetPort: 8080 }] } })],
    code: 'verify/undeclared-port',
    at: 'Service chat spec.ports[0].targetPort',
    severity: 'warning',
  },
  {
    what: 'a second port of a Service without a name',
    rules: ['N-08'],
    broken: [
      listening,
      service({
        spec: {
          ports: [
            { name: 'http', port: 80, targetPort: 8080 },
            { port: 81, targetPort: 8080 },
          ],
        },
      }),
    ],
    mended: [
      listening,
      service({
        spec: {
          ports: [
            { name: 'http', port: 80, targetPort: 8080 },
            { name: 'more', port: 81, targetPort: 8080 },
          ],
        },
      }),
    ],
    code: 'verify/unnamed-port',
    at: 'Service chat spec.ports[1].name',
  },
  {
    what: 'a route whose only weight is 0',
    rules: ['S-83'],
    broken: gatewayed(weighted(0)),
    mended: gatewayed(weighted(1)),
    code: 'verify/route-answers-nothing',
    at: 'HTTPRoute chat spec.rules[0].backendRefs',
    severity: 'warning',
  },
  {
    what: 'a weight in more than millionths',
    rules: ['S-83'],
    broken: gatewayed(weighted(1_000_001)),
    mended: gatewayed(weighted(1_000_000)),
    code: 'verify/route-refused',
    at: 'HTTPRoute chat spec.rules[0].backendRefs[0].weight',
  },
  {
    what: 'seventeen rules of a route',
    rules: ['S-83'],
    broken: gatewayed(ruled(17)),
    mended: gatewayed(ruled(16)),
    code: 'verify/route-refused',
    at: 'HTTPRoute chat spec.rules',
  },
  {
    what: 'a time-out without its unit',
    rules: ['S-84'],
    broken: gatewayed(timed({ request: '300' })),
    mended: gatewayed(timed({ request: '300s' })),
    code: 'verify/route-refused',
    at: 'HTTPRoute chat spec.rules[0].timeouts.request',
  },
  {
    what: 'a time-out of a try that is longer than that of the request',
    rules: ['S-84'],
    broken: gatewayed(timed({ request: '30s', backendRequest: '60s' })),
    mended: gatewayed(timed({ request: '60s', backendRequest: '30s' })),
    code: 'verify/route-refused',
    at: 'HTTPRoute chat spec.rules[0].timeouts.backendRequest',
  },
  {
    what: 'a gateway that the cluster does not have',
    rules: ['S-83'],
    broken: gatewayed({ parentRefs: [{ name: 'internal' }] }),
    mended: gatewayed({ parentRefs: [{ name: 'public' }] }),
    code: 'verify/not-in-cluster',
    at: 'HTTPRoute chat spec.parentRefs[0].name',
  },
  {
    what: 'a path that a route does not match from its start',
    rules: ['S-83'],
    broken: gatewayed({
      rules: [{ matches: [{ path: { type: 'PathPrefix', value: 'v1' } }], backendRefs: [{ name: 'chat', port: 80 }] }],
    }),
    mended: gatewayed({
      rules: [{ matches: [{ path: { type: 'PathPrefix', value: '/v1' } }], backendRefs: [{ name: 'chat', port: 80 }] }],
    }),
    code: 'verify/invalid-path',
    at: 'HTTPRoute chat spec.rules[0].matches[0].path.value',
  },
];

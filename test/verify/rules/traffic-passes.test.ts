import { describe, expect, test } from 'vitest';
import type { Facts, Finding, Manifest } from '../../../lib/verify';
import { trafficPasses } from '../../../lib/verify/rules/traffic-passes';
import { check, deployment, object, plain, service } from '../manifests';

type Fields = Readonly<Record<string, unknown>>;

const policy = (name: string, spec: Fields, namespace?: string): Manifest =>
  object(
    'networking.k8s.io/v1',
    'NetworkPolicy',
    { name, ...(namespace === undefined ? {} : { namespace }) },
    { podSelector: {}, policyTypes: ['Ingress'], ...spec },
  );
const forApp = (app: string): Fields => ({ podSelector: { matchLabels: { app } } });
const inNamespace = (name: string): Fields => ({
  namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } },
});
const chatLets = (...ingress: readonly Fields[]): Manifest => policy('chat', { ...forApp('chat'), ingress });
const fromOther = chatLets({ from: [{ podSelector: { matchLabels: { app: 'other' } } }] });
const fromEdge = chatLets({ from: [inNamespace('edge')], ports: [{ port: 8080 }] });
const shutIn = (...egress: readonly Fields[]): Manifest =>
  policy('shut-in', { ...forApp('web'), policyTypes: ['Egress'], egress });

const chat = deployment({ container: { ports: [{ name: 'http', containerPort: 8080 }] } });
const web = (container: Fields = {}): Manifest => deployment({ name: 'web', container });
const calling = (value: string): Manifest => web({ env: [{ name: 'CHAT', value }] });
const fetching = (container: Fields): Manifest =>
  deployment({ name: 'web', pod: { initContainers: [{ name: 'download', image: 'a', ...container }] } });

const ingress = object(
  'networking.k8s.io/v1',
  'Ingress',
  {},
  { rules: [{ http: { paths: [{ path: '/', backend: { service: { name: 'chat', port: { number: 80 } } } }] } }] },
);
const route = (port: number): Manifest =>
  object('gateway.networking.k8s.io/v1', 'HTTPRoute', {}, { rules: [{ backendRefs: [{ name: 'chat', port }] }] });
const monitor = (spec: Fields = {}): Manifest =>
  object(
    'monitoring.coreos.com/v1',
    'ServiceMonitor',
    {},
    { selector: { matchLabels: { app: 'chat' } }, endpoints: [{ port: 'metrics' }], ...spec },
  );
const watched = service({
  metadata: { labels: { app: 'chat' } },
  spec: { ports: [{ name: 'metrics', port: 9090 }] },
});
const scraped = (port: string): Manifest =>
  deployment({
    spec: {
      template: {
        metadata: {
          labels: { app: 'chat' },
          annotations: { 'prometheus.io/scrape': 'true', 'prometheus.io/port': port },
        },
        spec: { containers: [{ name: 'server', image: 'a' }] },
      },
    },
  });

const edge = { kind: 'pods', namespace: 'edge', podLabels: { app: 'gateway' } } as const;
const toChat = { kind: 'service', name: 'chat' } as const;
const because = 'requests for chat.example.com come from there';
const traffic = (changes: object = {}): Facts => ({
  traffic: [{ from: edge, to: toChat, port: 80, because, ...changes }],
});

const brief = (findings: readonly Finding[]): readonly string[] =>
  findings.map(
    ({ severity, object: { kind, name }, path, message }) => `${severity} ${kind}/${name} ${path}: ${message}`,
  );

test('says which policy stops declared traffic, why it must pass, and what would let it through', () => {
  const stopping = chatLets({ from: [inNamespace('edge')], ports: [{ port: 9090 }] });
  expect(check(trafficPasses, [stopping, chat, service()], traffic())).toEqual([
    {
      code: 'verify/traffic-stopped',
      severity: 'error',
      object: { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', name: 'chat' },
      document: 0,
      path: 'spec.ingress',
      message:
        'keeps the pods app=gateway in namespace edge from port 8080 of the pods of Deployment chat, and no other policy lets them in: requests for chat.example.com come from there',
      fix: 'a rule with from: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: edge } }, podSelector: { matchLabels: { app: "gateway" } } }], ports: [{ port: 8080 }]',
    },
  ]);
});

test('names allowFrom where a ModelService could make the policy that lets them in', () => {
  const labels = { 'app.kubernetes.io/managed-by': 'modelyard', 'app.kubernetes.io/component': 'server' };
  const fixesOf = (deployed: Manifest): readonly string[] =>
    check(
      trafficPasses,
      [chatLets({ from: [inNamespace('edge')], ports: [{ port: 9090 }] }), deployed, service()],
      traffic(),
    ).map(({ fix }) => fix.split(', or ')[0] ?? '');
  expect(fixesOf({ ...chat, metadata: { ...Object(chat.metadata), labels } })).toEqual([
    'allowFrom() of the ModelService chat',
  ]);
  expect(fixesOf(chat)).toEqual([expect.stringMatching(/^a rule with from: /)]);
});

test('says what is not known of declared traffic', () => {
  const teams = chatLets({ from: [{ namespaceSelector: { matchLabels: { team: 'edge' } } }] });
  expect(check(trafficPasses, [teams, chat, service()], traffic())).toEqual([
    {
      code: 'verify/not-known-traffic',
      severity: 'not-known',
      object: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'chat' },
      document: 1,
      path: 'spec.template.spec',
      message:
        'whether the pods app=gateway in namespace edge may connect to port 8080 of the pods of Deployment chat is not known: the label team of namespace edge is not declared',
      fix: 'what is missing: the labels of a namespace as that Namespace in the app, those of pods in the fact that names them',
    },
  ]);
});

/** Something broken, what is said of it, and the same mended. */
const twins: readonly (readonly [
  what: string,
  broken: readonly Manifest[],
  mended: readonly Manifest[],
  facts: Facts,
  said: readonly string[],
])[] = [
  [
    'a caller that is not let in',
    [chatLets({ from: [inNamespace('other')] }), chat, service()],
    [fromEdge, chat, service()],
    traffic(),
    [
      `error NetworkPolicy/chat spec.ingress: keeps the pods app=gateway in namespace edge from port 8080 of the pods of Deployment chat, and no other policy lets them in: ${because}`,
    ],
  ],
  [
    'a caller that a policy for the whole namespace keeps out',
    [policy('default-deny', {}), chat, service()],
    [policy('default-deny', {}), fromEdge, chat, service()],
    traffic(),
    [
      `error NetworkPolicy/default-deny spec.ingress: keeps the pods app=gateway in namespace edge from port 8080 of the pods of Deployment chat, and no other policy lets them in: ${because}`,
    ],
  ],
  [
    'a caller whose labels are others',
    [chatLets({ from: [{ ...inNamespace('edge'), podSelector: { matchLabels: { app: 'proxy' } } }] }), chat, service()],
    [
      chatLets({ from: [{ ...inNamespace('edge'), podSelector: { matchLabels: { app: 'gateway' } } }] }),
      chat,
      service(),
    ],
    traffic(),
    [
      `error NetworkPolicy/chat spec.ingress: keeps the pods app=gateway in namespace edge from port 8080 of the pods of Deployment chat, and no other policy lets them in: ${because}`,
    ],
  ],
  [
    'a port that is let in by the number of the Service, not of the pods',
    [chatLets({ ports: [{ port: 80 }] }), chat, service()],
    [chatLets({ ports: [{ port: 8080 }] }), chat, service()],
    traffic({ from: { kind: 'somebody' } }),
    [
      `error NetworkPolicy/chat spec.ingress: keeps everybody from port 8080 of the pods of Deployment chat, and no other policy lets them in: ${because}`,
    ],
  ],
  [
    'a port that is let in by a name of another one',
    [
      chatLets({ ports: [{ port: 'metrics' }] }),
      chat,
      service({ spec: { ports: [{ port: 80, targetPort: 'http' }] } }),
    ],
    [chatLets({ ports: [{ port: 'http' }] }), chat, service({ spec: { ports: [{ port: 80, targetPort: 'http' }] } })],
    traffic(),
    [
      `error NetworkPolicy/chat spec.ingress: keeps the pods app=gateway in namespace edge from port 8080 of the pods of Deployment chat, and no other policy lets them in: ${because}`,
    ],
  ],
  [
    'a Service of UDP',
    [chatLets({ ports: [{ port: 53 }] }), chat, service({ spec: { ports: [{ port: 53, protocol: 'UDP' }] } })],
    [
      chatLets({ ports: [{ port: 53, protocol: 'UDP' }] }),
      chat,
      service({ spec: { ports: [{ port: 53, protocol: 'UDP' }] } }),
    ],
    traffic({ port: 53, protocol: 'UDP' }),
    [
      `error NetworkPolicy/chat spec.ingress: keeps the pods app=gateway in namespace edge from port 53/UDP of the pods of Deployment chat, and no other policy lets them in: ${because}`,
    ],
  ],
  [
    'pods of the app that are not let out',
    [shutIn(), web(), chat, service()],
    [shutIn({ to: [{ podSelector: { matchLabels: { app: 'chat' } } }] }), web(), chat, service()],
    traffic({ from: { kind: 'pods', podLabels: { app: 'web' } } }),
    [
      `error NetworkPolicy/shut-in spec.egress: keeps the pods of Deployment web from port 8080 of the pods of Deployment chat, and no other policy lets them out: ${because}`,
    ],
  ],
  [
    'both ends',
    [shutIn(), fromOther, web(), chat, service()],
    [shutIn({}), chatLets({}), web(), chat, service()],
    traffic({ from: { kind: 'pods', podLabels: { app: 'web' } } }),
    [
      `error NetworkPolicy/shut-in spec.egress: keeps the pods of Deployment web from port 8080 of the pods of Deployment chat, and no other policy lets them out: ${because}`,
      `error NetworkPolicy/chat spec.ingress: keeps the pods of Deployment web from port 8080 of the pods of Deployment chat, and no other policy lets them in: ${because}`,
    ],
  ],
  [
    'pods that are called without a Service',
    [chatLets({ ports: [{ port: 8080 }] }), chat],
    [chatLets({ ports: [{ port: 29500 }] }), chat],
    traffic({ to: { kind: 'pods', podLabels: { app: 'chat' } }, port: 29500 }),
    [
      `error NetworkPolicy/chat spec.ingress: keeps the pods app=gateway in namespace edge from port 29500 of the pods of Deployment chat, and no other policy lets them in: ${because}`,
    ],
  ],
  [
    'DNS, where it is declared',
    [shutIn({ ports: [{ port: 443 }] }), web()],
    [shutIn({ to: [inNamespace('kube-system')], ports: [{ protocol: 'UDP', port: 53 }] }), web()],
    traffic({
      from: { kind: 'pods', podLabels: { app: 'web' } },
      to: { kind: 'pods', namespace: 'kube-system', podLabels: { 'k8s-app': 'kube-dns' } },
      port: 53,
      protocol: 'UDP',
    }),
    [
      `error NetworkPolicy/shut-in spec.egress: keeps the pods of Deployment web from port 53/UDP of the pods k8s-app=kube-dns in namespace kube-system, and no other policy lets them out: ${because}`,
    ],
  ],
  [
    'a host outside',
    [shutIn({ to: [{ namespaceSelector: {} }] }), web()],
    [shutIn({ ports: [{ port: 443 }] }), web()],
    traffic({ from: { kind: 'pods', podLabels: { app: 'web' } }, to: { kind: 'outside' }, port: 443 }),
    [
      `error NetworkPolicy/shut-in spec.egress: keeps the pods of Deployment web from port 443 of hosts outside, and no other policy lets them out: ${because}`,
    ],
  ],
  [
    'an address outside',
    [shutIn({ to: [{ ipBlock: { cidr: '10.0.0.0/8', except: ['10.1.0.0/16'] } }] }), web()],
    [shutIn({ to: [{ ipBlock: { cidr: '10.0.0.0/8' } }] }), web()],
    traffic({
      from: { kind: 'pods', podLabels: { app: 'web' } },
      to: { kind: 'outside', address: '10.1.2.3' },
      port: 5432,
    }),
    [
      `error NetworkPolicy/shut-in spec.egress: keeps the pods of Deployment web from port 5432 of 10.1.2.3, and no other policy lets them out: ${because}`,
    ],
  ],
  [
    'a Service that the app does not make',
    [shutIn({ to: [inNamespace('other')] }), web()],
    [shutIn({ to: [inNamespace('data')] }), web()],
    traffic({
      from: { kind: 'pods', podLabels: { app: 'web' } },
      to: { kind: 'service', namespace: 'data', name: 'store' },
    }),
    [
      `error NetworkPolicy/shut-in spec.egress: keeps the pods of Deployment web from any port of the pods of Service data/store, and no other policy lets them out: ${because}`,
    ],
  ],
  [
    'an Ingress that leads to a port which nobody is let in to',
    [chatLets({ ports: [{ port: 9090 }] }), chat, service(), ingress],
    [chatLets({ ports: [{ port: 8080 }] }), chat, service(), ingress],
    {},
    [
      'warning NetworkPolicy/chat spec.ingress: keeps the controller from port 8080 of the pods of Deployment chat, and no other policy lets them in: Ingress chat leads there',
    ],
  ],
  [
    'an HTTPRoute that leads to a port which nobody is let in to',
    [chatLets({ ports: [{ port: 9090 }] }), chat, service(), route(80)],
    [chatLets({}), chat, service(), route(80)],
    {},
    [
      'warning NetworkPolicy/chat spec.ingress: keeps the controller from port 8080 of the pods of Deployment chat, and no other policy lets them in: HTTPRoute chat leads there',
    ],
  ],
  [
    'a ServiceMonitor that watches a port which nobody is let in to',
    [chatLets({ ports: [{ port: 8080 }] }), chat, watched, monitor()],
    [chatLets({ ports: [{ port: 8080 }, { port: 9090 }] }), chat, watched, monitor()],
    {},
    [
      'warning NetworkPolicy/chat spec.ingress: keeps Prometheus from port 9090 of the pods of Deployment chat, and no other policy lets them in: Prometheus reads the metrics there',
    ],
  ],
  [
    'annotations for a port which nobody is let in to',
    [fromEdge, scraped('9090')],
    [fromEdge, scraped('8080')],
    {},
    [
      'warning NetworkPolicy/chat spec.ingress: keeps Prometheus from port 9090 of the pods of Deployment chat, and no other policy lets them in: the annotation prometheus.io/port says that metrics are read there',
    ],
  ],
  [
    'a container that is told to call pods which do not let it in',
    [fromOther, calling('http://chat/v1'), chat, service()],
    [
      chatLets({ from: [{ podSelector: { matchLabels: { app: 'web' } } }] }),
      calling('http://chat/v1'),
      chat,
      service(),
    ],
    {},
    [
      'warning NetworkPolicy/chat spec.ingress: keeps the pods of Deployment web from port 8080 of the pods of Deployment chat, and no other policy lets them in: container server is told to call chat',
    ],
  ],
  [
    'a container that is told to call what it is not let out to',
    [shutIn({ to: [inNamespace('edge')] }), web({ args: ['--upstream=http://store.data.svc.cluster.local:9000/a'] })],
    [shutIn({ to: [inNamespace('data')] }), web({ args: ['--upstream=http://store.data.svc.cluster.local:9000/a'] })],
    {},
    [
      'warning NetworkPolicy/shut-in spec.egress: keeps the pods of Deployment web from any port of the pods of Service data/store, and no other policy lets them out: container server is told to call store.data.svc.cluster.local',
    ],
  ],
  [
    'weights that are fetched from a store of a cloud',
    [shutIn(), fetching({ command: ['rclone', 'copy', ':s3:models/chat', '/models'] })],
    [shutIn({ ports: [{ port: 443 }] }), fetching({ command: ['rclone', 'copy', ':s3:models/chat', '/models'] })],
    {},
    [
      'error NetworkPolicy/shut-in spec.egress: keeps the pods of Deployment web from port 443 of Amazon S3, and no other policy lets them out: container download fetches from there before the others start',
    ],
  ],
  [
    'weights that are fetched from the web',
    [
      shutIn({ to: [{ namespaceSelector: {} }] }),
      fetching({
        command: ['rclone', 'copyurl', '--auto-filename', 'https://weights.example.com/chat.gguf', '/models'],
      }),
    ],
    [
      shutIn({ to: [{ ipBlock: { cidr: '0.0.0.0/0' } }], ports: [{ port: 443 }] }),
      fetching({
        command: ['rclone', 'copyurl', '--auto-filename', 'https://weights.example.com/chat.gguf', '/models'],
      }),
    ],
    {},
    [
      'error NetworkPolicy/shut-in spec.egress: keeps the pods of Deployment web from port 443 of weights.example.com, and no other policy lets them out: container download fetches from there before the others start',
    ],
  ],
  [
    'weights that are fetched from a store in the cluster',
    [
      shutIn({ to: [inNamespace('other')] }),
      fetching({
        command: ['rclone', 'copy', ':s3:models/chat', '/models'],
        env: [{ name: 'RCLONE_S3_ENDPOINT', value: 'http://store.data.svc:9000' }],
      }),
    ],
    [
      shutIn({ to: [inNamespace('data')] }),
      fetching({
        command: ['rclone', 'copy', ':s3:models/chat', '/models'],
        env: [{ name: 'RCLONE_S3_ENDPOINT', value: 'http://store.data.svc:9000' }],
      }),
    ],
    {},
    [
      'error NetworkPolicy/shut-in spec.egress: keeps the pods of Deployment web from any port of the pods of Service data/store, and no other policy lets them out: container download is told to call store.data.svc',
    ],
  ],
  [
    'what some other init container fetches',
    [shutIn(), fetching({ command: ['curl', '-O', 'https://files.example.com/a'] })],
    [shutIn({}), fetching({ command: ['curl', '-O', 'https://files.example.com/a'] })],
    {},
    [
      'warning NetworkPolicy/shut-in spec.egress: keeps the pods of Deployment web from port 443 of files.example.com, and no other policy lets them out: container download fetches from there before the others start',
    ],
  ],
];

describe.each(twins.map(([what, broken, mended, facts, said]) => ({ what, broken, mended, facts, said })))(
  'of $what',
  ({ broken, mended, facts, said }) => {
    test('says what stops it', () => {
      expect(brief(check(trafficPasses, broken, facts)).filter((text) => !text.startsWith('not-known'))).toEqual(said);
    });

    test('says nothing once it passes', () => {
      expect(brief(check(trafficPasses, mended, facts)).filter((text) => !text.startsWith('not-known'))).toEqual([]);
    });
  },
);

describe('says once that it is not known', () => {
  test('whether the controller of an Ingress is let in', () => {
    expect(check(trafficPasses, [fromEdge, chat, service(), ingress])).toEqual([
      {
        code: 'verify/not-known-traffic',
        severity: 'not-known',
        object: { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', name: 'chat' },
        document: 3,
        path: 'spec.rules[0].http.paths[0].backend',
        message:
          'whether the controller may connect to port 8080 of the pods of Deployment chat is not known: who connects is not declared',
        fix: "the fact, traffic: [{ from: { kind: 'pods', namespace: … }, to: { kind: 'service', name: 'chat' }, … }], with the pods of the controller",
      },
    ]);
  });

  test('but not where the traffic to its Service is declared', () => {
    expect(check(trafficPasses, [fromEdge, chat, service(), ingress], traffic())).toEqual([]);
  });

  test('whether Prometheus is let in to what a ServiceMonitor watches', () => {
    const metrics = chatLets({ from: [inNamespace('monitoring')], ports: [{ port: 9090 }] });
    expect(brief(check(trafficPasses, [metrics, chat, watched, monitor()]))).toEqual([
      'not-known ServiceMonitor/chat spec.endpoints[0]: whether Prometheus may connect to port 9090 of the pods of Deployment chat is not known: who connects is not declared',
    ]);
  });
});

describe('says nothing', () => {
  test.each<[string, readonly Manifest[], Facts?]>([
    ['without policies', [chat, service(), ingress, calling('http://chat')], traffic()],
    ['where no policy selects the pods', [policy('other', forApp('other')), chat, service(), ingress], traffic()],
    ['of a closed Service, of which another rule speaks', [policy('deny', {}), chat, service(), ingress]],
    ['of pods without annotations for Prometheus', [fromEdge, chat]],
    ['of Prometheus that goes by annotations, where somebody is let in', [fromEdge, scraped('8080')]],
    ['of a policy in another namespace', [policy('deny', {}, 'other'), chat, service()], traffic()],
    [
      'of pods that call themselves',
      [fromOther, deployment({ container: { env: [{ value: 'http://chat' }] } }), service()],
    ],
    ['of a Service without a selector', [fromEdge, chat, service({ spec: { selector: undefined } })], traffic()],
    ['of a port that the Service does not have', [fromEdge, chat, service()], traffic({ port: 81 })],
    [
      'of what the environment of some other init container names',
      [shutIn(), fetching({ command: ['prepare'], env: [{ name: 'DOCS', value: 'https://docs.example.com' }] })],
    ],
    ['of text that is no address', [fromEdge, calling('see http://chat for more'), chat, service()]],
    ['of a host that is no Service', [shutIn({}), calling('https://chat.example.com'), chat]],
    [
      'of weights that come through a proxy',
      [
        shutIn({ to: [inNamespace('edge')] }),
        fetching({
          command: ['rclone', 'copy', ':s3:models/chat', '/models'],
          env: [{ name: 'HTTPS_PROXY', value: 'http://proxy.corp.example:3128' }],
        }),
      ],
    ],
  ])('%s', (_what, manifests, facts) => {
    expect(check(trafficPasses, manifests, facts)).toEqual([]);
  });

  test('of the pods of a controller that it does not know', () => {
    const cluster = object(
      'ray.io/v1',
      'RayCluster',
      {},
      { headGroupSpec: { template: { metadata: { labels: { app: 'chat' } }, spec: { containers: [] } } } },
    );
    expect(check(trafficPasses, [policy('deny', {}), cluster, service()], traffic())).toEqual([]);
  });
});

test('leaves open what a policy says that may select the pods or not', () => {
  const closed = policy('closed', forApp('chat'));
  const maybe = policy('maybe', { podSelector: { matchLabels: { 'pod-template-hash': 'a' } }, ingress: [{}] });
  expect(brief(check(trafficPasses, [closed, maybe, chat, service()], traffic()))).toEqual([
    'not-known Deployment/chat spec.template.spec: whether the pods app=gateway in namespace edge may connect to port 8080 of the pods of Deployment chat is not known: the label pod-template-hash of the pods of Deployment chat is not declared',
  ]);
});

test('blames the policy that is about the pods, rather than that for all of a namespace', () => {
  const all = policy('all', {});
  const [blamed] = check(trafficPasses, [all, fromOther, chat, service()], traffic());
  expect(blamed?.object.name).toBe('chat');
});

test('takes the port that is asked for where no address of a Service stands between', () => {
  const headless = service({ spec: { clusterIP: 'None' } });
  const by = (port: number): Manifest => chatLets({ ports: [{ port }] });
  expect(check(trafficPasses, [by(8080), chat, headless], traffic())).toHaveLength(1);
  expect(check(trafficPasses, [by(80), chat, headless], traffic())).toEqual([]);
});

test('tells two ports of one number apart by their protocol', () => {
  const ports = [
    { name: 'dns', port: 53, protocol: 'UDP' },
    { name: 'dns-tcp', port: 53, protocol: 'TCP' },
  ];
  const manifests = [chatLets({ ports: [{ port: 53, protocol: 'UDP' }] }), chat, service({ spec: { ports } })];
  expect(check(trafficPasses, manifests, traffic({ port: 53, protocol: 'UDP' }))).toEqual([]);
  expect(check(trafficPasses, manifests, traffic({ port: 53 }))).toHaveLength(1);
});

test('goes by the labels of a Namespace that the app makes', () => {
  const teams = chatLets({ from: [{ namespaceSelector: { matchLabels: { team: 'edge' } } }] });
  const named = (team: string): Manifest => plain('v1', 'Namespace', { name: 'edge', metadata: { labels: { team } } });
  expect(check(trafficPasses, [teams, chat, service(), named('edge')], traffic())).toEqual([]);
  expect(check(trafficPasses, [teams, chat, service(), named('web')], traffic())).toHaveLength(1);
});

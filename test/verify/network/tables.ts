import type { Manifest } from '../../../lib/verify';

/** Policies, and what comes of them: `x/b -> x/a:80 yes`, at a port of TCP unless it says `/UDP`. */
export interface Table {
  readonly what: string;
  readonly policies: readonly Manifest[];
  readonly rows: string;
}

type Fields = Readonly<Record<string, unknown>>;

let made = 0;

/** A policy in a namespace. */
export function policy(namespace: string, spec: Fields): Manifest {
  made += 1;
  const metadata = { name: `policy-${made}`, ...(namespace === '' ? {} : { namespace }) };
  return { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata, spec };
}

const named = (pod: string): Fields => ({ matchLabels: { pod } });
const among = (key: string, operator: string, ...values: readonly string[]): Fields => ({
  matchExpressions: [{ key, operator, ...(values.length === 0 ? {} : { values }) }],
});
const namespace = (ns: string): Fields => ({ namespaceSelector: { matchLabels: { ns } } });
const pods = (pod: string): Fields => ({ podSelector: named(pod) });
const block = (cidr: string, ...except: readonly string[]): Fields => ({
  ipBlock: { cidr, ...(except.length === 0 ? {} : { except }) },
});

/** A policy for pod a of namespace x. */
const into = (...ingress: readonly Fields[]): Manifest =>
  policy('x', { podSelector: named('a'), policyTypes: ['Ingress'], ingress });
const out = (...egress: readonly Fields[]): Manifest =>
  policy('x', { podSelector: named('a'), policyTypes: ['Egress'], egress });
const from = (...peers: readonly Fields[]): Fields => ({ from: peers });
const to = (...peers: readonly Fields[]): Fields => ({ to: peers });
const at = (...ports: readonly Fields[]): Fields => ({ ports });

/**
 * What the NetworkPolicy API says, made from its documentation and from what the conformance tests of Kubernetes 1.34 hold
 * network plugins to (test/e2e/network/netpol).
 */
export const tables: readonly Table[] = [
  {
    what: 'no policy at all',
    policies: [],
    rows: `
      x/a -> x/b:80 yes
      x/a -> z/c:81/UDP yes
      203.0.113.9 -> x/a:80 yes
      x/a -> 203.0.113.9:443 yes
      x/a -> 203.0.113.9:9/SCTP yes
      ? -> x/a:80 yes`,
  },
  {
    what: 'a policy that denies ingress to a namespace',
    policies: [policy('x', { podSelector: {}, policyTypes: ['Ingress'] })],
    rows: `
      x/b -> x/a:80 no
      y/a -> x/a:80 no
      y/a -> x/c:81/UDP no
      x/a -> y/a:80 yes
      y/a -> z/a:80 yes
      203.0.113.9 -> x/b:80 no
      x/a -> 203.0.113.9:443 yes
      node -> x/a:80 yes
      x/a -> x/a:80 yes
      ? -> x/a:80 no`,
  },
  {
    what: 'an empty list of rules, which is as none',
    policies: [policy('x', { podSelector: {}, policyTypes: ['Ingress'], ingress: [] })],
    rows: `
      x/b -> x/a:80 no
      x/a -> y/b:80 yes`,
  },
  {
    what: 'a policy without a podSelector, which is for all pods',
    policies: [policy('x', { policyTypes: ['Ingress'] })],
    rows: `
      y/b -> x/a:80 no
      y/b -> x/c:80 no
      x/b -> y/b:80 yes`,
  },
  {
    what: 'a policy that denies both directions',
    policies: [policy('x', { podSelector: {}, policyTypes: ['Ingress', 'Egress'] })],
    rows: `
      x/b -> x/a:80 no
      y/a -> x/a:80 no
      x/a -> y/a:80 no
      x/a -> 203.0.113.9:443 no
      x/a -> node:10250 yes
      y/a -> z/a:80 yes`,
  },
  {
    what: 'a policy that denies egress from a namespace',
    policies: [policy('x', { podSelector: {}, policyTypes: ['Egress'] })],
    rows: `
      x/a -> x/b:80 no
      x/a -> y/b:80 no
      x/a -> ?:80 no
      y/b -> x/a:80 yes
      203.0.113.9 -> x/a:80 yes
      x/a -> 203.0.113.9:53/UDP no
      x/a -> node:80 yes
      x/c -> x/c:80 yes`,
  },
  {
    what: 'a policy that denies egress from one pod',
    policies: [out()],
    rows: `
      x/a -> y/a:80 no
      x/b -> y/a:80 yes
      y/a -> x/a:80 yes`,
  },
  {
    what: 'no policyTypes and no rules: ingress alone',
    policies: [policy('x', { podSelector: named('a') })],
    rows: `
      y/a -> x/a:80 no
      x/a -> y/a:80 yes`,
  },
  {
    what: 'no policyTypes and an empty list of egress rules: ingress alone',
    policies: [policy('x', { podSelector: named('a'), egress: [] })],
    rows: `
      y/a -> x/a:80 no
      x/a -> y/a:80 yes`,
  },
  {
    what: 'no policyTypes and egress rules: both directions',
    policies: [policy('x', { podSelector: named('a'), egress: [to(pods('b'))] })],
    rows: `
      y/a -> x/a:80 no
      x/a -> x/b:80 yes
      x/a -> x/c:80 no`,
  },
  {
    what: 'an empty list of policyTypes, which is as none',
    policies: [policy('x', { podSelector: named('a'), policyTypes: [], ingress: [{}] })],
    rows: `
      y/a -> x/a:80 yes
      x/a -> y/a:80 yes`,
  },
  {
    what: 'egress rules of a policy for ingress, which are ignored',
    policies: [policy('x', { podSelector: named('a'), policyTypes: ['Ingress'], egress: [] })],
    rows: `
      x/a -> y/a:80 yes
      y/a -> x/a:80 no`,
  },
  {
    what: 'ingress rules of a policy for egress, which are ignored',
    policies: [policy('x', { podSelector: named('a'), policyTypes: ['Egress'], ingress: [{}] })],
    rows: `
      x/a -> y/a:80 no
      y/a -> x/a:80 yes`,
  },
  {
    what: 'a policy that lets everybody in: a rule that says nothing',
    policies: [policy('x', { podSelector: {}, policyTypes: ['Ingress'], ingress: [{}] })],
    rows: `
      y/a -> x/a:80 yes
      y/a -> x/b:81/UDP yes
      203.0.113.9 -> x/a:80/SCTP yes
      ? -> x/a:80 yes`,
  },
  {
    what: 'empty lists in a rule, which are as none',
    policies: [into({ from: [], ports: [] })],
    rows: `
      y/a -> x/a:80 yes
      203.0.113.9 -> x/a:81/UDP yes`,
  },
  {
    what: 'null where something could stand, which is as nothing',
    policies: [into({ from: null, ports: [{ port: null, endPort: null, protocol: null }] })],
    rows: `
      y/a -> x/a:81 yes
      y/a -> x/a:81/UDP no`,
  },
  {
    what: 'pods of the own namespace, by a label',
    policies: [into(from(pods('b')))],
    rows: `
      x/b -> x/a:80 yes
      x/c -> x/a:80 no
      y/b -> x/a:80 no
      x/c -> x/b:80 yes
      203.0.113.9 -> x/a:80 no
      x/a -> x/c:80 yes`,
  },
  {
    what: 'all pods of the own namespace',
    policies: [policy('x', { podSelector: {}, policyTypes: ['Ingress'], ingress: [from({ podSelector: {} })] })],
    rows: `
      x/c -> x/a:80 yes
      y/c -> x/a:80 no
      203.0.113.9 -> x/a:80 no
      x/a -> y/c:80 yes`,
  },
  {
    what: 'pods of all namespaces, where others are let in to nothing',
    policies: [
      policy('x', { podSelector: {}, policyTypes: ['Ingress'] }),
      into(from({ podSelector: {}, namespaceSelector: {} })),
    ],
    rows: `
      y/b -> x/a:80 yes
      x/b -> x/a:80 yes
      y/b -> x/b:80 no
      203.0.113.9 -> x/a:80 no`,
  },
  {
    what: 'all namespaces, by a selector with no labels',
    policies: [into(from({ namespaceSelector: { matchLabels: {} } }))],
    rows: `
      x/b -> x/a:80 yes
      z/c -> x/a:80 yes
      203.0.113.9 -> x/a:80 no`,
  },
  {
    what: 'one other namespace',
    policies: [into(from(namespace('y')))],
    rows: `
      y/c -> x/a:80 yes
      x/b -> x/a:80 no
      z/c -> x/a:80 no
      x/a -> z/c:80 yes`,
  },
  {
    what: 'pods by an expression: In',
    policies: [into(from({ podSelector: among('pod', 'In', 'b', 'd') }))],
    rows: `
      x/b -> x/a:80 yes
      x/c -> x/a:80 no
      y/b -> x/a:80 no`,
  },
  {
    what: 'pods by an expression: NotIn',
    policies: [into(from({ podSelector: among('pod', 'NotIn', 'b') }))],
    rows: `
      x/b -> x/a:80 no
      x/c -> x/a:80 yes
      y/c -> x/a:80 no`,
  },
  {
    what: 'pods by an expression: NotIn, of a label that none has',
    policies: [into(from({ podSelector: among('tier', 'NotIn', 'back') }))],
    rows: `
      x/b -> x/a:80 yes`,
  },
  {
    what: 'pods by an expression: Exists',
    policies: [into(from({ podSelector: among('odd', 'Exists') }))],
    rows: `
      x/c -> x/a:80 yes
      x/b -> x/a:80 no`,
  },
  {
    what: 'pods by an expression: DoesNotExist',
    policies: [into(from({ podSelector: among('odd', 'DoesNotExist') }))],
    rows: `
      x/c -> x/a:80 no
      x/b -> x/a:80 yes`,
  },
  {
    what: 'pods by a label and an expression, both of which must hold',
    policies: [into(from({ podSelector: { ...named('c'), ...among('odd', 'DoesNotExist') } }))],
    rows: `
      x/c -> x/a:80 no
      x/b -> x/a:80 no`,
  },
  {
    what: 'namespaces by an expression: In',
    policies: [into(from({ namespaceSelector: among('ns', 'In', 'y', 'z') }))],
    rows: `
      y/b -> x/a:80 yes
      z/b -> x/a:80 yes
      x/b -> x/a:80 no`,
  },
  {
    what: 'namespaces by an expression or pods by a label: two peers',
    policies: [into(from({ namespaceSelector: among('ns', 'NotIn', 'x') }, pods('b')))],
    rows: `
      y/a -> x/a:80 yes
      z/c -> x/a:80 yes
      x/b -> x/a:80 yes
      x/c -> x/a:80 no`,
  },
  {
    what: 'namespaces by an expression and pods by a label: one peer',
    policies: [into(from({ namespaceSelector: among('ns', 'NotIn', 'x'), ...pods('b') }))],
    rows: `
      y/b -> x/a:80 yes
      z/b -> x/a:80 yes
      x/b -> x/a:80 no
      y/a -> x/a:80 no`,
  },
  {
    what: 'several namespaces and several pods',
    policies: [into(from({ namespaceSelector: among('ns', 'NotIn', 'x'), podSelector: among('pod', 'In', 'b', 'c') }))],
    rows: `
      y/b -> x/a:80 yes
      z/c -> x/a:80 yes
      y/a -> x/a:80 no
      x/c -> x/a:80 no`,
  },
  {
    what: 'one of several labels: two peers',
    policies: [into(from(pods('b'), pods('c')))],
    rows: `
      x/b -> x/a:80 yes
      x/c -> x/a:80 yes
      y/b -> x/a:80 no`,
  },
  {
    what: 'a pod of another namespace',
    policies: [into(from({ ...namespace('y'), ...pods('a') }))],
    rows: `
      y/a -> x/a:80 yes
      y/b -> x/a:80 no
      z/a -> x/a:80 no
      x/b -> x/a:80 no`,
  },
  {
    what: 'a namespace by the name that the API server labels it with',
    policies: [into(from({ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'y' } } }))],
    rows: `
      y/b -> x/a:80 yes
      z/b -> x/a:80 no
      u/b -> x/a:80 no`,
  },
  {
    what: 'all namespaces but one, by that name',
    policies: [out(to({ namespaceSelector: among('kubernetes.io/metadata.name', 'NotIn', 'y') }))],
    rows: `
      x/a -> y/a:80 no
      x/a -> z/a:80 yes
      x/a -> x/b:80 yes
      x/a -> u/b:80 yes
      x/a -> 203.0.113.9:80 no`,
  },
  {
    what: 'a namespace whose labels are not declared',
    policies: [into(from(namespace('u')))],
    rows: `
      u/b -> x/a:80 not-known
      y/b -> x/a:80 no`,
  },
  {
    what: 'pods of a namespace whose labels are not declared, where the pods do not match',
    policies: [into(from({ ...namespace('u'), ...pods('a') }))],
    rows: `
      u/b -> x/a:80 no
      u/a -> x/a:80 not-known`,
  },
  {
    what: 'one port, for one namespace',
    policies: [into({ ...from(namespace('y')), ...at({ port: 81, protocol: 'TCP' }) })],
    rows: `
      y/b -> x/a:81 yes
      y/b -> x/a:80 no
      z/b -> x/a:81 no
      y/b -> x/a:81/UDP no`,
  },
  {
    what: 'two policies for one pod, which add up',
    policies: [
      into({ ...from(namespace('y')), ...at({ port: 81 }) }),
      into({ ...from(namespace('y')), ...at({ port: 80 }) }),
    ],
    rows: `
      y/b -> x/a:80 yes
      y/b -> x/a:81 yes
      y/b -> x/a:82 no
      z/b -> x/a:80 no`,
  },
  {
    what: 'two policies, of which each lets half of it through',
    policies: [
      into({ ...from(namespace('y')), ...at({ port: 81 }) }),
      into({ ...from(namespace('z')), ...at({ port: 80 }) }),
    ],
    rows: `
      y/b -> x/a:80 no
      z/b -> x/a:81 no
      z/b -> x/a:80 yes`,
  },
  {
    what: 'a policy that lets everybody in beside one that lets some',
    policies: [into(at({ port: 80 })), into({})],
    rows: `
      y/b -> x/a:81 yes
      203.0.113.9 -> x/a:81/UDP yes`,
  },
  {
    what: 'a policy that lets everything out beside one that lets some',
    policies: [out(at({ port: 80 })), out({})],
    rows: `
      x/a -> y/b:81 yes
      x/a -> 203.0.113.9:443 yes`,
  },
  {
    what: 'a port without a protocol, which is of TCP',
    policies: [into(at({ port: 80 }))],
    rows: `
      y/b -> x/a:80 yes
      y/b -> x/a:80/UDP no
      y/b -> x/a:80/SCTP no
      y/b -> x/a:81 no
      ? -> x/a:80 yes
      ? -> x/a:81 no`,
  },
  {
    what: 'a protocol without a port, which is every port of it',
    policies: [into(at({ protocol: 'TCP' }))],
    rows: `
      y/b -> x/a:1 yes
      y/b -> x/a:65535 yes
      y/b -> x/a:80/UDP no`,
  },
  {
    what: 'a port of UDP alone',
    policies: [into(at({ port: 81, protocol: 'UDP' }))],
    rows: `
      y/b -> x/a:81 no
      y/b -> x/a:81/UDP yes`,
  },
  {
    what: 'a port of SCTP alone',
    policies: [policy('x', { podSelector: {}, policyTypes: ['Ingress'] }), into(at({ port: 81, protocol: 'SCTP' }))],
    rows: `
      y/b -> x/a:81 no
      y/b -> x/a:81/SCTP yes
      y/b -> x/b:81/SCTP no`,
  },
  {
    what: 'a port that is said by its name',
    policies: [policy('x', { podSelector: {}, policyTypes: ['Ingress'], ingress: [at({ port: 'admin' })] })],
    rows: `
      y/b -> x/a:81 yes
      y/b -> x/c:81 yes
      y/b -> x/a:80 no
      y/b -> x/a:81/UDP no`,
  },
  {
    what: 'a name that is of a port of another protocol',
    policies: [into(at({ port: 'names' }))],
    rows: `
      y/b -> x/a:53 no
      y/b -> x/a:53/UDP no`,
  },
  {
    what: 'a name and its protocol',
    policies: [into(at({ port: 'names', protocol: 'UDP' }))],
    rows: `
      y/b -> x/a:53/UDP yes
      y/b -> x/a:53 no`,
  },
  {
    what: 'a name that no container has',
    policies: [into(at({ port: 'nothing' }))],
    rows: `
      y/b -> x/a:80 no
      ? -> x/a:81 no`,
  },
  {
    what: 'a name that looks like a number, which no port can have',
    policies: [into(at({ port: '80' }))],
    rows: `
      y/b -> x/a:80 no`,
  },
  {
    what: 'the name of a port of a container that has ended, and of one that keeps running',
    policies: [into(at({ port: 'early' }, { port: 'side' }))],
    rows: `
      y/b -> x/a:7000 no
      y/b -> x/a:7001 yes`,
  },
  {
    what: 'a name and a namespace',
    policies: [into({ ...from(namespace('y')), ...at({ port: 'web', protocol: 'TCP' }) })],
    rows: `
      y/b -> x/a:80 yes
      z/b -> x/a:80 no
      y/b -> x/a:81 no`,
  },
  {
    what: 'a name on the way out, which is that of the pod that is called',
    policies: [policy('x', { podSelector: {}, policyTypes: ['Egress'], egress: [at({ port: 'web' })] })],
    rows: `
      x/a -> y/b:80 yes
      x/a -> y/b:81 no
      x/b -> x/c:80 yes
      x/a -> 203.0.113.9:80 no
      x/a -> x/other:80 no
      x/a -> x/other:8080 yes
      y/a -> z/a:81 yes`,
  },
  {
    what: 'a name on the way out, where the ports of the pods are not known',
    policies: [out(at({ port: 'web' }))],
    rows: `
      x/a -> {z,app=web}:80 not-known
      x/a -> ?:80 not-known`,
  },
  {
    what: 'a range of ports',
    policies: [into(at({ port: 8000, endPort: 8002 }))],
    rows: `
      y/b -> x/a:7999 no
      y/b -> x/a:8000 yes
      y/b -> x/a:8001 yes
      y/b -> x/a:8002 yes
      y/b -> x/a:8003 no
      y/b -> x/a:8001/UDP no`,
  },
  {
    what: 'a range of one port',
    policies: [into(at({ port: 8000, endPort: 8000 }))],
    rows: `
      y/b -> x/a:8000 yes
      y/b -> x/a:8001 no`,
  },
  {
    what: 'a range of ports on the way out',
    policies: [out(at({ port: 32000, endPort: 32768, protocol: 'UDP' }))],
    rows: `
      x/a -> y/b:32000/UDP yes
      x/a -> y/b:32768/UDP yes
      x/a -> y/b:32769/UDP no
      x/a -> 203.0.113.9:32500/UDP yes
      x/a -> 203.0.113.9:32500 no`,
  },
  {
    what: 'several ports, of which any will do',
    policies: [into(at({ port: 53, protocol: 'UDP' }, { port: 53 }))],
    rows: `
      y/b -> x/a:53/UDP yes
      y/b -> x/a:53 yes
      y/b -> x/a:54 no`,
  },
  {
    what: 'several rules, each with peers and ports of its own',
    policies: [
      into({ ...from(namespace('y')), ...at({ port: 80 }) }, { ...from(namespace('z')), ...at({ port: 81 }) }),
    ],
    rows: `
      y/b -> x/a:80 yes
      y/b -> x/a:81 no
      z/b -> x/a:81 yes
      z/b -> x/a:80 no`,
  },
  {
    what: 'ingress and egress in one policy',
    policies: [
      policy('x', {
        podSelector: named('a'),
        policyTypes: ['Egress', 'Ingress'],
        ingress: [from(pods('b'))],
        egress: [at({ port: 80 })],
      }),
    ],
    rows: `
      x/b -> x/a:80 yes
      x/b -> x/a:81 yes
      x/c -> x/a:80 no
      x/a -> x/c:80 yes
      x/a -> x/c:81 no
      x/a -> z/c:80 yes`,
  },
  {
    what: 'a client that is kept in, although the server lets it in',
    policies: [
      out(to({ ...namespace('y'), ...pods('a') })),
      policy('y', {
        podSelector: named('a'),
        policyTypes: ['Ingress'],
        ingress: [from({ ...namespace('x'), ...pods('a') })],
      }),
      policy('y', {
        podSelector: named('b'),
        policyTypes: ['Ingress'],
        ingress: [from({ ...namespace('x'), ...pods('a') })],
      }),
    ],
    rows: `
      x/a -> y/a:80 yes
      x/a -> y/b:80 no
      x/a -> z/a:80 no
      x/b -> y/a:80 no
      x/b -> y/c:80 yes
      z/b -> y/b:80 no`,
  },
  {
    what: 'a server that lets nobody in, although the client is let out',
    policies: [out({}), policy('y', { podSelector: {}, policyTypes: ['Ingress'] })],
    rows: `
      x/a -> y/a:80 no
      x/a -> z/a:80 yes`,
  },
  {
    what: 'both ends, each of which lets the other through',
    policies: [
      out(to(namespace('y'))),
      policy('y', { podSelector: {}, policyTypes: ['Ingress'], ingress: [from(namespace('x'))] }),
    ],
    rows: `
      x/a -> y/a:80 yes
      y/a -> x/a:80 yes
      z/a -> y/a:80 no`,
  },
  {
    what: 'what goes out of a pod, apart from what comes in',
    policies: [out({}), into()],
    rows: `
      x/a -> x/b:80 yes
      x/b -> x/a:80 no`,
  },
  {
    what: 'a pod itself, which no policy keeps from itself',
    policies: [policy('x', { podSelector: {}, policyTypes: ['Ingress', 'Egress'] })],
    rows: `
      x/a -> x/a:80 yes
      x/b -> x/b:81/UDP yes
      x/a -> x/b:80 no`,
  },
  {
    what: 'the node of a pod, whatever policies say',
    policies: [policy('x', { podSelector: {}, policyTypes: ['Ingress', 'Egress'] })],
    rows: `
      node -> x/a:8080 yes
      x/a -> node:10250 yes`,
  },
  {
    what: 'the address of a pod, on the way out',
    policies: [out(to(block('10.2.0.2/32')))],
    rows: `
      x/a -> y/b:80 yes
      x/a -> y/a:80 no
      x/a -> {y,pod=b}:80 not-known`,
  },
  {
    what: 'a range of addresses but for one pod',
    policies: [out(to(block('10.0.0.0/8', '10.1.0.2/32')))],
    rows: `
      x/a -> x/b:80 no
      x/a -> x/c:80 yes
      x/a -> y/b:80 yes
      x/a -> 192.0.2.1:80 no`,
  },
  {
    what: 'an exception that another policy takes back',
    policies: [out(to(block('10.0.0.0/8', '10.1.0.2/32'))), out(to(block('10.1.0.2/32')))],
    rows: `
      x/a -> x/b:80 yes
      x/a -> x/c:80 yes`,
  },
  {
    what: 'an exception that another peer of the rule takes back',
    policies: [out(to(block('10.0.0.0/8', '10.1.0.0/16'), block('10.1.0.2/32')))],
    rows: `
      x/a -> x/b:80 yes
      x/a -> x/c:80 no`,
  },
  {
    what: 'everything outside but the metadata of the cloud',
    policies: [out({ ...to(block('0.0.0.0/0', '169.254.169.254/32')), ...at({ port: 443 }, { port: 80 }) })],
    rows: `
      x/a -> 203.0.113.9:443 yes
      x/a -> 169.254.169.254:80 no
      x/a -> 169.254.169.253:80 yes
      x/a -> 203.0.113.9:22 no
      x/a -> outside:443 not-known
      x/a -> outside:22 no
      x/a -> 2001:db8::1:443 no`,
  },
  {
    what: 'addresses that may come in, as in the documentation',
    policies: [
      into({
        ...from(block('172.17.0.0/16', '172.17.1.0/24'), namespace('y'), pods('b')),
        ...at({ port: 6379, protocol: 'TCP' }),
      }),
      out({ ...to(block('10.0.0.0/24')), ...at({ port: 5978, protocol: 'TCP' }) }),
    ],
    rows: `
      172.17.0.1 -> x/a:6379 yes
      172.17.1.1 -> x/a:6379 no
      172.17.2.255 -> x/a:6379 yes
      172.18.0.1 -> x/a:6379 no
      y/c -> x/a:6379 yes
      x/b -> x/a:6379 yes
      z/b -> x/a:6379 no
      x/b -> x/a:6380 no
      x/a -> 10.0.0.7:5978 yes
      x/a -> 10.0.1.7:5978 no
      x/a -> 10.0.0.7:5979 no`,
  },
  {
    what: 'selectors, which select no address outside',
    policies: [out(to({ namespaceSelector: {} }))],
    rows: `
      x/a -> y/a:80 yes
      x/a -> 203.0.113.9:443 no
      x/a -> outside:443 no`,
  },
  {
    what: 'ranges of IPv6',
    policies: [into(from(block('2001:db8::/32', '2001:db8:1::/48')))],
    rows: `
      2001:db8::1 -> x/a:80 yes
      2001:db8:ffff::1 -> x/a:80 yes
      2001:db8:1::1 -> x/a:80 no
      2001:db9::1 -> x/a:80 no
      203.0.113.9 -> x/a:80 no`,
  },
  {
    what: 'every address of one family, which is none of the other',
    policies: [into(from(block('::/0')))],
    rows: `
      2001:db8::1 -> x/a:80 yes
      203.0.113.9 -> x/a:80 no`,
  },
  {
    what: 'a range that is written from its middle',
    policies: [into(from(block('192.0.2.77/24')))],
    rows: `
      192.0.2.1 -> x/a:80 yes
      192.0.3.77 -> x/a:80 no`,
  },
  {
    what: 'a pod with addresses of both families',
    policies: [out(to(block('10.4.0.0/16'))), policy('z', { podSelector: named('b'), policyTypes: ['Ingress'] })],
    rows: `
      x/a -> dual/b:80 yes
      x/a -> fd00:4::2:80 no
      dual/a -> z/b:80 no
      x/b -> dual/b:80 yes`,
  },
  {
    what: 'a pod with addresses of both families, of which one is let out to',
    policies: [policy('dual', { podSelector: {}, policyTypes: ['Egress'], egress: [to(block('10.4.0.0/16'))] })],
    rows: `
      dual/a -> dual/b:80 not-known
      dual/a -> x/b:80 no
      dual/a -> fd00:4::2:80 no
      dual/a -> 10.4.0.2:80 yes`,
  },
  {
    what: 'addresses of both families, each of which is let out to',
    policies: [
      policy('dual', {
        podSelector: {},
        policyTypes: ['Egress'],
        egress: [to(block('10.4.0.0/16'), block('fd00:4::/64'))],
      }),
    ],
    rows: `
      dual/a -> dual/b:80 yes
      dual/a -> 10.4.0.9:80 yes
      dual/a -> fd00:5::9:80 no`,
  },
  {
    what: 'a pod on the network of its node, that a policy selects',
    policies: [
      policy('x', {
        podSelector: { matchLabels: { on: 'node' } },
        policyTypes: ['Ingress'],
        ingress: [at({ port: 80 })],
      }),
    ],
    rows: `
      y/a -> x/host:80 yes
      y/a -> x/host:81 not-known
      y/a -> x/b:81 yes`,
  },
  {
    what: 'a pod on the network of its node, that a policy lets in',
    policies: [into(from({ podSelector: { matchLabels: { on: 'node' } } }))],
    rows: `
      x/host -> x/a:80 not-known
      x/b -> x/a:80 no`,
  },
  {
    what: 'a pod on the network of its node, that a policy does not let in, from that node perhaps',
    policies: [into(from(pods('b'))), policy('y', { podSelector: {}, policyTypes: ['Ingress'], ingress: [{}] })],
    rows: `
      x/host -> x/a:80 not-known
      x/host -> y/a:80 yes`,
  },
  {
    what: 'a policy in another namespace',
    policies: [policy('y', { podSelector: named('a'), policyTypes: ['Ingress', 'Egress'] })],
    rows: `
      z/a -> x/a:80 yes
      x/a -> x/b:80 yes
      x/b -> y/a:80 no
      y/a -> x/b:80 no`,
  },
  {
    what: 'a policy that selects no pod that there is',
    policies: [policy('x', { podSelector: named('nobody'), policyTypes: ['Ingress', 'Egress'] })],
    rows: `
      y/a -> x/a:80 yes
      x/a -> y/a:80 yes`,
  },
  {
    what: 'a policy that selects its pods by an expression',
    policies: [policy('x', { podSelector: among('pod', 'NotIn', 'b'), policyTypes: ['Ingress'] })],
    rows: `
      y/a -> x/a:80 no
      y/a -> x/b:80 yes
      y/a -> x/c:80 no`,
  },
  {
    what: 'pods of which some labels are known, as callers',
    policies: [into(from({ ...namespace('y'), podSelector: { matchLabels: { app: 'gateway' } } }))],
    rows: `
      {y,app=gateway} -> x/a:80 yes
      {y,app=other} -> x/a:80 no
      {y} -> x/a:80 not-known
      {z,app=gateway} -> x/a:80 no
      {z} -> x/a:80 no
      {u,app=gateway} -> x/a:80 not-known`,
  },
  {
    what: 'pods of which some labels are known, as callees',
    policies: [policy('y', { podSelector: { matchLabels: { app: 'store' } }, policyTypes: ['Ingress'] })],
    rows: `
      x/a -> {y,app=store}:80 no
      x/a -> {y,app=other}:80 yes
      x/a -> {y}:80 not-known
      x/a -> {z}:80 yes`,
  },
  {
    what: 'pods that a policy may select, and lets through if it does',
    policies: [
      policy('y', { podSelector: { matchLabels: { app: 'store' } }, policyTypes: ['Ingress'], ingress: [{}] }),
    ],
    rows: `
      x/a -> {y}:80 yes
      x/a -> {y,app=store}:80 yes`,
  },
  {
    what: 'pods that a policy selects, and another may select and let through',
    policies: [
      policy('y', { podSelector: {}, policyTypes: ['Ingress'] }),
      policy('y', {
        podSelector: { matchLabels: { app: 'store' } },
        policyTypes: ['Ingress'],
        ingress: [at({ port: 80 })],
      }),
    ],
    rows: `
      x/a -> {y}:80 not-known
      x/a -> {y}:81 no
      x/a -> {y,app=store}:80 yes
      x/a -> {y,app=other}:80 no`,
  },
  {
    what: 'a policy of a namespace that is not named',
    policies: [policy('', { podSelector: {}, policyTypes: ['Ingress'] })],
    rows: `
      y/a -> x/a:80 not-known
      {} -> x/a:80 not-known
      x/a -> {}:80 no`,
  },
  {
    what: 'somebody, where some are let in',
    policies: [into({ ...from(namespace('y')), ...at({ port: 80 }) })],
    rows: `
      ? -> x/a:80 not-known
      ? -> x/a:81 no
      ? -> x/b:81 yes`,
  },
  {
    what: 'peers that the API server refuses',
    policies: [
      into(from({})),
      policy('x', {
        podSelector: named('b'),
        policyTypes: ['Ingress'],
        ingress: [from({ ...block('10.0.0.0/8'), ...pods('c') })],
      }),
    ],
    rows: `
      y/a -> x/a:80 not-known
      x/c -> x/b:80 not-known`,
  },
  {
    what: 'ports and ranges that the API server refuses',
    policies: [
      into(at({ port: 81, endPort: 80 })),
      policy('x', { podSelector: named('b'), policyTypes: ['Ingress'], ingress: [at({ port: 'web', endPort: 90 })] }),
    ],
    rows: `
      y/a -> x/a:80 not-known
      y/a -> x/b:80 not-known`,
  },
  {
    what: 'a range and a selector that cannot be read',
    policies: [
      into(from(block('10.0.0.0/99'))),
      policy('x', {
        podSelector: named('b'),
        policyTypes: ['Ingress'],
        ingress: [from({ podSelector: among('pod', 'Is', 'a') })],
      }),
      policy('z', { podSelector: among('pod', 'Is', 'a'), policyTypes: ['Ingress'] }),
    ],
    rows: `
      10.0.0.1 -> x/a:80 not-known
      y/a -> x/b:80 not-known
      y/a -> z/a:80 not-known`,
  },
];

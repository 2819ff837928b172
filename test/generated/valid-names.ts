import fc from 'fast-check';
import { isNumberToKubectl } from './hostile-text';

// By the regular expressions of Kubernetes, read from its documentation and not from the library's own rules.

/** A DNS-1123 label: what names a namespace, a container, a volume. */
export const label: fc.Arbitrary<string> = fc
  .oneof(
    { weight: 6, arbitrary: fc.stringMatching(/^[a-z0-9]([-a-z0-9]{0,10}[a-z0-9])?$/) },
    { weight: 1, arbitrary: fc.stringMatching(/^[a-z0-9][-a-z0-9]{40,50}[a-z0-9]$/) },
  )
  .filter((text) => !isNumberToKubectl(text));

/** A DNS-1035 label: what names a Service. */
export const labelWithLetter: fc.Arbitrary<string> = fc.stringMatching(/^[a-z]([-a-z0-9]{0,40}[a-z0-9])?$/);

/** A DNS-1123 subdomain: what names most objects. */
export const subdomain: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: label },
  { weight: 2, arbitrary: fc.array(label, { minLength: 2, maxLength: 3 }).map((labels) => labels.join('.')) },
  { weight: 1, arbitrary: fc.stringMatching(/^[a-z0-9][-a-z0-9]{200,230}[a-z0-9]$/) },
);

/** What names a PodDisruptionBudget or a metric: anything that can be one part of a path. */
export const pathSegment: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: subdomain },
  {
    weight: 1,
    arbitrary: fc.constantFrom('Budget', 'two words', 'ünïcödé', 'a:b', 'queue_length', 'x?y=z', '#1', '"q"'),
  },
);

/** The name of a port: at most 15 characters, one of them a letter. */
export const portName: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom('http', 'grpc', 'metrics', 'a', '9p'),
  fc.stringMatching(/^[a-z][a-z0-9]{0,4}(-[a-z0-9]{1,5})?$/),
);

/** The name of an environment variable that every version of Kubernetes takes; none gives a credential away. */
export const variableName: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    'MODEL',
    'LOG_LEVEL',
    'a',
    '_',
    '__proto__',
    'constructor',
    'toString',
    'with-dash',
    'with.dot',
    'PATH',
  ),
  fc.stringMatching(/^[A-Z_][A-Z0-9_]{0,6}X$/),
);

/** A key of a ConfigMap or Secret. */
export const dataKey: fc.Arbitrary<string> = fc.constantFrom(
  'key',
  'TOKEN',
  '.hidden',
  'a..b',
  '-dash',
  '9',
  'x'.repeat(253),
  'tls.key',
);

/** A label or annotation key. */
export const qualifiedName: fc.Arbitrary<string> = fc
  .oneof(
    fc.stringMatching(/^[A-Za-z0-9]([-A-Za-z0-9_.]{0,20}[A-Za-z0-9])?$/),
    fc.constantFrom(
      'example.com/owner',
      'a.b-c.example/X_y.z',
      'toString',
      'sidecar.istio.io/inject',
      `a/${'k'.repeat(63)}`,
    ),
  )
  .filter((text) => !isNumberToKubectl(text));

/** A label value. */
export const labelValue: fc.Arbitrary<string> = fc
  .oneof(
    fc.stringMatching(/^[A-Za-z0-9]([-A-Za-z0-9_.]{0,20}[A-Za-z0-9])?$/),
    fc.constantFrom('', 'true', '1', '1e3', 'v'.repeat(63), 'null', '0x1'),
  )
  .filter((text) => !isNumberToKubectl(text));

/** Labels. */
export const labels: fc.Arbitrary<Readonly<Record<string, string>>> = fc.dictionary(qualifiedName, labelValue, {
  maxKeys: 3,
  noNullPrototype: true,
});

/** A port number. */
export const portNumber: fc.Arbitrary<number> = fc.oneof(
  fc.constantFrom(1, 80, 443, 8080, 65535),
  fc.integer({ min: 1, max: 65535 }),
);

/** A DNS name as the host of an Ingress, with a wildcard or without. */
export const host: fc.Arbitrary<string> = fc
  .tuple(fc.boolean(), label, fc.constantFrom('example.com', 'models.example.org', 'localhost', 'x1.y2.z3'))
  .map(([wild, first, rest]) => `${wild ? '*.' : ''}${first}.${rest}`);

/** A block of addresses as the API server wants it: nothing set behind the prefix. */
export const addressBlock: fc.Arbitrary<string> = fc.constantFrom(
  ...['0.0.0.0/0', '10.0.0.0/8', '192.168.0.0/16', '203.0.113.7/32', '::/0', '2001:db8::/32', 'fd00::1/128'],
);

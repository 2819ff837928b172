import { expect, test } from 'vitest';
import type { Manifest } from '../../../lib/verify';
import { filesStayInVolumes } from '../../../lib/verify/rules/files-stay-in-volumes';
import { check, deployment, workload } from '../manifests';

const path = 'spec.template.spec.volumes[0]';
const volume = (source: object): Manifest => deployment({ pod: { volumes: [{ name: 'a', ...source }] } });
const items = (file: unknown): object => ({ items: [{ key: 'a', path: file }] });
const projected = (...sources: readonly object[]): Manifest => volume({ projected: { sources } });

test.each<{ where: string; manifest: Manifest }>([
  { where: 'a file lies in the volume', manifest: volume({ configMap: items('a/..b/c') }) },
  { where: 'a path is left out, which another rule reports', manifest: volume({ secret: items(undefined) }) },
  {
    where: 'a kind that nobody knows may write it anew',
    manifest: workload('example.com/v1', 'Engine', { pod: { volumes: [{ configMap: items('/a') }] } }),
  },
])('finds nothing where $where', ({ manifest }) => {
  expect(check(filesStayInVolumes, [manifest])).toEqual([]);
});

const out = 'the path leads out of the volume';

test.each<{ where: string; manifest: Manifest; found: readonly string[] }>([
  {
    where: 'absolute',
    manifest: volume({ configMap: items('/a') }),
    found: [`${path}.configMap.items[0].path "/a"`, out],
  },
  { where: 'above', manifest: volume({ secret: items('a/..') }), found: [`${path}.secret.items[0].path "a/.."`, out] },
  {
    where: 'among those of the kubelet',
    manifest: volume({ downwardAPI: items('..data') }),
    found: [`${path}.downwardAPI.items[0].path "..data"`, 'must not start with .., which the kubelet keeps for itself'],
  },
  {
    where: 'a number',
    manifest: volume({ configMap: items(1) }),
    found: [`${path}.configMap.items[0].path 1`, 'must be a text'],
  },
  {
    where: 'projected',
    manifest: projected(
      { secret: items('/a') },
      { serviceAccountToken: { path: '../token' } },
      { clusterTrustBundle: { path: '/ca' } },
    ),
    found: [
      `${path}.projected.sources[0].secret.items[0].path "/a"`,
      out,
      `${path}.projected.sources[1].serviceAccountToken.path "../token"`,
      out,
      `${path}.projected.sources[2].clusterTrustBundle.path "/ca"`,
      out,
    ],
  },
])('finds a file whose path is $where', ({ manifest, found }) => {
  const findings = check(filesStayInVolumes, [manifest]);
  expect(findings.flatMap(({ path, given, message }) => [`${path} ${given}`, message])).toEqual(found);
  for (const { code, severity, fix } of findings) {
    expect([code, severity]).toEqual(['verify/path-leaves-volume', 'error']);
    expect(fix).toBe('a path below the root of the volume, such as config.json');
  }
});

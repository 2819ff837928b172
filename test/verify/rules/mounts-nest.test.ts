import { expect, test } from 'vitest';
import type { Manifest } from '../../../lib/verify';
import { mountsNest } from '../../../lib/verify/rules/mounts-nest';
import { check, deployment, workload, type Changes } from '../manifests';

const changes = (...volumeMounts: readonly object[]): Changes => ({
  pod: {
    volumes: [
      { name: 'empty', emptyDir: {} },
      { name: 'claim', persistentVolumeClaim: { claimName: 'models' } },
      { name: 'settings', configMap: { name: 'settings' } },
      { name: 'folders', secret: { secretName: 'tls', items: [{ key: 'a', path: 'a/b' }] } },
      { name: 'all', projected: { sources: [] } },
      { name: 'self', downwardAPI: {} },
    ],
  },
  container: { volumeMounts },
});
const mounts = (...volumeMounts: readonly object[]): Manifest => deployment({ ...changes(...volumeMounts) });
const at = (mountPath: unknown, name = 'empty', more: object = {}): object => ({ name, mountPath, ...more });
const readOnly = { readOnly: true };

test.each<{ where: string; manifest: Manifest }>([
  { where: 'paths are apart', manifest: mounts(at('/a'), at('/ab'), at('/b/../c')) },
  { where: 'a volume lies in one that can be written to', manifest: mounts(at('/a'), at('/a/b', 'claim', readOnly)) },
  { where: 'all is one volume', manifest: mounts(at('/')) },
  { where: 'paths are left out or no text', manifest: mounts(at(undefined), at(1), at('/a', 'claim', readOnly)) },
  {
    where: 'one path is there twice, which another rule reports',
    manifest: mounts(at('/a'), at('/a')),
  },
  ...['settings', 'folders', 'all', 'self'].map((name) => ({
    where: `the kubelet makes the folder in ${name}`,
    manifest: mounts(at('/a', name, readOnly), at('/a/b')),
  })),
  {
    where: 'what is mounted of a Secret may be a folder',
    manifest: mounts(at('/a', 'folders', { subPath: 'a' }), at('/a/b')),
  },
  {
    where: 'a kind that nobody knows may mount them elsewhere',
    manifest: workload('example.com/v1', 'Engine', { ...changes(at('/a', 'claim', readOnly), at('/a/b')) }),
  },
])('finds nothing where $where', ({ manifest }) => {
  expect(check(mountsNest, [manifest])).toEqual([]);
});

test.each<{ where: string; manifest: Manifest; given: string; message: string }>([
  ...['/tmp/', '//tmp', '/tmp/.', '/var/../tmp', 'tmp'].map((path) => ({
    where: `two paths are one, written as /tmp and ${path}`,
    manifest: mounts(at('/tmp'), at(path)),
    given: JSON.stringify(path),
    message: 'it hides the volume that is mounted at "/tmp", which is the same path',
  })),
  {
    where: 'a path lies in a read-only claim',
    manifest: mounts(at('/models/', 'claim', readOnly), at('/models/cache')),
    given: '"/models/cache"',
    message:
      'it lies in "/models/", which is read-only, so that the container starts only if that volume has a folder there already',
  },
  {
    where: 'a path lies in a root that is read-only, whatever the order',
    manifest: mounts(at('/cache'), at('/', 'claim', readOnly)),
    given: '"/cache"',
    message:
      'it lies in "/", which is read-only, so that the container starts only if that volume has a folder there already',
  },
  {
    where: 'a path lies below a file',
    manifest: mounts(at('/etc/app', 'settings', { subPath: 'app' }), at('/etc/app/cache')),
    given: '"/etc/app/cache"',
    message: 'it lies below "/etc/app", which is one file, so that the container cannot start',
  },
])('finds a warning where $where', ({ manifest, given, message }) => {
  const findings = check(mountsNest, [manifest]);
  expect(findings.map((finding) => [finding.given, finding.message])).toEqual([[given, message]]);
  expect(findings).toMatchObject([
    { code: 'verify/mount-over-mount', severity: 'warning', fix: 'a path outside of the other volume' },
  ]);
  expect(findings[0]?.path).toMatch(/^spec\.template\.spec\.containers\[0\]\.volumeMounts\[[01]\]\.mountPath$/);
});

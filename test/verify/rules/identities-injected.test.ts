import { output } from '@pulumi/pulumi';
import { expect, test } from 'vitest';
import { identitiesInjected } from '../../../lib/verify/rules/identities-injected';
import { foundBy, type Found, type Shown } from '../found';
import type { Manifest } from '../../../lib/verify';
import { deployment, object, plain, workload } from '../manifests';

const account = (annotations: object, name = 'reader'): Manifest =>
  plain('v1', 'ServiceAccount', { name, metadata: { annotations } });
const identity = { 'azure.workload.identity/client-id': 'a' };
const pods = (labels: object, name: string | undefined = 'reader'): Manifest =>
  deployment({ labels: { app: 'chat', ...labels }, pod: { serviceAccountName: name } });
const asking = { 'azure.workload.identity/use': 'true' };

test.each<Shown>([
  { where: 'there is no identity', manifests: [account({}), pods({}), deployment()] },
  { where: 'pods ask for the one that they have', manifests: [account(identity), pods(asking)] },
  {
    where: 'the identity is known only at deployment',
    manifests: [account({ 'azure.workload.identity/client-id': output('a') }), pods(asking)],
  },
  {
    where: 'the account is not of the app',
    manifests: [pods(asking), deployment({ labels: { app: 'a', ...asking } })],
  },
  {
    where: 'a kind that nobody knows makes the pods',
    manifests: [account(identity), workload('example.com/v1', 'Engine', { pod: { serviceAccountName: 'reader' } })],
  },
])('finds nothing where $where', (shown) => {
  expect(foundBy(identitiesInjected, shown)).toEqual([]);
});

test.each<Shown & { readonly found: readonly Found[] }>([
  {
    where: 'pods do not ask',
    manifests: [
      account(identity),
      pods({}),
      pods({ 'azure.workload.identity/use': 'yes' }),
      object('v1', 'Pod', { name: 'one' }, { serviceAccountName: 'reader', containers: [] }),
    ],
    found: [
      {
        on: 'Deployment chat',
        code: 'verify/no-identity',
        severity: 'warning',
        path: 'spec.template.metadata.labels["azure.workload.identity/use"]',
        message: 'ServiceAccount reader has an identity of Azure, and only pods with this label get its token',
        fix: "azure.workload.identity/use: 'true' on the pods",
      },
      {
        on: 'Deployment chat',
        code: 'verify/no-identity',
        severity: 'warning',
        path: 'spec.template.metadata.labels["azure.workload.identity/use"]',
        given: '"yes"',
        message: 'ServiceAccount reader has an identity of Azure, and only pods with this label get its token',
        fix: "azure.workload.identity/use: 'true' on the pods",
      },
      {
        on: 'Pod one',
        code: 'verify/no-identity',
        severity: 'warning',
        path: 'metadata.labels["azure.workload.identity/use"]',
        message: 'ServiceAccount reader has an identity of Azure, and only pods with this label get its token',
        fix: "azure.workload.identity/use: 'true' on the pods",
      },
    ],
  },
  {
    where: 'there is no identity to ask for',
    manifests: [account({}), pods(asking)],
    found: [
      {
        on: 'Deployment chat',
        code: 'verify/no-identity',
        severity: 'warning',
        path: 'spec.template.metadata.labels["azure.workload.identity/use"]',
        message: 'the pods ask for the token of an identity of Azure, and ServiceAccount reader names none',
        fix: 'the annotation azure.workload.identity/client-id on ServiceAccount reader, or AZURE_CLIENT_ID in the pods',
      },
    ],
  },
  {
    where: 'the account of all others has none',
    manifests: [account({}, 'default'), deployment({ labels: { app: 'chat', ...asking } })],
    found: [
      {
        on: 'Deployment chat',
        code: 'verify/no-identity',
        severity: 'warning',
        path: 'spec.template.metadata.labels["azure.workload.identity/use"]',
        message: 'the pods ask for the token of an identity of Azure, and ServiceAccount default names none',
        fix: 'the annotation azure.workload.identity/client-id on ServiceAccount default, or AZURE_CLIENT_ID in the pods',
      },
    ],
  },
])('finds where $where', ({ found, ...shown }) => {
  expect(foundBy(identitiesInjected, shown)).toEqual(found);
});

import { isDeferred } from '../../core';
import type { RuleFinding } from '../finding';
import type { Inventory } from '../inventory';
import { nameOf } from '../manifest';
import type { PodTemplate } from '../pod-template';
import type { Rule } from '../rule';
import { asRecord, asString, ownField } from '../untrusted';

/** Pods that have an identity of the cloud get its token. */
export const identitiesInjected: Rule = {
  name: 'identities-injected',
  summary: 'pods of an account with an identity of Azure ask for its token, and those that ask have such an account',
  source: 'https://learn.microsoft.com/azure/aks/workload-identity-overview: pod labels, service account annotations',
  check(inventory: Inventory): readonly RuleFinding[] {
    const found: RuleFinding[] = [];
    for (const template of inventory.podTemplates) {
      if (template.origin === 'kubernetes') checkPod(template, inventory, found);
    }
    return found;
  },
};

const asks = 'azure.workload.identity/use';
const clientId = 'azure.workload.identity/client-id';

function checkPod({ owner, path, labels, pod }: PodTemplate, inventory: Inventory, found: RuleFinding[]): void {
  const name = asString(pod['serviceAccountName']);
  const asked = ownField(labels, asks);
  if (name === undefined && asked !== 'true') return;
  const wanted = { group: '', kind: 'ServiceAccount', namespace: owner.namespace, name: name ?? 'default' };
  const account = inventory.tryFind(wanted);
  if (account === undefined) return;
  const identity = asRecord(account.metadata['annotations'])[clientId];
  const hasIdentity = asString(identity) !== undefined || isDeferred(identity);
  const place = {
    code: 'verify/no-identity',
    // What needs no token runs without.
    severity: 'warning',
    manifest: owner.manifest,
    path: `${path === '' ? '' : `${path}.`}metadata.labels["${asks}"]`,
  } as const;
  if (hasIdentity && asked !== 'true') {
    found.push({
      ...place,
      ...(typeof asked === 'string' ? { given: JSON.stringify(asked) } : {}),
      message: `${nameOf(account)} has an identity of Azure, and only pods with this label get its token`,
      fix: `${asks}: 'true' on the pods`,
    });
  } else if (!hasIdentity && asked === 'true') {
    found.push({
      ...place,
      message: `the pods ask for the token of an identity of Azure, and ${nameOf(account)} names none`,
      fix: `the annotation ${clientId} on ${nameOf(account)}, or AZURE_CLIENT_ID in the pods`,
    });
  }
}

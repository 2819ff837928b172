import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openCluster } from '../lib/testing';
import { servedFields } from '../test/e2e/served-fields';
import { mergeFields } from './merge-fields';
import type { ServedFields } from './read-openapi';

// npx tsx scripts/kubernetes-fields.ts KUBECONFIG...: reads the fields of the API servers that the files name, the
// oldest version first, and writes them to the table by which `verify` judges fields.

const file = join(__dirname, '../lib/verify/schema/kubernetes-fields.ts');

async function main(kubeconfigs: readonly string[]): Promise<void> {
  const versions: ServedFields[] = [];
  for (const kubeconfig of kubeconfigs) {
    process.env['KUBECONFIG'] = kubeconfig;
    const cluster = await openCluster();
    try {
      versions.push(await servedFields((call) => cluster.call(call), cluster.version));
    } finally {
      await cluster.close();
    }
  }
  writeFileSync(file, print(mergeFields(versions), new Date().toISOString().slice(0, 10)));
}

function print({ version, kinds, definitions }: ServedFields, date: string): string {
  const versions = version.split(' ').map((one) => `'${one.replace(/^v/, '')}'`);
  const fieldsOf = (fields: Readonly<Record<string, string>>): string =>
    Object.entries(fields)
      .map(([field, type]) => `${field}:${type}`)
      .join(' ');
  const lines = (entries: readonly (readonly [string, string])[]): string =>
    entries.map(([name, text]) => `${name} ${text}`).join('\n');
  return `// Written by scripts/kubernetes-fields.ts: the suite e2e mutations shows when it is out of date.
/* eslint-disable max-lines -- a table, a line for each definition */

import type { FieldTable } from './field-table';

/** The fields of the kinds of Kubernetes itself, read from what real API servers say of them in their OpenAPI v3. */
export const kubernetesFields: FieldTable = {
  source: 'kube-apiserver ${version.replaceAll('v', '').replaceAll(' ', ' and ')}, /openapi/v3',
  date: '${date}',
  versions: [${versions.join(', ')}],
  kinds: \`
${lines(Object.entries(kinds))}
\`,
  definitions: \`
${lines(Object.entries(definitions).map(([name, fields]) => [name, fieldsOf(fields)]))}
\`,
};
`;
}

void main(process.argv.slice(2));

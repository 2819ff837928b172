/**
 * The same program, where each module of a provider is imported by its own path instead of all by their index: fewer
 * modules are read, and less is loaded.
 */
export function importedByPath(program: string): string {
  const imports = new Set<string>();
  const text = program.replace(memberOfProvider, (_, provider: string, member: string) => {
    const [folder, ...rest] = member.split('.');
    if (folder === 'types') {
      imports.add(`import type * as ${provider}_types from '@pulumi/${provider}/types/index.js';`);
      return [`${provider}_types`, ...rest].join('.');
    }
    const name = member.slice(member.lastIndexOf('.') + 1);
    const local = `${provider}_${member.replaceAll('.', '_')}`;
    // A function that takes Outputs lies in one file with the one that does not.
    const file = `${name.charAt(0).toLowerCase()}${name.slice(1).replace(/Output$/, '')}.js`;
    const path = [...member.split('.').slice(0, -1), file].join('/');
    imports.add(`import { ${name} as ${local} } from '@pulumi/${provider}/${path}';`);
    return local;
  });
  return [...imports, text.replace(importOfIndex, '')].join('\n');
}

/** What is asked of an index, outside strings. */
const memberOfProvider = /(?<!['.\w])(aws|kubernetes)\.(\w+(?:\.\w+)*)/g;
const importOfIndex = /^import \* as (aws|kubernetes) from .*\n/gm;

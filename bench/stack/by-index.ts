/** The same program, where all of a provider is imported by its index, as Pulumi's own pages do it. */
export function importedByIndex(program: string): string {
  const taken = program.replace(importByPath, (_, name: string, provider: string, folder = '') => {
    return `import ${name} = ${provider}.${folder.replaceAll('/', '.')}${name};`;
  });
  const indexes = ['aws', 'kubernetes'].map((name) => `import * as ${name} from '@pulumi/${name}';`);
  return [...indexes, taken].join('\n');
}

/** What is imported by the path of its module: name, provider and folder. Types alone load nothing. */
const importByPath = /^import \{ (\w+) \} from '@pulumi\/(aws|kubernetes)\/((?:\w+\/)*)\w+\.js';$/gm;

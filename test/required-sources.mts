import { resolve, sep } from 'node:path';
import type { Plugin } from 'vitest/config';

const sources = resolve(import.meta.dirname, '..', 'lib') + sep;

/** Vitest runs sources as ECMAScript modules, in which none can be required when it is needed: it is imported instead. */
export const requiredSources: Plugin = {
  name: 'required-sources',
  enforce: 'pre',
  transform(code, file) {
    if (!file.startsWith(sources)) return undefined;
    const imports: string[] = [];
    const changed = code.replace(/\brequire\('(\.[^']+)'\)/g, (_, path: string) => {
      const name = `required${imports.length}`;
      imports.push(`import * as ${name} from '${path}';`);
      return name;
    });
    // At the end, where they move no line.
    return imports.length === 0 ? undefined : { code: `${changed}\n${imports.join(' ')}\n`, map: null };
  },
};

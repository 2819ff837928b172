import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { outputOf } from './measure';
import { importedByIndex } from './stack/by-index';

/** The same stack by this library and by hand: what each costs to check and to preview, in milliseconds of CPU time. */
export interface StackPrograms {
  readonly typeCheck: (program: StackProgram) => Promise<number>;
  readonly preview: (program: StackProgram) => Promise<number>;
}

/** The program by this library, the one written by hand, and that with imports by index. */
export type StackProgram = 'ours' | 'hand-written' | 'by-index';

/**
 * Lays the programs beside the library as it is published.
 *
 * @param root of the repository
 * @param built where the benchmarks are compiled to
 * @throws Error where one of them registers what the other does not
 */
export async function stackPrograms(root: string, built: string): Promise<StackPrograms> {
  const place = join(root, 'node_modules', '.cache', 'modelyard-stack');
  const published = join(place, 'node_modules', 'modelyard');
  rmSync(place, { recursive: true, force: true });
  mkdirSync(published, { recursive: true });
  copyFileSync(join(root, 'package.json'), join(published, 'package.json'));
  const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const into = ['--outDir', join(published, 'dist')];
  await outputOf(process.execPath, [compiler, '-p', join(root, 'tsconfig.build.json'), ...into]);
  const read = (name: StackProgram): string => readFileSync(join(root, 'bench', 'stack', `${name}.ts`), 'utf8');
  const byHand = read('hand-written');
  const programs = { ours: read('ours'), 'hand-written': byHand, 'by-index': importedByIndex(byHand) };
  for (const [name, text] of Object.entries(programs)) {
    writeFileSync(join(place, `${name}.ts`), text);
    const compilerOptions = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022, esModuleInterop: true };
    writeFileSync(join(place, `${name}.js`), ts.transpileModule(text, { compilerOptions }).outputText);
  }
  const run = (script: string, file: string): Promise<string> =>
    outputOf(process.execPath, [join(built, 'bench', 'stack', `${script}.js`), join(place, file)]);
  const previewed = async (program: StackProgram): Promise<{ work: number; types: readonly string[] }> =>
    JSON.parse(await run('preview', `${program}.js`));
  const ours = (await previewed('ours')).types.join('\n');
  for (const peer of ['hand-written', 'by-index'] as const) {
    const theirs = (await previewed(peer)).types.join('\n');
    if (ours !== theirs) throw new Error(`not the same resources:\n${ours}\n\n${peer}:\n${theirs}`);
  }
  return {
    typeCheck: async (program) => Number(await run('type-check', `${program}.ts`)),
    preview: async (program) => (await previewed(program)).work,
  };
}

import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';

const root = join(__dirname, '..', '..');

/** What every snippet may take as given, unless it imports or makes it itself. */
const given = `
import { type Chart } from 'cdk8s';
import { App, ModelService, defineRuntime, existingSecret, models, nodePool, type ModelServiceProps, type ImageRef } from 'modelyard';
import { ChartsOnCluster, type PulumiCluster } from 'modelyard/pulumi';
import { type Manifest } from 'modelyard/verify';
declare const charts: (app: App) => void;
declare const cluster: PulumiCluster;
declare const chart: Chart;
declare const image: ImageRef;
declare const manifests: readonly Manifest[];
`;

function givenTo(code: string): string {
  const imported = [...code.matchAll(/^import [^{]*\{([^}]*)\}/gm)].flatMap(([, names = '']) => names.split(','));
  const made = [...code.matchAll(/^const (\w+) = /gm)].map(([, name = '']) => name);
  const own = new Set([...imported.map((name) => name.replace('type ', '').trim()), ...made]);
  return given
    .replace(/\{([^}]*)\} from/g, (_, names: string) => {
      const missing = names.split(',').filter((name) => !own.has(name.replace('type ', '').trim()));
      return `{${missing.join(',')}} from`;
    })
    .replace(/^declare const (\w+): .*$/gm, (line: string, name: string) =>
      new RegExp(`^const ${name} = `, 'm').test(code) ? '' : line,
    );
}

function programsOf(page: string): string[] {
  const text = readFileSync(join(root, 'docs', page), 'utf8');
  return [...text.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code]) => code ?? '');
}

/** A snippet that is a single prop becomes the props it would stand in. */
function asProgram(code: string): string {
  const [, prop] = /^(env|scaling): \{/.exec(code) ?? [];
  const body =
    prop === undefined ? code : `const props: Pick<ModelServiceProps, '${prop}'> = { ${code} };\nvoid props;`;
  return `${givenTo(code)}${body}\nvoid [App, ModelService, defineRuntime, existingSecret, models, nodePool, ChartsOnCluster, charts, cluster, chart, image, manifests];\n`;
}

test('every program in the guides compiles', () => {
  const pages = readdirSync(join(root, 'docs')).filter((page) => page.endsWith('.md'));
  const programs = pages.flatMap((page) => programsOf(page).map((code) => ({ page, code })));
  expect(programs.length).toBeGreaterThan(3);
  const folder = mkdtempSync(join(root, 'test', 'docs', '.programs-'));
  try {
    const files = programs.map(({ page, code }, index) => {
      const file = join(folder, `${page}-${index}.ts`);
      writeFileSync(file, asProgram(code));
      return file;
    });
    const config = ts.getParsedCommandLineOfConfigFile(join(root, 'tsconfig.json'), undefined, {
      ...ts.sys,
      onUnRecoverableConfigFileDiagnostic: (diagnostic) => {
        throw new Error(String(diagnostic.messageText));
      },
    });
    const options = { ...config?.options, noUnusedLocals: false, isolatedDeclarations: false, declaration: false };
    const program = ts.createProgram(files, options);
    const problems = files.flatMap((file) => ts.getPreEmitDiagnostics(program, program.getSourceFile(file)));
    expect(
      problems.map(
        ({ file, messageText }) => `${file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`,
      ),
    ).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

/**
 * The quality gates, cheapest first: `npm run check`, or `npm run check -- lint types` for some of them. Every gate
 * runs, whatever became of those before it.
 */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runProgram, type Run } from './run-program';

interface Gate {
  readonly name: string;
  /** The gates whose product it looks at: they run first, also where they were not asked for. */
  readonly needs?: readonly string[];
  readonly run: () => Promise<Run>;
}

const packed = mkdtempSync(join(tmpdir(), 'modelyard-pack-'));

function bin(program: string, ...programArguments: string[]): Promise<Run> {
  return runProgram(join('node_modules', '.bin', program), programArguments);
}

/** A compiler by the name under which it is installed: several are, and each has the same `tsc`. */
function compile(compiler: string, project: string): Promise<Run> {
  return runProgram(process.execPath, [join('node_modules', compiler, 'bin', 'tsc'), '-p', project]);
}

function tarball(): string {
  const [file] = readdirSync(packed);
  if (file === undefined) throw new Error('nothing was packed');
  return join(packed, file);
}

const gates: readonly Gate[] = [
  { name: 'format', run: () => bin('prettier', '--check', '--log-level', 'warn', '.') },
  { name: 'lint', run: () => bin('eslint', '--max-warnings', '0', '.') },
  { name: 'layers', run: () => bin('depcruise', '--config', '.dependency-cruiser.cjs', 'lib') },
  { name: 'types', run: () => compile('typescript', 'tsconfig.json') },
  { name: 'types-5.9', run: () => compile('typescript-5.9', 'tsconfig.json') },
  { name: 'types-7', run: () => compile('typescript-7', 'tsconfig.json') },
  { name: 'unused', run: () => bin('knip') },
  { name: 'build', run: () => runProgram('npm', ['run', '--silent', 'build']) },
  { name: 'api', needs: ['build'], run: () => bin('tsx', 'scripts/api.ts', '--check') },
  {
    name: 'pack',
    needs: ['build'],
    // Built already: its prepack script would build once more.
    run: () => runProgram('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', packed]),
  },
  { name: 'publint', needs: ['pack'], run: async () => bin('publint', 'run', '--strict', tarball()) },
  { name: 'attw', needs: ['pack'], run: async () => bin('attw', '--no-definitely-typed', '--no-emoji', tarball()) },
];

function chosen(names: readonly string[]): readonly Gate[] {
  const unknown = names.find((name) => !gates.some((gate) => gate.name === name));
  if (unknown !== undefined) {
    throw new Error(`no gate is called ${unknown}; there are ${gates.map((gate) => gate.name).join(', ')}`);
  }
  const wanted = new Set<string>();
  const want = (name: string): void => {
    wanted.add(name);
    gates.find((gate) => gate.name === name)?.needs?.forEach(want);
  };
  (names.length > 0 ? names : gates.map((gate) => gate.name)).forEach(want);
  return gates.filter((gate) => wanted.has(gate.name));
}

async function attempt(gate: Gate, failed: ReadonlySet<string>): Promise<Run> {
  const missing = gate.needs?.find((name) => failed.has(name));
  if (missing !== undefined) return { status: 1, output: `not run: ${missing} failed` };
  try {
    return await gate.run();
  } catch (error) {
    return { status: 1, output: String(error) };
  }
}

async function main(): Promise<void> {
  const failed = new Set<string>();
  const selection = chosen(process.argv.slice(2));
  for (const gate of selection) {
    const start = performance.now();
    const { status, output } = await attempt(gate, failed);
    const seconds = ((performance.now() - start) / 1000).toFixed(1);
    console.log(`${status === 0 ? 'passed' : 'FAILED'}  ${gate.name.padEnd(9)}  ${seconds.padStart(5)} s`);
    if (status !== 0) {
      failed.add(gate.name);
      console.log(`\n${output}\n`);
    }
  }
  console.log(`${selection.length - failed.size} passed, ${failed.size} failed`);
  process.exitCode = failed.size === 0 ? 0 : 1;
}

main()
  .catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  })
  .finally(() => {
    rmSync(packed, { recursive: true });
  });

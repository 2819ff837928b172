/**
 * The quality gates, two at a time: `npm run check`, or `npm run check -- lint types` for some of them.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { runGates, type Gate } from './gates';
import { pack, tarballIn } from './package';
import { runProgram, type Run } from './run-program';

const packed = mkdtempSync(join(tmpdir(), 'modelyard-pack-'));

function bin(program: string, ...programArguments: string[]): Promise<Run> {
  return runProgram(join('node_modules', '.bin', program), programArguments);
}

/** What vitest loads cannot be CommonJS, since vitest itself cannot be required. */
const modulesOnly = ['./testing/vitest'];

async function attw(profile: string, ...entryPoints: string[]): Promise<Run> {
  return bin('attw', tarballIn(packed), '--no-definitely-typed', '--no-emoji', '--profile', profile, ...entryPoints);
}

/** A compiler by the name under which it is installed: several are, and each calls its program `tsc`. */
function compile(compiler: string): Promise<Run> {
  return runProgram(process.execPath, [join('node_modules', compiler, 'bin', 'tsc'), '-p', 'tsconfig.json']);
}

const gates: readonly Gate[] = [
  // The longest goes first, so that all others fit beside it.
  { name: 'lint', run: () => bin('eslint', '--max-warnings', '0', '.') },
  { name: 'format', run: () => bin('prettier', '--check', '--log-level', 'warn', '.') },
  { name: 'layers', run: () => bin('depcruise', '--config', '.dependency-cruiser.cjs', 'lib') },
  { name: 'types', run: () => compile('typescript') },
  { name: 'types-5.9', run: () => compile('typescript-5.9') },
  { name: 'types-7', run: () => compile('typescript-7') },
  { name: 'unused', run: () => bin('knip') },
  { name: 'build', run: () => runProgram('npm', ['run', '--silent', 'build']) },
  { name: 'api', needs: ['build'], run: () => bin('tsx', 'scripts/api.ts', '--check') },
  { name: 'pack', needs: ['build'], run: () => pack(packed) },
  { name: 'publint', needs: ['pack'], run: async () => bin('publint', 'run', '--strict', tarballIn(packed)) },
  {
    name: 'attw',
    needs: ['pack'],
    run: () => attw('strict', '--exclude-entrypoints', ...modulesOnly),
  },
  { name: 'attw, modules', needs: ['pack'], run: () => attw('esm-only', '--entrypoints', ...modulesOnly) },
];

// More at once would need more memory than most machines have: linting and compiling take some GB each.
runGates(gates, process.argv.slice(2), Math.min(2, availableParallelism()))
  .catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  })
  .finally(() => {
    rmSync(packed, { recursive: true });
  });

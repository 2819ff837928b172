/** Type-checks one file as `tsc` would, and prints what that cost; fails where the file is wrong. */
import ts from 'typescript';

const before = process.cpuUsage();
const program = ts.createProgram([process.argv[2] ?? ''], {
  noEmit: true,
  strict: true,
  skipLibCheck: true,
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.Node16,
  moduleResolution: ts.ModuleResolutionKind.Node16,
  types: ['node'],
});
const problems = ts.getPreEmitDiagnostics(program);
const { user, system } = process.cpuUsage(before);
if (problems.length > 0) {
  console.error(ts.formatDiagnostics(problems, ts.createCompilerHost({})));
  process.exitCode = 1;
}
console.log(String((user + system) / 1_000));

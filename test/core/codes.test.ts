import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { expect, it } from 'vitest';
import { issueCodes } from 'modelyard';

const root = join(__dirname, '..', '..');
const lib = join(root, 'lib');

const codes = Object.keys(issueCodes);
const rooms = [...new Set(codes.map((code) => code.slice(0, code.indexOf('/'))))];

/** The codes that stand as literals in the library, but for the list of them and for examples in comments. */
function codesInLibrary(): string[] {
  const literal = new RegExp(`(?<=\\bcode: )'[^'$]+'|'(?:${rooms.join('|')})/[a-z-]+'`, 'g');
  const files = readdirSync(lib, { recursive: true, encoding: 'utf8' });
  return files
    .filter((file) => file.endsWith('.ts') && file !== join('core', 'codes.ts'))
    .map((file) => readFileSync(join(lib, file), 'utf8').replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, ''))
    .flatMap((text) => [...text.matchAll(literal)].map(([quoted]) => quoted.slice(1, -1)));
}

it('each code is emitted somewhere, and no code is emitted that is not listed', () => {
  expect([...new Set(codesInLibrary())].sort()).toEqual([...codes].sort());
});

it('each code is of a room, and says in lower case what is wrong', () => {
  const folders = readdirSync(lib, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  expect(folders.map(({ name }) => name)).toEqual(expect.arrayContaining(rooms));
  for (const [code, meaning] of Object.entries(issueCodes)) {
    expect(code).toMatch(/^[a-z]+\/[a-z]+(-[a-z]+)*$/);
    expect(meaning, code).toMatch(/^[a-z][^|]+[^.|\s]$/);
  }
});

const introduction = `# Error codes

Everything that modelyard says about an app carries one of these codes. The set is closed and part of the public contract.

A code that ends synthesis is one of the \`issues\` of the \`ConfigError\` that is thrown. A warning does not end it, and
\`acknowledge(construct, code, reason)\` silences it for that construct and everything below. What begins with
\`verify/not-known\` is neither: a proof that could not be made for want of a fact ([proofs](verify.md)), which ends
synthesis only where \`App({ proof: 'required' })\` asks for it.

A runtime or rule of your own uses codes of its own, such as \`acme/no-owner\`.
`;

it('the page of codes lists each with its meaning; `npx vitest run test/core/codes.test.ts -u` writes it', async () => {
  const tables = rooms.map((room) => {
    const rows = Object.entries(issueCodes).filter(([code]) => code.startsWith(`${room}/`));
    return [`## ${room}`, '', '| code | what is wrong |', '| --- | --- |']
      .concat(rows.map(([code, meaning]) => `| \`${code}\` | ${meaning} |`))
      .join('\n');
  });
  const file = join(root, 'docs', 'errors.md');
  const options = await resolveConfig(file);
  const page = await format([introduction, ...tables].join('\n\n'), { ...options, parser: 'markdown' });
  await expect(page).toMatchFileSnapshot(file);
});

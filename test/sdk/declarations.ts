import { readFileSync } from 'node:fs';
import { dirname, join, resolve, sep } from 'node:path';
import ts from 'typescript';
import type { SdkClass } from './watch-classes';

/** A type, and the file that it stands in, by which its names are read. */
export interface Declared {
  readonly type: ts.TypeNode;
  readonly file: string;
}

/** What an object may hold. */
export interface Members {
  readonly properties: ReadonlyMap<string, { readonly declared: Declared; readonly isOptional: boolean }>;
  /** What stands in any other property; nothing where there may be none. */
  readonly others: Declared | undefined;
}

// The SDKs are generated, and their declarations of few forms: these are read as they stand, which takes less than a
// second, where checking them as a program would takes many. A form that is not known is an error.

const parse = remembered((file: string): ts.SourceFile =>
  ts.createSourceFile(file, readFileSync(file, 'utf8'), {
    languageVersion: ts.ScriptTarget.ES2022,
    jsDocParsingMode: ts.JSDocParsingMode.ParseNone,
  }),
);

/** Reads each thing once. */
function remembered<W extends readonly string[], T>(read: (...words: W) => T): (...words: W) => T {
  const known = new Map<string, T>();
  return (...words) => {
    const key = words.join(' ');
    const found = known.get(key);
    if (found !== undefined) return found;
    const made = read(...words);
    known.set(key, made);
    return made;
  };
}

/** What the constructor of a class takes beside the name of a resource. */
export function argumentsOf({ file, name }: SdkClass): Members {
  const { statements } = parse(file);
  const declaration = statements.find((one) => ts.isClassDeclaration(one) && one.name?.text === name);
  if (declaration === undefined || !ts.isClassDeclaration(declaration)) throw new Error(`${file} declares no ${name}`);
  const constructed = declaration.members.find((one) => ts.isConstructorDeclaration(one));
  const type = constructed?.parameters[1]?.type;
  if (type === undefined || !ts.isTypeReferenceNode(type)) throw new Error(`${name} takes no arguments in ${file}`);
  return membersOf(interfaceIn(statements, nameOf(type.typeName), file), file);
}

/** What an interface of the inputs of the same SDK may hold: `inputs.eks.NodeGroupTaint`. */
export function membersOfInput(name: string, file: string): Members {
  return inputMembers(name, join(sdkOf(file), 'types', 'input.d.ts'));
}

const inputMembers = remembered((name: string, file: string): Members => {
  const [spaces, last] = split(name);
  return membersOf(interfaceIn(inSpaces(parse(file).statements, spaces), last, file), file);
});

/** The values of an enumeration of the same SDK: `enums.containerservice.OSType`. */
export function valuesOfEnum(name: string, file: string): readonly unknown[] {
  const [spaces, last] = split(name);
  const enums = join(sdkOf(file), 'types', 'enums', ...spaces, 'index.d.ts');
  for (const one of parse(enums).statements) {
    if (!ts.isVariableStatement(one)) continue;
    const type = one.declarationList.declarations.find((constant) => nameText(constant.name) === last)?.type;
    if (type === undefined || !ts.isTypeLiteralNode(type)) continue;
    return type.members.map((member) => {
      if (!ts.isPropertySignature(member) || member.type === undefined)
        throw new Error(`a member of ${name} is unclear`);
      return literalOf(member.type);
    });
  }
  throw new Error(`${enums} declares no ${last}`);
}

/** What an object may hold by a type that is written out where it is used. */
export function membersOfLiteral(type: ts.TypeLiteralNode, file: string): Members {
  return membersOf(type, file);
}

/** The value of a type that has only one, which is a text, a number or a boolean. */
export function literalOf(type: ts.TypeNode): unknown {
  if (ts.isLiteralTypeNode(type)) {
    if (ts.isStringLiteral(type.literal)) return type.literal.text;
    if (ts.isNumericLiteral(type.literal)) return Number(type.literal.text);
    if (type.literal.kind === ts.SyntaxKind.TrueKeyword) return true;
    if (type.literal.kind === ts.SyntaxKind.FalseKeyword) return false;
  }
  throw new Error(`a literal of kind ${ts.SyntaxKind[type.kind]} is of no form that is known`);
}

/** A name with its dots. */
export function nameOf(name: ts.EntityName): string {
  return ts.isIdentifier(name) ? name.text : `${nameOf(name.left)}.${name.right.text}`;
}

function membersOf(of: ts.InterfaceDeclaration | ts.TypeLiteralNode, file: string): Members {
  const properties = new Map<string, { readonly declared: Declared; readonly isOptional: boolean }>();
  let others: Declared | undefined;
  for (const member of of.members) {
    if (ts.isIndexSignatureDeclaration(member)) others = { type: member.type, file };
    else if (ts.isPropertySignature(member) && member.type !== undefined) {
      const isOptional = member.questionToken !== undefined;
      properties.set(nameText(member.name), { declared: { type: member.type, file }, isOptional });
    } else throw new Error(`a member of kind ${ts.SyntaxKind[member.kind]} in ${file} is of no form that is known`);
  }
  return { properties, others };
}

function interfaceIn(statements: Iterable<ts.Statement>, name: string, file: string): ts.InterfaceDeclaration {
  for (const one of statements) {
    if (!ts.isInterfaceDeclaration(one) || one.name.text !== name) continue;
    if (one.heritageClauses !== undefined) throw new Error(`${name} in ${file} extends another`);
    return one;
  }
  throw new Error(`${file} declares no ${name}`);
}

/** The statements of namespaces inside one another, each of which may be written in several parts. */
function inSpaces(statements: readonly ts.Statement[], spaces: readonly string[]): readonly ts.Statement[] {
  const [space, ...rest] = spaces;
  if (space === undefined) return statements;
  const inside = statements.flatMap((one) =>
    ts.isModuleDeclaration(one) && one.name.text === space && one.body && ts.isModuleBlock(one.body)
      ? [...one.body.statements]
      : [],
  );
  return inSpaces(inside, rest);
}

function split(name: string): [spaces: readonly string[], last: string] {
  const parts = name.split('.').slice(1);
  return [parts.slice(0, -1), parts.at(-1) ?? ''];
}

function nameText(name: ts.PropertyName | ts.BindingName): string {
  if (ts.isIdentifier(name) || ts.isStringLiteral(name)) return name.text;
  throw new Error(`a name of kind ${ts.SyntaxKind[name.kind]} is of no form that is known`);
}

/** The folder of the SDK that a file is of. */
function sdkOf(file: string): string {
  const parts = resolve(dirname(file)).split(sep);
  return parts.slice(0, parts.lastIndexOf('@pulumi') + 2).join(sep);
}

import { join } from 'node:path';
import ts from 'typescript';

/** What the types of the library let users say, by the names that shapes have. */
export interface PropsOfLibrary {
  /** Each optional prop, such as `Resources.cpuLimit` or `Scaling autoscale.scaleDown`. */
  readonly options: ReadonlySet<string>;
  /** Each member of a union of objects, such as `Scaling: autoscale`. */
  readonly members: ReadonlySet<string>;
  /** The types that were come to and left out. */
  readonly leftOut: ReadonlySet<string>;
}

const root = join(__dirname, '..', '..');

/**
 * Reads what can be given off the declarations, from these types on: through lists, maps and unions, but not through
 * the types that are left out.
 */
export function propsOfLibrary(from: readonly string[], without: ReadonlySet<string>): PropsOfLibrary {
  const program = ts.createProgram([join(root, 'lib', 'index.ts')], readOptions());
  const walk = new Walk(program, without);
  for (const name of from) walk.visitExport(name);
  return walk;
}

function readOptions(): ts.CompilerOptions {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), (path) => ts.sys.readFile(path));
  return { ...ts.parseJsonConfigFileContent(config, ts.sys, root).options, noEmit: true };
}

type Declaration = ts.InterfaceDeclaration | ts.TypeAliasDeclaration;

class Walk implements PropsOfLibrary {
  readonly options: Set<string> = new Set();
  readonly members: Set<string> = new Set();
  readonly leftOut: Set<string> = new Set();
  private readonly visited = new Set<Declaration>();
  private readonly checker: ts.TypeChecker;
  private readonly exports: readonly ts.Symbol[];
  private readonly without: ReadonlySet<string>;

  constructor(program: ts.Program, without: ReadonlySet<string>) {
    this.checker = program.getTypeChecker();
    this.without = without;
    const index = program.getSourceFile(join(root, 'lib', 'index.ts'));
    const symbol = index && this.checker.getSymbolAtLocation(index);
    this.exports = symbol === undefined ? [] : this.checker.getExportsOfModule(symbol);
  }

  visitExport(name: string): void {
    const symbol = this.exports.find((one) => one.name === name);
    const declaration = symbol && this.declarationOf(symbol);
    if (declaration === undefined) throw new Error(`the library exports no type ${name}`);
    this.visitDeclaration(declaration);
  }

  private declarationOf(symbol: ts.Symbol): Declaration | undefined {
    const meant = symbol.flags & ts.SymbolFlags.Alias ? this.checker.getAliasedSymbol(symbol) : symbol;
    return meant.declarations?.find((one) => ts.isInterfaceDeclaration(one) || ts.isTypeAliasDeclaration(one));
  }

  private visitDeclaration(declaration: Declaration): void {
    const name = declaration.name.text;
    if (this.isLeftOut(declaration) || this.visited.has(declaration)) return;
    this.visited.add(declaration);
    if (ts.isTypeAliasDeclaration(declaration)) this.visit(declaration.type, name);
    else this.visitObject(this.checker.getTypeAtLocation(declaration), name);
  }

  private isLeftOut({ name }: Declaration): boolean {
    if (!this.without.has(name.text)) return false;
    this.leftOut.add(name.text);
    return true;
  }

  /** Visits what a node stands for; what has no name of its own goes by the place where it stands. */
  private visit(node: ts.TypeNode, place: string): void {
    if (ts.isParenthesizedTypeNode(node)) this.visit(node.type, place);
    else if (ts.isArrayTypeNode(node)) this.visit(node.elementType, place);
    else if (ts.isTypeOperatorNode(node) || ts.isRestTypeNode(node)) this.visit(node.type, place);
    else if (ts.isTupleTypeNode(node)) for (const element of node.elements) this.visit(element, place);
    if (ts.isUnionTypeNode(node)) for (const one of node.types) this.visitAlternative(one, place);
    else if (ts.isTypeLiteralNode(node) || ts.isIntersectionTypeNode(node)) this.visitAlternative(node, place);
    else if (ts.isTypeReferenceNode(node)) this.visitReference(node, place);
  }

  private visitReference(node: ts.TypeReferenceNode, place: string): void {
    for (const argument of node.typeArguments ?? []) this.visit(argument, place);
    const declaration = this.referred(node);
    if (declaration !== undefined) this.visitDeclaration(declaration);
  }

  /** The declaration in the library that a node refers to: what TypeScript itself brings is looked through. */
  private referred(node: ts.TypeReferenceNode): Declaration | undefined {
    const symbol = this.checker.getSymbolAtLocation(node.typeName);
    const declaration = symbol && this.declarationOf(symbol);
    const isOurs = declaration?.getSourceFile().fileName.startsWith(join(root, 'lib')) === true;
    return isOurs ? declaration : undefined;
  }

  /** One member of a union, or all of it where there is no choice: a union in a union is the outer one's. */
  private visitAlternative(node: ts.TypeNode, union: string): void {
    if (ts.isParenthesizedTypeNode(node)) {
      this.visitAlternative(node.type, union);
      return;
    }
    if (ts.isTypeReferenceNode(node)) {
      const declaration = this.referred(node);
      if (declaration === undefined || this.isLeftOut(declaration)) {
        this.visit(node, union);
        return;
      }
      if (ts.isTypeAliasDeclaration(declaration) && ts.isUnionTypeNode(declaration.type)) {
        if (this.isOfKinds(node) && !union.includes('.')) {
          for (const one of declaration.type.types) this.visitAlternative(one, union);
        } else this.visit(node, union);
        return;
      }
    }
    const type = this.checker.getTypeFromTypeNode(node);
    const parts = type.isUnion() ? type.types : [type];
    const kinds = parts.map((part) => this.kindOf(part));
    if (kinds.some((kind) => kind === undefined) || union.includes('.')) {
      if (ts.isTypeLiteralNode(node) || ts.isIntersectionTypeNode(node)) this.visitObject(type, union);
      else this.visit(node, union);
      return;
    }
    parts.forEach((part, index) => {
      this.members.add(`${union}: ${String(kinds[index])}`);
      this.visitObject(part, `${union} ${String(kinds[index])}`);
    });
  }

  private isOfKinds(node: ts.TypeNode): boolean {
    const type = this.checker.getTypeFromTypeNode(node);
    return (type.isUnion() ? type.types : [type]).every((part) => this.kindOf(part) !== undefined);
  }

  private kindOf(type: ts.Type): string | undefined {
    const kind = type.getProperty('kind');
    const declaration = kind?.valueDeclaration;
    if (kind === undefined || declaration === undefined) return undefined;
    const value = this.checker.getTypeOfSymbolAtLocation(kind, declaration);
    return value.isStringLiteral() ? value.value : undefined;
  }

  private visitObject(type: ts.Type, owner: string): void {
    for (const property of type.getProperties()) {
      if (property.name.startsWith('__@')) continue;
      const place = `${owner}.${property.name}`;
      if (property.flags & ts.SymbolFlags.Optional) this.options.add(place);
      for (const declaration of property.declarations ?? []) {
        if (ts.isPropertySignature(declaration) && declaration.type !== undefined) this.visit(declaration.type, place);
      }
    }
  }
}

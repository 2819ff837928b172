import Module from 'node:module';

/** A class of resources, as an SDK of a provider declares it. */
export interface SdkClass {
  /** The file of its declaration. */
  readonly file: string;
  readonly name: string;
}

/** What a program gave to the constructor of a class, by the names of its properties. */
export interface Given {
  readonly of: SdkClass;
  /** The name of the resource. */
  readonly resource: string;
  readonly properties: readonly string[];
}

// Constructors drop each property that they do not know, so the engine never hears of it: what was given is noted on
// its way in. Run before each test file, since classes are watched from when their modules are loaded.

/** The classes of resources that were loaded, by type. */
export const sdkClasses: Map<string, SdkClass> = new Map();

/** Stands in place of a type for the class of custom resources, which has none of its own. */
export const customResource = 'CustomResource';

/** What was given since this was emptied. */
export const given: Given[] = [];

const sdk = /[\\/]@pulumi[\\/](aws|azure-native|kubernetes)[\\/].*\.js$/;

// Node lets this be replaced, and declares no type for it.
const loader = Module.prototype as unknown as {
  _compile: (this: { exports: Record<string, unknown> }, code: string, file: string, ...rest: unknown[]) => unknown;
};
const compile = loader._compile;
loader._compile = function (code, file, ...rest) {
  const result = compile.call(this, code, file, ...rest);
  if (sdk.test(file)) {
    // An index has getters, which load other modules: these are seen when they are.
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(this.exports))) {
      const type = isClass(value) ? typeOf(value) : undefined;
      if (type === undefined) continue;
      const of = { file: file.replace(/\.js$/, '.d.ts'), name };
      sdkClasses.set(type, of);
      this.exports[name] = watched(value, of);
    }
  }
  return result;
};

type ResourceClass = new (...args: unknown[]) => object;

function isClass(value: unknown): value is ResourceClass {
  return typeof value === 'function';
}

/** The type of its resources; that of custom ones is each time another, and stands for all. */
function typeOf(value: ResourceClass): string | undefined {
  if ('__pulumiType' in value && typeof value.__pulumiType === 'string') return value.__pulumiType;
  return value.name === customResource ? customResource : undefined;
}

function watched(original: ResourceClass, of: SdkClass): ResourceClass {
  const proxy: ResourceClass = new Proxy(original, {
    construct(target, args: unknown[], made): object {
      given.push({ of, resource: String(args[0]), properties: propertiesOf(args[1]) });
      // What a constructor makes is an object, though its type does not say so.
      return Reflect.construct(target, args, made === proxy ? target : made) as object;
    },
  });
  return proxy;
}

function propertiesOf(args: unknown): readonly string[] {
  return Object.entries(Object(args)).flatMap(([name, value]) => (value === undefined ? [] : [name]));
}

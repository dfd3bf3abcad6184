import { fileURLToPath } from 'node:url';
import ts from 'typescript';

// The shapes of the contract as JSON Schema, as the compiler understands them: whatever a type is made of, what it comes
// to is described. Every object is closed, so that an answer with a field that no type speaks of is wrong.

/** JSON Schema, as far as types need it. */
export type Schema = Readonly<Record<string, unknown>>;

/** Schemas of the types that answers are made of, by name, and of what each path is answered with. */
export interface TypeSchemas {
  readonly answers: Readonly<Record<string, Schema>>;
  readonly components: Readonly<Record<string, Schema>>;
}

const CONTRACT = fileURLToPath(new URL('../sdk/src/contract/index.ts', import.meta.url));
const BASE = fileURLToPath(new URL('../tsconfig.base.json', import.meta.url));

/** What is described beside the answers to questions. */
const OTHERS = ['ApiError', 'EventRecord', 'IssueRequest', 'IssueAnswer'] as const;

function program(): ts.Program {
  const base = ts.readConfigFile(BASE, (path) => ts.sys.readFile(path));
  const { options } = ts.parseJsonConfigFileContent(base.config, ts.sys, fileURLToPath(new URL('..', import.meta.url)));
  return ts.createProgram([CONTRACT], { ...options, composite: false, noEmit: true });
}

const has = (type: ts.Type, flag: ts.TypeFlags): boolean => (type.flags & flag) !== 0;

const PRIMITIVES: readonly (readonly [flag: ts.TypeFlags, schema: Schema])[] = [
  [ts.TypeFlags.StringLike, { type: 'string' }],
  [ts.TypeFlags.NumberLike, { type: 'number' }],
  [ts.TypeFlags.BooleanLike, { type: 'boolean' }],
  [ts.TypeFlags.Null, { type: 'null' }],
  [ts.TypeFlags.Unknown, {}],
];

/** `{@link Name}` is for who reads the source. */
const plain = (text: string): string => text.replaceAll(/\{@link (\S+?)\}/g, '`$1`').replaceAll(/\s*\n\s*/g, ' ');

const described = (schema: Schema, description: string): Schema =>
  description === '' ? schema : { description: plain(description), ...schema };

/** Makes schemas of the types of one program. */
class Describer {
  readonly #checker: ts.TypeChecker;
  readonly #exports: ReadonlyMap<string, ts.Symbol>;
  readonly components = new Map<string, Schema>();

  constructor(compiled: ts.Program) {
    this.#checker = compiled.getTypeChecker();
    const file = compiled.getSourceFile(CONTRACT);
    const contract = file === undefined ? undefined : this.#checker.getSymbolAtLocation(file);
    if (contract === undefined) throw new Error(`${CONTRACT} is no module`);
    this.#exports = new Map(
      this.#checker
        .getExportsOfModule(contract)
        .map((symbol) => [
          symbol.name,
          (symbol.flags & ts.SymbolFlags.Alias) === 0 ? symbol : this.#checker.getAliasedSymbol(symbol),
        ]),
    );
  }

  /** A type that the contract exports. */
  exported(name: string): ts.Type {
    const symbol = this.#exports.get(name);
    if (symbol === undefined) throw new Error(`The contract exports no ${name}`);
    return this.#checker.getDeclaredTypeOfSymbol(symbol);
  }

  /** What stands under each key of a type. */
  entries(type: ts.Type): readonly (readonly [string, ts.Type])[] {
    return this.#checker
      .getPropertiesOfType(type)
      .map((property) => [property.name, this.#checker.getTypeOfSymbol(property)]);
  }

  /** A type where it is used: by its name, if the contract gives it one. */
  use(type: ts.Type): Schema {
    const name = this.#nameOf(type);
    if (name === undefined) return this.#spellOut(type);
    if (!this.components.has(name)) {
      // Types may speak of themselves: the place is taken before it is filled.
      this.components.set(name, {});
      const symbol = type.aliasSymbol ?? type.getSymbol();
      const comment = ts.displayPartsToString(symbol?.getDocumentationComment(this.#checker));
      this.components.set(name, described(this.#spellOut(type), comment));
    }
    return { $ref: `#/components/schemas/${name}` };
  }

  /** `TaskSummary`, and `TaskSummaryPage` for `Page<TaskSummary>`. */
  #nameOf(type: ts.Type): string | undefined {
    const symbol = type.aliasSymbol ?? type.getSymbol();
    if (symbol === undefined || this.#exports.get(symbol.name) !== symbol) return undefined;
    const given =
      type.aliasSymbol === undefined
        ? this.#checker.getTypeArguments(type as ts.TypeReference)
        : type.aliasTypeArguments;
    const names = (given ?? []).map((argument) =>
      has(argument, ts.TypeFlags.TypeParameter) ? '' : this.#nameOf(argument),
    );
    return names.includes(undefined) ? undefined : `${names.join('')}${symbol.name}`;
  }

  #spellOut(type: ts.Type): Schema {
    if (type.isUnion()) return this.#anyOf(type.types);
    if (type.isStringLiteral() || type.isNumberLiteral()) return { const: type.value };
    const primitive = PRIMITIVES.find(([flag]) => has(type, flag));
    if (primitive !== undefined) return primitive[1];
    // A string that is any but shows the known ones to editors.
    if (type.isIntersection() && type.types.some((part) => has(part, ts.TypeFlags.String))) return { type: 'string' };
    if (this.#checker.isArrayType(type)) {
      const [item] = this.#checker.getTypeArguments(type as ts.TypeReference);
      if (item !== undefined) return { type: 'array', items: this.use(item) };
    }
    if (has(type, ts.TypeFlags.Object | ts.TypeFlags.Intersection)) return this.#object(type);
    throw new Error(`No schema says ${this.#checker.typeToString(type)}`);
  }

  #object(type: ts.Type): Schema {
    const fields = this.#checker.getPropertiesOfType(type);
    const isOptional = ({ flags }: ts.Symbol): boolean => (flags & ts.SymbolFlags.Optional) !== 0;
    const required = fields.filter((field) => !isOptional(field)).map(({ name }) => name);
    const rest = this.#checker.getIndexInfoOfType(type, ts.IndexKind.String);
    const properties = fields.map((field) => {
      const comment = ts.displayPartsToString(field.getDocumentationComment(this.#checker));
      return [field.name, described(this.use(this.#checker.getTypeOfSymbol(field)), comment)] as const;
    });
    return {
      type: 'object',
      ...(properties.length === 0 ? {} : { properties: Object.fromEntries(properties) }),
      ...(required.length === 0 ? {} : { required }),
      additionalProperties: rest === undefined ? false : this.use(rest.type),
    };
  }

  /** A union: its words as one list, and null beside what else it may be. */
  #anyOf(parts: readonly ts.Type[]): Schema {
    // The compiler lists words in the order in which it met them first.
    const words = parts
      .flatMap((part) => (part.isStringLiteral() || part.isNumberLiteral() ? [part.value] : []))
      .sort();
    const isNullable = parts.some((part) => has(part, ts.TypeFlags.Null));
    const rest = parts.filter(
      (part) =>
        !part.isLiteral() && !has(part, ts.TypeFlags.Null | ts.TypeFlags.Undefined | ts.TypeFlags.BooleanLiteral),
    );
    const choices: readonly Schema[] = [
      ...(words.length === 0 ? [] : [{ type: typeof words[0], enum: words }]),
      ...(parts.some((part) => has(part, ts.TypeFlags.BooleanLiteral)) ? [{ type: 'boolean' }] : []),
      ...rest.map((part) => this.use(part)),
    ];
    const [only, ...others] = choices;
    if (!isNullable) return only !== undefined && others.length === 0 ? only : { anyOf: choices };
    if (only !== undefined && others.length === 0 && typeof only['type'] === 'string') {
      return { ...only, type: [only['type'], 'null'], ...(words.length > 0 ? { enum: [...words, null] } : {}) };
    }
    return { anyOf: [...choices, { type: 'null' }] };
  }
}

/** The schemas of all that the v1 API takes and gives. */
export function typeSchemas(): TypeSchemas {
  const describer = new Describer(program());
  const answers = describer
    .entries(describer.exported('Answers'))
    .map(([path, type]) => [path, describer.use(type)] as const);
  for (const name of OTHERS) describer.use(describer.exported(name));
  return { answers: Object.fromEntries(answers), components: Object.fromEntries(describer.components) };
}

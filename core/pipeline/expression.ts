import { Environment } from '@marcbachmann/cel-js';

/** An expression of the Common Expression Language. */
export interface Expression {
  readonly text: string;
  /** What it reads: a variable with the fields that follow it, such as `steps.search.front`. */
  readonly reads: readonly (readonly string[])[];
  /** The operator at the top, and what stands on its two sides, where it is a comparison. */
  readonly comparison?: { readonly operator: Comparison; readonly left: string; readonly right: string };
  evaluate(context: Readonly<Record<string, unknown>>): unknown;
}

export type Comparison = '<' | '<=' | '>' | '>=';

const COMPARISONS: readonly Comparison[] = ['<=', '>=', '<', '>'];

const environment = arithmetic(new Environment({ unlistedVariablesAreDyn: true }));

/** Parses an expression; what is wrong with it is the message of the Error that it throws. */
export function parseExpression(text: string): Expression {
  const parsed = environment.parse(text);
  const reads: string[][] = [];
  collect(parsed.ast, reads);
  return {
    text,
    reads,
    comparison: comparisonOf(parsed.ast, text),
    evaluate: (context) => plain(parsed({ ...context })),
  };
}

/** CEL does not mix whole and fractional numbers; a user who writes `2 * baseline.ops` means just that. */
function arithmetic(base: Environment): Environment {
  const operations = {
    '+': (a: number, b: number) => a + b,
    '-': (a: number, b: number) => a - b,
    '*': (a: number, b: number) => a * b,
    '/': (a: number, b: number) => a / b,
  };
  for (const [operator, compute] of Object.entries(operations)) {
    const handler = (a: unknown, b: unknown) => compute(Number(a), Number(b));
    base.registerOperator(`double ${operator} int`, handler);
    base.registerOperator(`int ${operator} double`, handler);
  }
  return base;
}

/** CEL's whole numbers are bigints, which JSON cannot hold. */
function plain(value: unknown): unknown {
  return typeof value === 'bigint' ? Number(value) : value;
}

interface Node {
  readonly op: string;
  readonly args: unknown;
  readonly start: number;
  readonly end: number;
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'op' in value && 'args' in value && 'start' in value;
}

function collect(value: unknown, reads: string[][]): void {
  if (Array.isArray(value)) {
    for (const item of value) collect(item, reads);
    return;
  }
  if (!isNode(value)) return;
  const path = memberPath(value);
  if (path === undefined) collect(value.args, reads);
  else reads.push(path);
}

/** `a.b.c` as a path; undefined for any other node. */
function memberPath(node: unknown): string[] | undefined {
  if (!isNode(node)) return undefined;
  if (node.op === 'id') return [String(node.args)];
  if (node.op !== '.' || !Array.isArray(node.args)) return undefined;
  const before = memberPath(node.args[0]);
  return before === undefined ? undefined : [...before, String(node.args[1])];
}

function comparisonOf(ast: unknown, text: string): Expression['comparison'] {
  if (!isNode(ast) || !Array.isArray(ast.args)) return undefined;
  const operator = COMPARISONS.find((known) => known === ast.op);
  const [left, right]: readonly unknown[] = ast.args;
  if (operator === undefined || !isNode(left) || !isNode(right)) return undefined;
  // A side's range leaves out brackets around it, so the text is cut at the operator between the two.
  const cut = text.indexOf(operator, left.end);
  return { operator, left: text.slice(0, cut), right: text.slice(cut + operator.length) };
}

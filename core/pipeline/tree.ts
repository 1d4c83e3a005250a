import { Environment, ParseError, type ASTNode } from '@marcbachmann/cel-js';
import { PipelineError } from '../errors.js';

/** What parsing gives: the syntax tree, and a function that evaluates it. */
export type Parsed = ReturnType<Environment['parse']>;

const environment = arithmetic(new Environment({ unlistedVariablesAreDyn: true }));

/** Parses the Common Expression Language. Throws a PipelineError `BAD_EXPRESSION`. */
export function parseTree(text: string): Parsed {
  try {
    return environment.parse(text);
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    const column = error.range === undefined ? '' : `, at character ${error.range.start + 1}`;
    throw new PipelineError('BAD_EXPRESSION', `'${text}' cannot be read: ${error.summary}${column}.`, {
      hint: 'Write steps.<step>.<output>, or item in a step with forEach.',
      cause: error,
    });
  }
}

/**
 * `a.b.c` as a path, `a["b"]` too; undefined for any other node. Indices of lists do not belong to paths.
 */
export function memberPath(node: ASTNode): readonly string[] | undefined {
  switch (node.op) {
    case 'id':
      return [node.args];
    case '.': {
      const before = memberPath(node.args[0]);
      return before === undefined ? undefined : [...before, node.args[1]];
    }
    case '[]': {
      const [of, index] = node.args;
      const before = memberPath(of);
      if (before === undefined || index.op !== 'value' || typeof index.args !== 'string') return undefined;
      return [...before, index.args];
    }
    default:
      return undefined;
  }
}

/** The variables that a macro such as `list.map(x, x.front)` binds in its arguments. */
export function boundBy(node: ASTNode): readonly string[] {
  if (node.op !== 'rcall') return [];
  const [, , args] = node.args;
  const first = args.at(0);
  return args.length > 1 && first?.op === 'id' ? [first.args] : [];
}

/** The nodes right below a node. */
export function childrenOf(node: ASTNode): readonly ASTNode[] {
  return nodesIn(node.args);
}

function nodesIn(value: unknown): readonly ASTNode[] {
  if (Array.isArray(value)) return value.flatMap(nodesIn);
  return isTree(value) ? [value] : [];
}

function isTree(value: unknown): value is ASTNode {
  return typeof value === 'object' && value !== null && 'op' in value && 'args' in value && 'start' in value;
}

/** CEL does not mix whole and fractional numbers; a user who writes `100 * steps.evaluate.miou` means just that. */
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

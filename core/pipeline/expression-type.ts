import type { ASTNode } from '@marcbachmann/cel-js';
import { suggest } from './near.js';
import { elementType, outputsOf } from './outputs.js';
import { parseExpression } from './expression.js';
import { wholeExpression } from './references.js';
import type { KnownStep, Scope } from './scope.js';
import { childrenOf, memberPath } from './tree.js';

/** Told of what is wrong with an expression. */
export type Say = (code: string, message: string, hint?: string) => void;

/** The type of a value that is computed, and of no kind that a step gives. */
export const COMPUTED = 'computed value';

/**
 * The type of an expression's value, such as `network` or `list of candidate`; undefined where nothing is known of it,
 * or after `say` was told what is wrong. `step` is where it stands, undefined outside of steps.
 */
export function typeOfExpression(
  tree: ASTNode,
  scope: Scope,
  step: KnownStep | undefined,
  say: Say,
): string | undefined {
  const typeOf = (node: ASTNode): string | undefined => {
    const path = memberPath(node);
    if (path !== undefined) return typeOfPath(path, scope, step, say);
    const types = childrenOf(node).map(typeOf);
    switch (node.op) {
      case '[]':
        return types[0] === undefined ? undefined : (elementType(types[0]) ?? COMPUTED);
      case '?:':
        return types[1] === types[2] ? types[1] : COMPUTED;
      case '.':
        return undefined;
      default:
        return COMPUTED;
    }
  };
  return typeOf(tree);
}

function typeOfPath(
  [head, ...rest]: readonly string[],
  scope: Scope,
  step: KnownStep | undefined,
  say: Say,
): string | undefined {
  if (head === 'item') {
    const type = typeOfItem(scope, step, say);
    return rest.length === 0 ? type : undefined;
  }
  if (head !== 'steps') {
    say('UNKNOWN_REFERENCE', `There is no '${head}' to refer to.`, suggest(head, ['steps', 'item'], 'names'));
    return undefined;
  }
  const [id, output, ...fields] = rest;
  if (rest.length < 2) {
    say(
      'UNKNOWN_REFERENCE',
      `'${['steps', ...rest].join('.')}' names no output.`,
      'Write steps.<step>.<output>.',
    );
    return undefined;
  }
  const type = typeOfOutput(id, output, scope, say);
  return fields.length === 0 ? type : undefined;
}

function typeOfOutput(id: string, output: string, { steps }: Scope, say: Say): string | undefined {
  if (steps === undefined) return undefined;
  const step = steps.get(id);
  if (step === undefined) {
    say('UNKNOWN_STEP', `There is no step '${id}'.`, suggest(id, [...steps.keys()], 'steps'));
    return undefined;
  }
  if (step.uses === undefined) return undefined;
  const outputs = outputsOf(step.uses, step.forEach !== undefined);
  if (!outputs.has(output)) {
    say(
      'UNKNOWN_OUTPUT',
      `Step '${id}' has no output '${output}'.`,
      suggest(output, [...outputs.keys()], 'outputs'),
    );
  }
  return outputs.get(output);
}

/** Mistakes in the `forEach` itself are told where it stands, not wherever its item is used. */
function typeOfItem(scope: Scope, step: KnownStep | undefined, say: Say): string | undefined {
  if (step?.forEach === undefined) {
    say('UNKNOWN_REFERENCE', "There is no 'item' outside a step with forEach.", 'Give the step a forEach.');
    return undefined;
  }
  const whole = wholeExpression(step.forEach);
  if (whole === undefined) return undefined;
  try {
    const list = typeOfExpression(parseExpression(whole).tree, scope, undefined, () => undefined);
    return list === undefined ? undefined : elementType(list);
  } catch {
    return undefined;
  }
}

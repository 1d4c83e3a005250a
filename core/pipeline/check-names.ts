import { latencyMetric } from '../metrics/metrics.js';
import { annotatedTexts, type Annotated } from './annotations.js';
import { parseConstraint } from './constraints.js';
import type { PipelineDocument, StepSpec } from './document.js';
import { parseExpression, type Expression } from './expression.js';
import { suggest } from './near.js';
import { elementType, outputsOf } from './outputs.js';
import type { Source } from './parse.js';
import type { Problem } from './problem.js';
import { expressionsIn, wholeExpression } from './references.js';

/** What names and references are checked against. */
export interface Named {
  readonly networks: object;
  readonly datasets: object;
  readonly targets: object;
  readonly steps: PipelineDocument['steps'];
}

/** Checks every name, reference and constraint of a document whose steps are of known kinds. */
export function checkNames(document: Named, source: Source): readonly Problem[] {
  return annotatedTexts(document).flatMap((annotated) => new Checker(document, source, annotated).check());
}

class Checker {
  private readonly problems: Problem[] = [];
  private readonly step: StepSpec | undefined;

  constructor(
    private readonly document: Named,
    private readonly source: Source,
    private readonly at: Annotated,
  ) {
    this.step = at.path[0] === 'steps' ? document.steps[String(at.path[1])] : undefined;
  }

  check(): readonly Problem[] {
    const { text, names, takes, constraint } = this.at;
    if (constraint) this.checkConstraint(text);
    else if (expressionsIn(text).length > 0 || text.includes('${{')) this.checkExpressions(text, takes);
    else if (names !== undefined) this.checkName(text, names, takes);
    else if (takes !== undefined) {
      this.say(
        'WRONG_REFERENCE',
        `'${text}' is no expression.`,
        `Write one that gives a ${takes}, such as \${{ steps.name.${takes} }}.`,
      );
    }
    return this.problems;
  }

  private checkName(text: string, section: string, takes: string | undefined): void {
    const known = Object.keys(sectionOf(this.document, section));
    if (known.includes(text)) return;
    const singular = section.replace(/s$/, '');
    const hint = suggest(text, known, section);
    this.say(
      `UNKNOWN_${singular.toUpperCase()}`,
      `There is no ${singular} '${text}'.`,
      takes === undefined ? hint : `${hint} Or give an expression.`,
    );
  }

  private checkExpressions(text: string, takes: string | undefined): void {
    const whole = wholeExpression(text);
    if (takes !== undefined && whole === undefined) {
      this.say(
        'WRONG_REFERENCE',
        `'${text}' is not one expression.`,
        `Write \${{ … }} and nothing around it.`,
      );
      return;
    }
    for (const inner of expressionsIn(text)) {
      const expression = this.parse(inner);
      if (expression === undefined) continue;
      const types = expression.reads.map((path) => this.typeOf(path));
      const [only] = types;
      if (
        takes !== undefined &&
        expression.reads.length === 1 &&
        expression.reads[0].join('.') === inner &&
        only !== undefined
      ) {
        this.checkType(inner, only, takes);
      }
    }
  }

  private checkType(text: string, type: string, takes: string): void {
    const fits = takes === 'list' ? elementType(type) !== undefined : type === takes;
    if (!fits)
      this.say(
        'WRONG_REFERENCE',
        `'${text}' is a ${type}; a ${takes} is needed here.`,
        'Refer to an output of the right kind.',
      );
  }

  /** The type of what a path reads; undefined where it is not known, or after a problem was said. */
  private typeOf([head, ...rest]: readonly string[]): string | undefined {
    if (head === 'item') return this.itemType();
    if (head !== 'steps') {
      this.say(
        'UNKNOWN_REFERENCE',
        `There is no '${head}' to refer to.`,
        suggest(head, ['steps', 'item'], 'names'),
      );
      return undefined;
    }
    const [id, output] = rest;
    if (id === undefined || output === undefined) {
      this.say(
        'UNKNOWN_REFERENCE',
        `'${['steps', ...rest].join('.')}' names no output.`,
        'Write steps.<step>.<output>.',
      );
      return undefined;
    }
    const { steps } = this.document;
    if (!(id in steps)) {
      this.say('UNKNOWN_STEP', `There is no step '${id}'.`, suggest(id, Object.keys(steps), 'steps'));
      return undefined;
    }
    const outputs = outputsOf(steps[id]);
    if (output in outputs) return rest.length === 2 ? outputs[output] : undefined;
    this.say(
      'UNKNOWN_OUTPUT',
      `Step '${id}' has no output '${output}'.`,
      suggest(output, Object.keys(outputs), 'outputs'),
    );
    return undefined;
  }

  private itemType(): string | undefined {
    const each = this.step?.forEach;
    if (each === undefined) {
      this.say(
        'UNKNOWN_REFERENCE',
        "There is no 'item' outside a step with forEach.",
        'Give the step a forEach.',
      );
      return undefined;
    }
    const path = wholeExpression(each)?.split('.') ?? [];
    const [head, id, output] = path;
    if (head !== 'steps' || path.length !== 3 || !(id in this.document.steps)) return undefined;
    const type = outputsOf(this.document.steps[id])[output];
    return type === undefined ? undefined : elementType(type);
  }

  private checkConstraint(text: string): void {
    try {
      const constraint = parseConstraint(text);
      const known = [
        'miou',
        'ops',
        'macs',
        'params',
        ...Object.keys(this.document.targets).map(latencyMetric),
      ];
      for (const name of [...constraint.metrics, ...constraint.baseline]) {
        if (!known.includes(name))
          this.say('UNKNOWN_METRIC', `There is no metric '${name}'.`, suggest(name, known, 'metrics'));
      }
    } catch (error) {
      this.say(
        'BAD_CONSTRAINT',
        `The constraint '${text}' cannot be used: ${messageOf(error)}`,
        'Write a comparison such as ops <= 0.6 * baseline.ops.',
      );
    }
  }

  private parse(text: string): Expression | undefined {
    try {
      return parseExpression(text);
    } catch (error) {
      this.say('BAD_EXPRESSION', `The expression '${text}' cannot be read: ${messageOf(error)}`);
      return undefined;
    }
  }

  private say(code: string, message: string, hint?: string): void {
    this.problems.push({ code, message, place: this.source.locate(this.at.path), hint });
  }
}

function sectionOf(document: Named, section: string): object {
  switch (section) {
    case 'networks':
      return document.networks;
    case 'datasets':
      return document.datasets;
    case 'targets':
      return document.targets;
    default:
      return document.steps;
  }
}

function messageOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split('\n')[0];
}

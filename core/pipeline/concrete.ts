import { PipelineError } from '../errors.js';
import { expressionTexts, fillDocument, type Context } from './fill.js';
import type { StepSpec } from './document.js';
import { documentOf, type Draft, stepIn } from './planned-step.js';
import type { Problem } from './problem.js';
import { validateStep } from './validate.js';

/**
 * A step with the values of its expressions, checked as those that are written out are; expressions that give artifacts
 * stay. The context has all that they read. Throws a PipelineError `WRONG_VALUE` with everything that is wrong.
 */
export function concreteStep(draft: Draft, context: Context): StepSpec {
  const problems: Pick<Problem, 'code' | 'message'>[] = [];
  const filled = fillDocument(documentOf(draft), context, () => (code, message) => {
    problems.push({ code, message });
  });
  for (const { text, takes } of expressionTexts(filled)) {
    if (takes === undefined) problems.push({ code: 'EXPRESSION_FAILED', message: `'${text}' has no value.` });
  }
  const place = { file: 'pipeline', line: 1, column: 1 };
  const shape = validateStep(stepIn(filled, draft), [draft.section, draft.id], { locate: () => place });
  if ('problems' in shape) problems.push(...shape.problems);
  if ('problems' in shape || problems.length > 0) {
    const told = problems.map(({ code, message }) => `${code} ${message}`).join('\n');
    throw new PipelineError(
      'WRONG_VALUE',
      `The values of the expressions in step '${draft.id}' do not fit:\n${told}`,
    );
  }
  return shape.document;
}

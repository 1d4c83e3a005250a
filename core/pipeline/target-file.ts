import { EspalierError } from '../errors.js';
import { checkTarget } from '../hardware/check-target.js';
import { isMeasured } from '../hardware/measured-target.js';
import type { HardwareTarget } from './document.js';
import { parseText } from './parse.js';
import type { Problem } from './problem.js';
import { sortProblems } from './problems.js';
import { validateTarget } from './validate.js';

/** From the text of a target file to the target, or to everything that is wrong with it. */
export function parseTarget(
  text: string,
  file: string,
): { readonly target: HardwareTarget } | { readonly problems: readonly Problem[] } {
  const source = parseText(text, file);
  if (source.value === undefined) return { problems: sortProblems(source.problems) };
  const checked = validateTarget(source);
  const problems = [...source.problems, ...('problems' in checked ? checked.problems : [])];
  if ('problems' in checked || problems.length > 0) return { problems: sortProblems(problems) };
  try {
    if (!isMeasured(checked.document)) checkTarget(checked.document);
  } catch (error) {
    if (!(error instanceof EspalierError)) throw error;
    const { code, message, hint } = error;
    return { problems: [{ code, message, hint, place: source.locate([]) }] };
  }
  return { target: checked.document };
}

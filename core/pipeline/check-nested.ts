import { isMap } from './map.js';
import { declaredInputs, type InputValues } from './inputs.js';
import { suggest } from './near.js';
import { elementsOf } from './elements.js';
import { documentOf, draftsOf } from './planned-step.js';
import { fillDocument } from './fill.js';
import { nestedPaths, type NestedFile, type NestedFiles } from './nested.js';
import { parseText, type Source } from './parse.js';
import type { planPipeline } from './plan.js';
import type { Problem } from './problem.js';

/**
 * Checks the files that steps run, with the inputs that they are given: each for every element of its step where all of
 * them are known before the run, and else the names of its inputs.
 */
export function checkNested(
  document: unknown,
  files: NestedFiles | undefined,
  inputs: InputValues,
  source: Source,
  plan: typeof planPipeline,
): readonly Problem[] {
  if (files === undefined) return [];
  const paths = nestedPaths(document);
  return draftsOf(document).flatMap((draft) => {
    const { id, section, step } = draft;
    const path = paths.get(id);
    const file = path === undefined ? undefined : files.get(path);
    if (path === undefined || !isMap(step)) return [];
    if (file === undefined) {
      return [
        {
          code: 'PIPELINE_FILE_MISSING',
          message: `The pipeline file ${path} cannot be read.`,
          place: source.locate([section, id, 'with', 'file']),
          hint: 'Give a path relative to the folder of this file.',
        },
      ];
    }
    const problems: Problem[] = [];
    for (const element of knownOrOne(step, inputs)) {
      const filled = fillDocument(documentOf(draft), { ...element }, () => () => undefined);
      const [{ step: variant }] = draftsOf(filled).filter((one) => one.id === id);
      const settings = isMap(variant) && isMap(variant.with) ? variant.with : {};
      const given = isMap(settings.inputs) ? settings.inputs : {};
      problems.push(...checkInputNames(given, file, path, [section, id, 'with', 'inputs'], source));
      if (problems.length > 0 || JSON.stringify(given).includes('${{')) continue;
      const planned = plan(file.text, path, { inputs: given, files: file.files });
      if ('problems' in planned) problems.push(...planned.problems);
    }
    return problems;
  });
}

function knownOrOne(step: Readonly<Record<string, unknown>>, inputs: InputValues): readonly object[] {
  try {
    return elementsOf(step, { inputs }) ?? [{}];
  } catch {
    return [{}];
  }
}

function checkInputNames(
  given: InputValues,
  { text }: NestedFile,
  file: string,
  path: readonly string[],
  source: Source,
): readonly Problem[] {
  const { value } = parseText(text, file);
  // Of a file that cannot be read, its own mistakes are told.
  if (value === undefined) return [];
  const known = [...declaredInputs(value).keys()];
  return Object.keys(given)
    .filter((name) => !known.includes(name))
    .map((name) => ({
      code: 'UNKNOWN_INPUT',
      message: `The pipeline ${file} has no input '${name}'.`,
      place: source.locate([...path, name], 'key'),
      hint: suggest(name, known, 'inputs'),
    }));
}

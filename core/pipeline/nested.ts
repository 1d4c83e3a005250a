import { isMap } from './map.js';
import { typeOfExpression, readerAt } from './expression-type.js';
import { parseExpression } from './expression.js';
import { parseText } from './parse.js';
import { wholeExpression } from './references.js';
import { scopeOf, STEP_SECTIONS, type NestedOutputs } from './scope.js';

/** A pipeline file that another one runs, with those that it runs itself, by their paths as they are written. */
export interface NestedFile {
  readonly text: string;
  readonly files: NestedFiles;
}

export type NestedFiles = ReadonlyMap<string, NestedFile>;

/** Steps of a document that run another file, with its path as it is written. */
export function nestedPaths(document: unknown): ReadonlyMap<string, string> {
  const steps = STEP_SECTIONS.flatMap((section) =>
    entriesOf(isMap(document) ? document[section] : undefined),
  );
  return new Map(
    steps.flatMap(([id, step]): [string, string][] => {
      if (!isMap(step) || step.uses !== 'pipeline' || !isMap(step.with)) return [];
      const { file } = step.with;
      return typeof file === 'string' && !file.includes('${{') ? [[id, file]] : [];
    }),
  );
}

/** The paths of the files that a pipeline runs, as they are written in its text or its parsed document. */
export function nestedFilesIn(source: string | object): readonly string[] {
  const document = typeof source === 'string' ? parseText(source, 'pipeline').value : source;
  return [...new Set(nestedPaths(document).values())];
}

/** The outputs of the files that are known, by the step that runs them. */
export function nestedOutputs(document: unknown, files: NestedFiles): NestedOutputs {
  return new Map(
    [...nestedPaths(document)].flatMap(([id, path]): [string, ReadonlyMap<string, string | undefined>][] => {
      const file = files.get(path);
      return file === undefined ? [] : [[id, outputTypes(file, path)]];
    }),
  );
}

function outputTypes({ text, files }: NestedFile, path: string): ReadonlyMap<string, string | undefined> {
  const { value } = parseText(text, path);
  const scope = scopeOf(value, nestedOutputs(value, files));
  const reader = readerAt(['outputs'], scope);
  return new Map(
    entriesOf(isMap(value) ? value.outputs : undefined).map(([name, written]) => {
      const whole = typeof written === 'string' ? wholeExpression(written) : undefined;
      if (whole === undefined) return [name, undefined];
      try {
        return [name, typeOfExpression(parseExpression(whole), scope, reader, () => undefined)];
      } catch {
        return [name, undefined];
      }
    }),
  );
}

function entriesOf(value: unknown): readonly [string, unknown][] {
  return isMap(value) ? Object.entries(value) : [];
}

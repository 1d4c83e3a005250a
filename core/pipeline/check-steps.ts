import { isMap } from './map.js';
import type { Source } from './parse.js';
import type { Draft } from './planned-step.js';
import { suggest } from './near.js';
import { placeholdersIn } from './placeholders.js';
import type { Path, Problem } from './problem.js';

type Locate = Pick<Source, 'locate'>;

/**
 * What one key of a step asks of others, which a schema cannot say. `step` has the values of one of the draft's elements;
 * step and document may have mistakes of other kinds.
 */
export function checkStep(
  { section, id }: Draft,
  step: unknown,
  document: unknown,
  source: Locate,
): readonly Problem[] {
  const path = [section, id];
  return [
    ...checkRepetition(path, step, source),
    ...checkSettings([...path, 'with'], step, document, source),
  ];
}

function checkSettings(path: Path, step: unknown, document: unknown, source: Locate): readonly Problem[] {
  const networks = at(document, 'networks');
  const targets = at(document, 'targets');
  const settings = at(step, 'with');
  switch (at(step, 'uses')) {
    case 'load':
      return checkWeights(path, settings, networks, source);
    case 'measure':
      return checkModel([...path, 'target'], at(settings, 'target'), targets, MEASURED, source);
    case 'profile':
      return checkModel([...path, 'target'], at(settings, 'target'), targets, ['device'], source);
    case 'search':
      return [
        ...checkLimits(path, settings, source),
        ...checkStages(path, settings, source),
        ...checkMeasured([...path, 'measure'], at(settings, 'measure'), targets, source),
      ];
    case 'select':
      return checkSelection(path, settings, source);
    case 'compile':
      return checkCommand(path, settings, source);
    case 'exec':
      return checkFiles(path, settings, source);
    default:
      return [];
  }
}

/** What a step runs for is said in one way. */
function checkRepetition(path: Path, step: unknown, source: Locate): readonly Problem[] {
  if (at(step, 'forEach') === undefined || at(step, 'matrix') === undefined) return [];
  return [
    {
      code: 'CONFLICTING_KEYS',
      message: `'${path.join('.')}' has both forEach and matrix.`,
      place: source.locate([...path, 'matrix'], 'key'),
      hint: 'Make the list of forEach one of those of the matrix.',
    },
  ];
}

/** Every name in braces is a file's, and no two files have one name. */
function checkFiles(path: Path, settings: unknown, source: Locate): readonly Problem[] {
  const inputs = entriesOf(at(settings, 'inputs')).map(([name]) => name);
  const outputs = entriesOf(at(settings, 'outputs')).map(([name]) => name);
  const command = at(settings, 'command');
  const args: readonly unknown[] = Array.isArray(command) ? command : [];
  const unknown = args.flatMap((argument, index): readonly Problem[] =>
    placeholdersIn(String(argument))
      .filter((name) => !inputs.includes(name) && !outputs.includes(name))
      .map((name) => ({
        code: 'UNKNOWN_FILE',
        message: `The argument '${String(argument)}' names '${name}', which is neither an input nor an output.`,
        place: source.locate([...path, 'command', index]),
        hint: suggest(name, [...inputs, ...outputs], 'files'),
      })),
  );
  const twice = outputs
    .filter((name) => inputs.includes(name))
    .map((name) => ({
      code: 'CONFLICTING_KEYS',
      message: `'${name}' is an input and an output.`,
      place: source.locate([...path, 'outputs', name], 'key'),
      hint: 'Give one of them another name.',
    }));
  return [...unknown, ...twice];
}

/** A network that is built from an architecture has no weights until a file gives them. */
function checkWeights(path: Path, settings: unknown, networks: unknown, source: Locate): readonly Problem[] {
  const name = String(at(settings, 'network'));
  if (at(settings, 'weights') !== undefined || at(at(networks, name), 'architecture') === undefined)
    return [];
  const hint = `'${name}' is built from an architecture, which has no weights of its own. Name a safetensors file.`;
  return [missing(path, 'weights', hint, source)];
}

/** Models of targets that are asked. */
const MEASURED = ['device', 'command', 'vela'];

/** A target that is described elsewhere shows its model when the pipeline runs. */
function checkModel(
  path: Path,
  target: unknown,
  targets: unknown,
  models: readonly string[],
  source: Locate,
): readonly Problem[] {
  const name = String(target);
  const model = at(at(targets, name), 'model');
  if (typeof model !== 'string' || models.some((wanted) => wanted === model)) return [];
  return [
    {
      code: 'TARGET_NOT_MEASURED',
      message: `The target '${name}' has the model '${model}'.`,
      place: source.locate(path),
      hint: `Name a target of the model ${models.join(' or ')}.`,
    },
  ];
}

function checkMeasured(path: Path, names: unknown, targets: unknown, source: Locate): readonly Problem[] {
  const list: readonly unknown[] = Array.isArray(names) ? names : [];
  return list.flatMap((name, index) => checkModel([...path, index], name, targets, MEASURED, source));
}

/** A search must end. A goal may never be reached. */
function checkLimits(path: Path, settings: unknown, source: Locate): readonly Problem[] {
  const stop = at(settings, 'stop');
  const limits = [
    at(settings, 'generations'),
    ...['evaluations', 'minutes', 'stagnation'].map((key) => at(stop, key)),
  ];
  if (entriesOf(settings).length === 0 || limits.some((limit) => limit !== undefined)) return [];
  const hint = 'Say how many, or limit evaluations, minutes or stagnation under `stop`.';
  return [missing(path, 'generations', hint, source)];
}

/** What each strategy must be told, and what it has no use for. */
function checkSelection(path: Path, settings: unknown, source: Locate): readonly Problem[] {
  const given = at(settings, 'strategy');
  const strategy = typeof given === 'string' ? given : 'knee';
  const needed =
    strategy === 'fastest-within' ? ['maxLoss'] : strategy === 'best-within' ? ['metric', 'budget'] : [];
  const allowed = strategy === 'fastest-within' ? [...needed, 'metric'] : needed;
  const isKnown = (key: string) => at(settings, key) !== undefined;
  return [
    ...needed
      .filter((key) => !isKnown(key))
      .map((key) => missing(path, key, `The strategy '${strategy}' needs it.`, source)),
    ...['maxLoss', 'metric', 'budget']
      .filter((key) => isKnown(key) && !allowed.includes(key))
      .map((key) => ({
        code: 'CONFLICTING_KEYS',
        message: `'${[...path, key].join('.')}' means nothing to the strategy '${strategy}'.`,
        place: source.locate([...path, key], 'key'),
        hint: 'maxLoss is of fastest-within, budget of best-within, metric of both: leave it out.',
      })),
  ];
}

/** Each stage adds images to the one before it. */
function checkStages(path: Path, settings: unknown, source: Locate): readonly Problem[] {
  const stages = at(at(settings, 'evaluation'), 'stages');
  if (!Array.isArray(stages)) return [];
  const counts = stages.map((stage) => {
    const images = at(stage, 'images');
    return images === 'all' ? Infinity : images;
  });
  return counts.flatMap((count, index): readonly Problem[] => {
    const before: unknown = counts[index - 1];
    if (typeof before !== 'number' || typeof count !== 'number' || count > before) return [];
    return [
      {
        code: 'OUT_OF_RANGE',
        message: `'${[...path, 'evaluation', 'stages', index, 'images'].join('.')}' is no more than the stage before has.`,
        place: source.locate([...path, 'evaluation', 'stages', index, 'images']),
        hint: 'Order the stages by their images, ascending; `all` comes last.',
      },
    ];
  });
}

/** A tool of the user's has no default. */
function checkCommand(path: Path, settings: unknown, source: Locate): readonly Problem[] {
  if (at(settings, 'backend') !== 'command' || at(settings, 'command') !== undefined) return [];
  const hint = 'Give the tool and its arguments, such as [tool, "{onnx}", -o, "{out}"].';
  return [missing(path, 'command', hint, source)];
}

function missing(path: Path, key: string, hint: string, source: Locate): Problem {
  return {
    code: 'MISSING_KEY',
    message: `'${path.join('.')}' lacks the key '${key}'.`,
    place: source.locate(path, 'key'),
    hint,
  };
}

function entriesOf(value: unknown): [key: string, value: unknown][] {
  return typeof value === 'object' && value !== null ? Object.entries(value) : [];
}

function at(value: unknown, key: string): unknown {
  return isMap(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

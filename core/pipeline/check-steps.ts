import type { Source } from './parse.js';
import type { Problem } from './problem.js';

type Locate = Pick<Source, 'locate'>;

/** What one key asks of others, which a schema cannot say. The document may have mistakes of other kinds. */
export function checkSteps(document: unknown, source: Locate): readonly Problem[] {
  const networks = new Map(entriesOf(at(document, 'networks')));
  const targets = new Map(entriesOf(at(document, 'targets')));
  return entriesOf(at(document, 'steps')).flatMap(([id, step]): readonly Problem[] => {
    const settings = at(step, 'with');
    switch (at(step, 'uses')) {
      case 'load':
        return checkWeights(id, settings, networks, source);
      case 'measure':
        return checkModel(id, settings, targets, ['device', 'command', 'vela'], source);
      case 'profile':
        return checkModel(id, settings, targets, ['device'], source);
      case 'search':
        return [...checkLimits(id, settings, source), ...checkStages(id, settings, source)];
      case 'compile':
        return checkCommand(id, settings, source);
      default:
        return [];
    }
  });
}

/** A network that is built from an architecture has no weights until a file gives them. */
function checkWeights(
  id: string,
  settings: unknown,
  networks: ReadonlyMap<string, unknown>,
  source: Locate,
): readonly Problem[] {
  const name = String(at(settings, 'network'));
  if (at(settings, 'weights') !== undefined || at(networks.get(name), 'architecture') === undefined)
    return [];
  const hint = `'${name}' is built from an architecture, which has no weights of its own. Name a safetensors file.`;
  return [missing(id, 'weights', hint, source)];
}

/** A target that is described elsewhere shows its model when the pipeline runs. */
function checkModel(
  id: string,
  settings: unknown,
  targets: ReadonlyMap<string, unknown>,
  models: readonly string[],
  source: Locate,
): readonly Problem[] {
  const name = String(at(settings, 'target'));
  const model = at(targets.get(name), 'model');
  if (typeof model !== 'string' || models.some((wanted) => wanted === model)) return [];
  return [
    {
      code: 'TARGET_NOT_MEASURED',
      message: `The target '${name}' has the model '${model}'.`,
      place: source.locate(['steps', id, 'with', 'target']),
      hint: `Name a target of the model ${models.join(' or ')}.`,
    },
  ];
}

/** A search must end. A goal may never be reached. */
function checkLimits(id: string, settings: unknown, source: Locate): readonly Problem[] {
  const stop = at(settings, 'stop');
  const limits = [
    at(settings, 'generations'),
    ...['evaluations', 'minutes', 'stagnation'].map((key) => at(stop, key)),
  ];
  if (entriesOf(settings).length === 0 || limits.some((limit) => limit !== undefined)) return [];
  const hint = 'Say how many, or limit evaluations, minutes or stagnation under `stop`.';
  return [missing(id, 'generations', hint, source)];
}

/** Each stage adds images to the one before it. */
function checkStages(id: string, settings: unknown, source: Locate): readonly Problem[] {
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
        message: `'steps.${id}.with.evaluation.stages.${String(index)}.images' is no more than the stage before has.`,
        place: source.locate(['steps', id, 'with', 'evaluation', 'stages', index, 'images'], 'value'),
        hint: 'Order the stages by their images, ascending; `all` comes last.',
      },
    ];
  });
}

/** A tool of the user's has no default. */
function checkCommand(id: string, settings: unknown, source: Locate): readonly Problem[] {
  if (at(settings, 'backend') !== 'command' || at(settings, 'command') !== undefined) return [];
  const hint = 'Give the tool and its arguments, such as [tool, "{onnx}", -o, "{out}"].';
  return [missing(id, 'command', hint, source)];
}

function missing(id: string, key: string, hint: string, source: Locate): Problem {
  return {
    code: 'MISSING_KEY',
    message: `'steps.${id}.with' lacks the key '${key}'.`,
    place: source.locate(['steps', id, 'with'], 'key'),
    hint,
  };
}

function entriesOf(value: unknown): [key: string, value: unknown][] {
  return typeof value === 'object' && value !== null ? Object.entries(value) : [];
}

function at(value: unknown, key: string): unknown {
  return entriesOf(value).find(([name]) => name === key)?.[1];
}

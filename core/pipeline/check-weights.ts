import type { Source } from './parse.js';
import type { Problem } from './problem.js';

/**
 * A network that is built from an architecture has no weights until a file gives them: its `load` must name one. The
 * document may have mistakes of other kinds.
 */
export function checkWeightsGiven(document: unknown, source: Pick<Source, 'locate'>): readonly Problem[] {
  const networks = entriesOf(at(document, 'networks'));
  return entriesOf(at(document, 'steps')).flatMap(([id, step]): Problem[] => {
    const settings = at(step, 'with');
    if (at(step, 'uses') !== 'load' || at(settings, 'weights') !== undefined) return [];
    const name = at(settings, 'network');
    const network = networks.find(([key]) => key === name)?.[1];
    if (at(network, 'architecture') === undefined) return [];
    return [
      {
        code: 'MISSING_KEY',
        message: `'steps.${id}.with' lacks the key 'weights'.`,
        place: source.locate(['steps', id, 'with'], 'key'),
        hint: `'${String(name)}' is built from an architecture, which has no weights of its own. Name a safetensors file.`,
      },
    ];
  });
}

function entriesOf(value: unknown): [key: string, value: unknown][] {
  return typeof value === 'object' && value !== null ? Object.entries(value) : [];
}

function at(value: unknown, key: string): unknown {
  return entriesOf(value).find(([name]) => name === key)?.[1];
}

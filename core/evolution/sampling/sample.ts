import type { Random } from '../../random.js';
import type { GeneRange, Genome, SearchSettings } from '../types.js';
import { sampleLadder } from './ladder.js';
import { sampleLatinHypercube } from './latin-hypercube.js';
import { sampleUniform } from './uniform.js';

type Sampler = (genes: readonly GeneRange[], count: number, random: Random) => Genome[];

const SAMPLERS: Readonly<Record<SearchSettings['sampling'], Sampler>> = {
  uniform: sampleUniform,
  ladder: sampleLadder,
  'latin-hypercube': sampleLatinHypercube,
};

/** `count` genomes by the strategy that the settings name; they may repeat. */
export function sample(settings: SearchSettings, count: number, random: Random): Genome[] {
  return SAMPLERS[settings.sampling](settings.genes, count, random);
}

import { PipelineError } from '../errors.js';
import { isInRange } from './genes.js';
import type { GeneRange, Genome, SearchSettings } from './types.js';

/** Throws a `PipelineError` for settings that no search can run with. */
export function checkSettings(settings: SearchSettings): void {
  checkPopulation(settings);
  checkGenes(settings);
  checkProbability('crossover', settings.crossover);
  checkProbability('mutation', settings.mutation);
  checkDivisions(settings);
  settings.initial.forEach((genome, index) => {
    checkGenome(genome, settings.genes, `Initial genome ${index}`);
  });
}

/** Throws a `PipelineError`, which begins with `name`, for a genome that does not fit the genes. */
export function checkGenome(genome: Genome, genes: readonly GeneRange[], name: string): void {
  if (genome.length === genes.length && genome.every((value, gene) => isInRange(value, genes[gene]))) return;
  throw new PipelineError(
    'INITIAL_GENOME_INVALID',
    `${name} [${genome.join(', ')}] does not fit the search's ${genes.length} genes.`,
    { hint: 'Give one value for each gene, inside its range; integers where the gene is one.' },
  );
}

function checkPopulation({ population, initial }: SearchSettings): void {
  if (!Number.isInteger(population) || population < 2) {
    throw new PipelineError('POPULATION_INVALID', `A population of ${population} cannot evolve.`, {
      hint: 'Give a whole number of at least 2.',
    });
  }
  if (initial.length > population) {
    throw new PipelineError(
      'POPULATION_INVALID',
      `${initial.length} initial genomes do not fit into a population of ${population}.`,
      { hint: 'Raise the population, or begin with fewer genomes.' },
    );
  }
}

function checkGenes({ genes }: SearchSettings): void {
  if (genes.length === 0) {
    throw new PipelineError('GENE_RANGE_INVALID', 'The search has no gene: there is nothing to prune.', {
      hint: 'Protect fewer layers, or lower the least number of channels kept.',
    });
  }
  genes.forEach(({ kind, min, max }, gene) => {
    const isBound = kind === 'real' ? Number.isFinite : Number.isSafeInteger;
    if (!isBound(min) || !isBound(max) || min > max) {
      throw new PipelineError('GENE_RANGE_INVALID', `Gene ${gene} has the range ${min} to ${max}.`, {
        hint: 'Give two numbers, the smaller first; integers unless the gene is real.',
      });
    }
  });
}

function checkProbability(
  name: string,
  operator: { readonly probability: number; readonly eta: number },
): void {
  const { probability, eta } = operator;
  if (!(probability >= 0 && probability <= 1)) {
    throw new PipelineError('OPERATOR_INVALID', `The probability of ${name} is ${probability}.`, {
      hint: 'Give a number from 0 to 1.',
    });
  }
  if (!(eta >= 0 && eta < Infinity)) {
    throw new PipelineError('OPERATOR_INVALID', `The distribution index eta of ${name} is ${eta}.`, {
      hint: 'Give a number of at least 0; 15 for crossover and 20 for mutation are usual.',
    });
  }
}

function checkDivisions({ divisions }: SearchSettings): void {
  if (divisions === undefined || (Number.isInteger(divisions) && divisions >= 1)) return;
  throw new PipelineError(
    'OPERATOR_INVALID',
    `Reference directions cannot divide an objective by ${divisions}.`,
    {
      hint: 'Give a whole number of at least 1, or leave it out.',
    },
  );
}

import { PipelineError } from '../errors.js';
import type { SearchSettings } from './types.js';

/** Throws a `PipelineError` for settings that no search can run with. */
export function checkSettings(settings: SearchSettings): void {
  checkPopulation(settings);
  checkGenes(settings);
  checkProbability('crossover', settings.crossover);
  checkProbability('mutation', settings.mutation);
  settings.initial.forEach((genome, index) => {
    const outside = genome.findIndex((value, gene) => !fits(value, settings.genes[gene]));
    if (genome.length !== settings.genes.length || outside >= 0) {
      throw new PipelineError(
        'INITIAL_GENOME_INVALID',
        `Initial genome ${index} [${genome.join(', ')}] does not fit the search's ${settings.genes.length} genes.`,
        { hint: 'Give one integer for each gene, inside its range.' },
      );
    }
  });
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
  genes.forEach(({ min, max }, gene) => {
    if (!Number.isSafeInteger(min) || !Number.isSafeInteger(max) || min > max) {
      throw new PipelineError('GENE_RANGE_INVALID', `Gene ${gene} has the range ${min} to ${max}.`, {
        hint: 'Give two integers, the smaller first.',
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

function fits(value: number, range: { readonly min: number; readonly max: number } | undefined): boolean {
  return range !== undefined && Number.isInteger(value) && value >= range.min && value <= range.max;
}

/** What each evaluation takes: a wait, so that the machine's cores are left to what is measured. */
export const EVALUATION_MS = 200;
export const WORKERS = 2;

/** A search that pays for each of its candidates, and for those of a search with another seed again. */
export function searchText(population: number, generations: number, seed: number): string {
  return `
version: 1
name: orchestration
seed: ${String(seed)}
networks:
  deeplab: { architecture: deeplabv3plus, backbone: resnet18, width: 0.25, input: { height: 64, width: 64 } }
datasets:
  digits: { kind: digits, train: 8, validation: 8 }
targets:
  edge: { model: pe-array, spatialUnroll: { C: 4, K: 4 }, clockMhz: 150, wordBits: 16, dramGbps: 32 }
steps:
  load: { uses: load, with: { network: deeplab, dataset: digits, weights: weights/deeplab-digits.safetensors } }
  search:
    uses: search
    with:
      network: \${{ steps.load.network }}
      dataset: digits
      population: ${String(population)}
      generations: ${String(generations)}
      objectives: [{ maximize: miou }, { minimize: latency, target: edge }]
`;
}

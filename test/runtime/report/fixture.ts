import { ask, front, startSearch, tell } from '../../../core/evolution/search.js';
import { hypervolume } from '../../../core/evolution/hypervolume.js';
import type { Evaluation, Genome, Individual, SearchState } from '../../../core/evolution/types.js';
import type { Metrics } from '../../../core/metrics/metrics.js';
import { boundsWithin } from '../../../core/network/sensitivity.js';
import {
  candidatesOf,
  type CandidateRecord,
  type GenerationRecord,
  keptChannels,
  type RunRecord,
  type SearchRecord,
  type SensitivityRecord,
  type SolutionRecord,
} from '../../../runtime/report/record.js';

const GROUPS = [
  { id: 'backbone.stem.conv', channels: 16, roundTo: 4 },
  { id: 'backbone.layer1.0.conv1', channels: 16, roundTo: 4 },
  { id: 'backbone.layer1.1.conv1', channels: 16, roundTo: 4 },
  { id: 'backbone.layer2.0.conv1', channels: 32, roundTo: 4 },
  { id: 'backbone.layer2.1.conv1', channels: 32, roundTo: 4 },
  { id: 'backbone.layer3.0.conv1', channels: 64, roundTo: 4 },
  { id: 'backbone.layer3.1.conv1', channels: 64, roundTo: 4 },
  { id: 'backbone.layer4.0.conv1', channels: 128, roundTo: 4 },
  { id: 'backbone.layer4.1.conv1', channels: 128, roundTo: 4 },
  { id: 'aspp.branch0.conv', channels: 64, roundTo: 4 },
  { id: 'aspp.branch1.conv', channels: 64, roundTo: 4 },
  { id: 'decoder.conv1', channels: 64, roundTo: 4 },
];
const FULL: Genome = GROUPS.map(({ channels, roundTo }) => channels / roundTo);
const BASELINE = measure(FULL);

/** A stand-in for a network that is cheap to judge: costs grow with the channels, mIoU falls where too few are left. */
function measure(genome: Genome): Metrics {
  const kept = GROUPS.map(({ roundTo }, gene) => genome[gene] * roundTo);
  const macs = kept.reduce(
    (sum, channels, gene) => sum + 40_000 * channels * (gene === 0 ? 3 : kept[gene - 1]),
    0,
  );
  const loss = GROUPS.reduce((sum, { channels }, gene) => {
    return sum + (0.5 + ((gene * 7) % 5) / 5) * (1 - kept[gene] / channels) ** 2;
  }, 0);
  return {
    miou: 0.9412 * Math.exp(-0.35 * loss),
    ops: 2 * macs,
    macs,
    params: Math.round(macs / 2048),
    'latency.edge': macs / 3.1e8 + 0.4,
  };
}

function judge(genome: Genome): { evaluation: Evaluation; metrics: Metrics } {
  const { miou, ...costs } = measure(genome);
  const violation = costs.ops / (0.6 * BASELINE.ops) - 1;
  if (violation > 0) return { evaluation: { status: 'infeasible', violation }, metrics: costs };
  if (genome[0] === 1 && genome[1] === 3)
    return { evaluation: { status: 'failed', reason: 'NaN' }, metrics: costs };
  const objectives = [-miou, costs['latency.edge']];
  return { evaluation: { status: 'feasible', objectives }, metrics: { miou, ...costs } };
}

function record(state: SearchState, generation: number): GenerationRecord {
  const best = front(state);
  const candidates = state.archive
    .flat()
    .filter((each) => each.generation === generation)
    .map(candidate);
  const points = best.flatMap(({ evaluation }) =>
    evaluation.status === 'feasible' ? [evaluation.objectives] : [],
  );
  const reference = [0, BASELINE['latency.edge']];
  return {
    generation,
    candidates,
    front: best.map(({ id }) => id),
    hypervolume: hypervolume(points, reference),
  };
}

function candidate({ id, generation, genome, origin, evaluation }: Individual): CandidateRecord {
  const { status } = evaluation;
  const facts = { id, generation, genome, origin, status, metrics: judge(genome).metrics };
  if ('violation' in evaluation) return { ...facts, violation: evaluation.violation };
  return evaluation.status === 'failed' ? { ...facts, reason: evaluation.reason } : facts;
}

function search(): SearchRecord {
  let state = startSearch({
    genes: FULL.map((max) => ({ min: 1, max })),
    population: 10,
    seed: 7,
    sampling: 'ladder',
    crossover: { kind: 'sbx', probability: 0.9, eta: 15 },
    mutation: { kind: 'polynomial', probability: 1 / GROUPS.length, eta: 20 },
    initial: [],
  });
  const generations = Array.from({ length: 10 }, (_, generation) => {
    const asked = ask(state);
    const told = asked.candidates.map(({ id, genome }) => [id, judge(genome).evaluation] as const);
    state = tell(asked.state, new Map(told));
    return record(state, generation);
  });
  return {
    step: 'search',
    objectives: [
      { metric: 'miou', goal: 'maximize' },
      { metric: 'latency.edge', goal: 'minimize' },
    ],
    constraints: ['ops <= 0.6 * baseline.ops'],
    baseline: BASELINE,
    groups: GROUPS,
    generations,
    front: front(state).map(({ id }) => id),
  };
}

function solution(each: SearchRecord, id: number, index: number): SolutionRecord {
  const [{ genome, metrics }] = candidatesOf(each, [id]);
  const digest = `sha256:${'0123456789abcdef'.repeat(4)}`;
  const name = `finetune-${index}`;
  return {
    name,
    search: each.step,
    candidate: id,
    kept: keptChannels(each.groups, genome),
    baseline: each.baseline,
    pruned: metrics,
    unpruned: { miou: 0.9368 },
    finetuned: { ...metrics, miou: 0.9412 - (0.9412 - metrics.miou) * 0.15 },
    artifacts: {
      onnx: { digest, bytes: 1_234_567 - index * 200_000, path: `out/quickstart/${name}.onnx` },
      plan: { digest, bytes: 812, path: `out/quickstart/plan-${name}.json` },
      manifest: { digest, bytes: 20_480, path: `out/quickstart/${name}.json` },
      maxDifference: 2.3e-6,
    },
    programs: [
      {
        backend: 'pe-array',
        precision: 'int16',
        target: 'edge',
        files: [{ digest, bytes: 2_097_162, path: `out/quickstart/${name}.pe-int16.bin` }],
        manifest: { digest, bytes: 20_480, path: `out/quickstart/${name}.pe-int16.bin.manifest.json` },
        score: { images: 64, miou: { network: 0.9241, program: 0.9238 }, agreement: 0.9997 },
        latencies: [
          { source: 'model', on: 'edge', latencyMs: 17.97 },
          { source: 'simulator', on: 'PE array 4x4x1, 150 MHz', latencyMs: 17.99, cycles: 2_698_500 },
        ],
      },
    ],
  };
}

/** Groups that lose more the later they lie in the network; the last evaluation of the last one failed. */
export function sensitivity(): SensitivityRecord {
  const ratios = [0.25, 0.5, 0.75];
  const baseline = 0.9412;
  const groups = GROUPS.map(({ id, channels }, index) => {
    const points = ratios.map((ratio) => {
      const point = { ratio, kept: channels * (1 - ratio) };
      if (index === GROUPS.length - 1 && ratio === 0.75)
        return { ...point, reason: 'The weights are not finite.' };
      return { ...point, miou: baseline * Math.exp(-0.5 * index * ratio ** 3) };
    });
    return { id, channels, points };
  });
  const bounds = boundsWithin(baseline, groups, 5);
  return {
    step: 'probe',
    ranking: 'l1',
    maxLoss: 5,
    baseline,
    ratios,
    groups: groups.map((group, index) => ({ ...group, minRatio: bounds[index].minRatio ?? 1 })),
  };
}

/** The record of a run like the quickstart's, from a real search on a made-up cost. Each call builds it anew. */
export function fixture(): RunRecord {
  const each = search();
  const picks = [0.15, 0.45, 0.8].map((share) => each.front[Math.floor(share * each.front.length)]);
  return {
    version: 1,
    name: 'quickstart',
    workflowId: 'quickstart-7-20260131',
    seed: 7,
    startedAt: '2026-01-31T11:55:12.000Z',
    finishedAt: '2026-01-31T11:59:40.500Z',
    versions: { espalier: '0.1.0', node: '20.19.0', onnxruntime: '1.30.0', tensorflow: '2.15.0' },
    pipeline: 'version: 1\nname: quickstart # <not markup> & "quotes"\nseed: 7\n',
    searches: [each],
    sensitivities: [],
    solutions: picks.map((id, index) => solution(each, id, index)),
    phases: [
      { step: 'load', uses: 'load', seconds: 0.21 },
      { step: 'search', uses: 'search', seconds: 141.7 },
      { step: 'finetune', uses: 'finetune', seconds: 98.3 },
      { step: 'compile', uses: 'compile', seconds: 6.02 },
    ],
    evaluations: { paid: 61, cached: 3, saved: 4 },
  };
}

const CLASSES = ['background', 'one', 'two <2>', 'three'];

/**
 * The record of a run with all that a report can have: two searches, whose candidates were measured, IoU by class and layers
 * by what limits them.
 */
export function fullFixture(): RunRecord {
  const record = fixture();
  const [first] = record.searches;
  const found = (latencyMs: number) => ({ board: { latencyMs, device: 'board 1' } });
  const measured = (each: SearchRecord): SearchRecord => ({
    ...each,
    baseline: { ...each.baseline, 'latency.board': 3 },
    measured: found(3),
    baselineIou: [0.99, 0.93, 0.91, null],
    generations: each.generations.map((generation) => ({
      ...generation,
      candidates: generation.candidates.map((one) => {
        const latency = one.metrics['latency.edge'] / 5 + 0.1 * (one.id % 3);
        return { ...one, measured: found(latency), metrics: { ...one.metrics, 'latency.board': latency } };
      }),
    })),
  });
  const second = {
    ...first,
    step: 'search-2',
    generations: first.generations.slice(0, 4),
    front: first.generations[3].front,
  };
  const layer = (name: string, latencyMs: number, index: number) => ({
    name,
    latencyMs,
    cycles: Math.round(latencyMs * 150_000),
    bound: index % 3 === 0 ? ('memory' as const) : ('compute' as const),
    utilisation: 0.9 - index / 40,
  });
  const layersAt = (scale: number) =>
    GROUPS.map(({ id, channels }, index) => layer(id, (scale * channels) / 40, index));
  return {
    ...record,
    searches: [measured(first), measured(second)],
    solutions: record.solutions.map((each, index) => ({
      ...each,
      classIou: {
        classes: CLASSES,
        baseline: [0.99, 0.93, 0.91, null],
        pruned: [0.5, 0.4, 0.3, null],
        finetuned: [0.98, 0.92 - index / 100, 0.915, null],
      },
    })),
    layers: [
      { network: 'Baseline', isBaseline: true, search: 'search', target: 'edge', layers: layersAt(1) },
      { network: record.solutions[0].name, search: 'search', target: 'edge', layers: layersAt(0.5) },
    ],
  };
}

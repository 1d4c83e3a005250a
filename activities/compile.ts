import { Context } from '@temporalio/activity';
import { TargetError } from '../core/errors.js';
import type { HardwareEstimate } from '../core/hardware/estimate.js';
import { countLayers } from '../core/network/counts.js';
import { layerTable } from '../core/network/rows.js';
import { estimateNetwork } from '../core/scoring/estimate-network.js';
import { checkCompilable } from '../runtime/compilers/check.js';
import type { Latency } from '../runtime/compilers/compiler.js';
import { compilerNamed } from '../runtime/compilers/index.js';
import { judgeProgram } from '../runtime/compilers/judge.js';
import { compilationManifest } from '../runtime/compilers/manifest.js';
import type { Sample, Split } from '../runtime/datasets/dataset.js';
import { canonicalJson } from '../runtime/store/json.js';
import type { CompileRequest, NetworkArtifact, ProgramRef } from './messages.js';
import { readNetwork, wholeNetwork } from './networks.js';
import { publish } from './publish.js';
import { publishPlan } from './publish-plan.js';
import { publishedNames } from './program-names.js';
import { openRunDataset, type Surroundings } from './surroundings.js';

/** The compiled network is compared with the trained one on this many images of the validation split. */
const CHECK_IMAGES = 8;
const IMAGES = { calibration: 32, evaluation: 64 } as const;

type CompileSurroundings = Pick<Surroundings, 'store' | 'outputFolder' | 'baseFolder'>;

/**
 * Compiles a network, checks the result on real images, and publishes it beside its manifest. The manifest comes last: a
 * compilation that fails on its way leaves none, and touches nothing that was finished before.
 */
export async function compile(
  surroundings: CompileSurroundings,
  request: CompileRequest,
): Promise<{ program: ProgramRef }> {
  const { run, network: id, target, precision } = request;
  const { artifact, network, weights } = await readNetwork(surroundings.store, id);
  const compiler = compilerNamed(request.backend);
  checkCompilable(compiler, network, target.spec, precision);
  const { check, calibration, evaluation } = await readImages(surroundings, request, artifact);
  const signal = Context.current().cancellationSignal;
  const compilation = await compiler.compile({
    network,
    weights,
    target: target.spec,
    precision,
    calibration,
    images: check,
    tool: request.tool,
    signal,
  });
  const { classes } = artifact;
  const judging = { compiler, program: compilation, network, weights, classes: classes.length, signal };
  const runs = compiler.runsHere?.(compilation) ?? true;
  const score =
    evaluation.length === 0 || !runs ? null : await judgeProgram({ ...judging, images: evaluation });
  const own = await compiler.measure(compilation, { target: target.spec, signal });
  const whole = countLayers(await wholeNetwork(surroundings.store, artifact)).total;
  const { ops, params } = countLayers(network).total;
  const layers = layerTable(network);
  const modelled = target.spec.model === 'vela' ? undefined : estimateNetwork(target.spec, network);
  const latencies = modelled === undefined ? own : [ofModel(target.name, modelled), ...own];
  const { origin } = artifact;
  const names = publishedNames(`${artifact.name}-${target.name}`, compilation);
  const manifest = compilationManifest({
    compilation: {
      ...compilation,
      files: compilation.files.map((file, index) => ({ ...file, name: names.files[index] })),
    },
    score,
    latencies,
    normalisation: network.normalisation,
    plan: artifact.plan,
    classes,
    layers,
    ops: { baseline: whole.ops, network: ops },
    parameters: { baseline: whole.params, network: params },
    target: { name: target.name, target: target.spec, estimate: modelled },
    miou: {
      baseline: origin?.baseline.miou ?? null,
      pruned: origin?.metrics.miou ?? null,
      finetuned: request.miou,
    },
    sources: {
      network: id,
      weights: artifact.weights,
      ...(origin === null ? {} : { baseline: origin.network }),
    },
    tools: {},
  });
  await publishPlan(surroundings, run, artifact);
  const files = [];
  for (const [index, file] of compilation.files.entries()) {
    files.push(await publish(surroundings, run, names.files[index], file.bytes));
  }
  const { backend } = request;
  return {
    program: {
      name: artifact.name,
      network: id,
      target: target.name,
      backend,
      precision: compilation.precision,
      files,
      ...(backend === 'onnx' && compilation.precision === 'float32' ? { onnx: files[0] } : {}),
      manifest: await publish(surroundings, run, names.manifest, canonicalJson(manifest)),
      score,
      latencies,
      maxDifference: compilation.verification.maxDifference,
    },
  };
}

function ofModel(on: string, { latencyMs }: HardwareEstimate): Latency {
  return { source: 'model', on, latencyMs };
}

interface Images {
  readonly check: readonly Sample[];
  readonly calibration: readonly Sample[];
  readonly evaluation: readonly Sample[];
}

async function readImages(
  surroundings: CompileSurroundings,
  { run, datasets, images = IMAGES }: CompileRequest,
  { origin, input }: NetworkArtifact,
): Promise<Images> {
  const spec = origin === null ? Object.values(datasets).at(0) : datasets[origin.dataset];
  if (spec === undefined) {
    throw new TargetError(
      'COMPILE_NO_DATASET',
      'The pipeline has no dataset to check the compiled network on.',
      {
        hint: 'Name one under datasets.',
      },
    );
  }
  const { train, validation } = await openRunDataset(surroundings, run, spec, { input });
  return {
    check: await firstOf(validation, CHECK_IMAGES),
    calibration: await firstOf(train, images.calibration),
    evaluation: await firstOf(validation, images.evaluation),
  };
}

function firstOf(split: Split, count: number): Promise<readonly Sample[]> {
  const length = Math.min(count, split.length);
  return Promise.all(Array.from({ length }, (_, index) => split.read(index)));
}

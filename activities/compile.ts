import { Context } from '@temporalio/activity';
import { estimateNetwork } from '../core/scoring/estimate-network.js';
import { TargetError } from '../core/errors.js';
import { countLayers } from '../core/network/counts.js';
import { layerTable } from '../core/network/rows.js';
import { compilerNamed } from '../runtime/compilers/index.js';
import { compilationManifest } from '../runtime/compilers/manifest.js';
import type { Sample } from '../runtime/datasets/dataset.js';
import { canonicalJson } from '../runtime/store/json.js';
import type { CompileRequest, NetworkArtifact, ProgramRef } from './messages.js';
import { readNetwork, wholeNetwork } from './networks.js';
import { publish } from './publish.js';
import { publishPlan } from './publish-plan.js';
import { openRunDataset, type Surroundings } from './surroundings.js';

/** The compiled network is compared with the trained one on this many images of the validation split. */
const CHECK_IMAGES = 8;

/** Compiles a network, checks the result on real images, and publishes it beside its manifest. */
export async function compile(
  surroundings: Surroundings,
  request: CompileRequest,
): Promise<{ program: ProgramRef }> {
  const { run, network: id, target } = request;
  const { artifact, network, weights } = await readNetwork(surroundings.store, id);
  Context.current().heartbeat();
  const compiler = compilerNamed(request.backend);
  const images = await checkImages(surroundings, request, artifact);
  const compilation = await compiler.compile({ network, weights, target: target.spec, images });
  Context.current().heartbeat();
  const whole = countLayers(await wholeNetwork(surroundings.store, artifact)).total;
  const { ops, params } = countLayers(network).total;
  const layers = layerTable(network);
  const { origin } = artifact;
  const manifest = compilationManifest({
    compilation,
    normalisation: network.normalisation,
    plan: artifact.plan,
    classes: artifact.classes,
    layers,
    ops: { baseline: whole.ops, network: ops },
    parameters: { baseline: whole.params, network: params },
    target: { name: target.name, target: target.spec, estimate: estimateNetwork(target.spec, network) },
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
  const [program] = compilation.files;
  const name = `${artifact.name}-${target.name}`;
  return {
    program: {
      name: artifact.name,
      network: id,
      target: target.name,
      onnx: await publish(surroundings, run, `${name}.onnx`, program.bytes),
      manifest: await publish(surroundings, run, `${name}.manifest.json`, canonicalJson(manifest)),
      maxDifference: compilation.verification.maxDifference,
    },
  };
}

async function checkImages(
  surroundings: Surroundings,
  { run, datasets }: CompileRequest,
  { origin, input }: NetworkArtifact,
): Promise<readonly Sample[]> {
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
  const { validation } = await openRunDataset(surroundings, run, spec, { input });
  const count = Math.min(CHECK_IMAGES, validation.length);
  return Promise.all(Array.from({ length: count }, (_, index) => validation.read(index)));
}

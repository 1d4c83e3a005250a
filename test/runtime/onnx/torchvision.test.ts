import { expect } from 'chai';
import { type ArchitectureSpec, buildArchitecture } from '../../../core/network/architectures/index.js';
import { loadTorchvision } from '../../../core/network/architectures/torchvision.js';
import type { Network } from '../../../core/network/layer.js';
import { initialWeights, parameterShapes } from '../../../core/network/parameters.js';
import type { Weights } from '../../../core/network/weights.js';
import { Random } from '../../../core/random.js';
import { exportOnnx } from '../../../runtime/onnx/export.js';
import {
  type RecordedFeatures,
  torchvisionFeatures,
  torchvisionImage,
  torchvisionWeights,
} from '../../reference/torchvision.js';
import { runModel } from './run-model.js';

function loaded(network: Network, spec: ArchitectureSpec, theirs: Weights): Weights {
  return loadTorchvision(spec.architecture, network, theirs, (isWanted) =>
    initialWeights(network, Random.fromSeed(1), isWanted),
  );
}

/** A network up to one of its layers, with the weights of those that are left. */
function upTo(network: Network, weights: Weights, output: string): [network: Network, weights: Weights] {
  const end = network.layers.findIndex(({ name }) => name === output) + 1;
  const cut = { layers: network.layers.slice(0, end), output };
  const names = parameterShapes(cut);
  return [cut, new Map([...weights].filter(([name]) => names.has(name)))];
}

async function expectFeatures(
  network: Network,
  weights: Weights,
  image: Float32Array,
  { layer, samples }: RecordedFeatures,
): Promise<void> {
  const features = await runModel(exportOnnx(network, weights), network, image);
  const largest = Math.max(...samples.map(({ value }) => Math.abs(value)));
  for (const { index, value } of samples) {
    expect(features[index], `${layer}[${index}]`).to.be.closeTo(value, 1e-5 * largest);
  }
}

describe("torchvision's weights in our networks", () => {
  it("give ResNet-18's features, layer4 at output stride 16 being dilated", async () => {
    const input = { height: 65, width: 49 };
    const spec = { architecture: 'deeplabv3plus', backbone: 'resnet18', input } as const;
    const network = buildArchitecture(spec, 2);
    const weights = loaded(network, spec, torchvisionWeights('resnet18'));
    const image = torchvisionImage(input.height, input.width);
    const recorded = torchvisionFeatures('resnet18');
    expect(recorded.map(({ layer }) => layer)).to.deep.equal(['layer1', 'layer2', 'layer3', 'layer4']);
    for (const features of recorded) {
      const [stage, stageWeights] = upTo(network, weights, `backbone.${features.layer}.1.relu2`);
      await expectFeatures(stage, stageWeights, image, features);
    }
  });

  it("give DeepLabV3-ResNet50's logits", async () => {
    const input = { height: 49, width: 33 };
    const spec = { architecture: 'deeplabv3', backbone: 'resnet50', input } as const;
    const network = buildArchitecture(spec, 21);
    const weights = loaded(network, spec, torchvisionWeights('deeplabv3_resnet50'));
    const image = torchvisionImage(input.height, input.width);
    const [features] = torchvisionFeatures('deeplabv3_resnet50');
    await expectFeatures(network, weights, image, features);
  });
});

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Network } from '../../../../core/network/layer.js';
import type { Weights } from '../../../../core/network/weights.js';
import { CITYSCAPES_CLASSES } from '../../../../core/pipeline/dataset-classes.js';
import { CITYSCAPES_IDS, TRAINING_IDS } from '../../../../runtime/datasets/cityscapes-labels.js';
import { NORMALISATION } from '../../../../runtime/datasets/dataset.js';
import { openDataset } from '../../../../runtime/datasets/open.js';
import { projectRoot } from '../../../../runtime/project.js';
import { evaluate } from '../../../../runtime/tensor/evaluation/evaluate.js';
import { writeCityscapes, type Frame } from '../../datasets/cityscapes-fixture.js';

/** What `test/peers/cityscapes_miou.py` writes: made-up predictions, and cityscapesscripts' verdict on them. */
interface Figures {
  readonly width: number;
  readonly height: number;
  readonly images: number;
  readonly cases: readonly Case[];
}

interface Case {
  readonly name: string;
  readonly truth: readonly number[];
  readonly predicted: readonly number[];
  readonly agree: number;
  readonly onIgnored?: number;
  readonly seed: number;
  readonly classScores: Readonly<Record<string, number | null>>;
  readonly averageScoreClasses: number;
}

const SETTINGS = { images: 'all', batchSize: 2, recalibrationImages: 0, seed: 1 } as const;
/** Steps of red between the colours that stand for classes. */
const STEP = 13;

describe("evaluation beside cityscapesscripts'", () => {
  let figures: Figures;
  let base: string;

  before(async () => {
    figures = JSON.parse(
      await readFile(join(projectRoot, 'test/peers/figures/cityscapes-miou.json'), 'utf8'),
    ) as Figures;
    base = await mkdtemp(join(tmpdir(), 'espalier-miou-'));
  });
  after(() => rm(base, { recursive: true }));

  it('gives the same IoU of each class and the same mean, to the last digit', async () => {
    const { width, height, cases } = figures;
    expect(cases).to.have.lengthOf(5);
    for (const of of cases) {
      const { name, classScores, averageScoreClasses } = of;
      const root = `case-${of.seed}`;
      await writeCityscapes(join(base, root), framesOf(of));
      const dataset = await openDataset({ kind: 'cityscapes', root }, { width, height, seed: 1, base });
      const result = await evaluate({ ...redReader(), dataset, settings: SETTINGS });
      const byName = Object.fromEntries(CITYSCAPES_CLASSES.map((key, i) => [key, result.perClassIou[i]]));
      expect(byName, name).to.deep.equal(classScores);
      expect(result.miou, name).to.equal(averageScoreClasses);
    }
  });

  /** Frames whose colours are the predictions of a case, for a network that reads them off. */
  function framesOf(of: Case): Frame[] {
    const { width, height, images } = figures;
    return Array.from({ length: images + 1 }, (_, number) => {
      const pixels = Array.from({ length: width * height }, (_, pixel) => pixelOf(of, number, pixel));
      return {
        // A train split must not be empty.
        split: number < images ? 'val' : 'train',
        city: 'ulm',
        number,
        ids: Array.from({ length: height }, (_, y) =>
          pixels.slice(y * width, (y + 1) * width).map(({ truth }) => truth),
        ),
        colourOf: (x, y) => [STEP * TRAINING_IDS[pixels[y * width + x].predicted], 0, 0],
      };
    });
  }

  /** A network whose highest score is that of the class whose red is nearest. */
  function redReader(): { readonly network: Network; readonly weights: Weights } {
    const { width, height } = figures;
    const classes = CITYSCAPES_CLASSES.length;
    const reds = CITYSCAPES_CLASSES.map(
      (_, index) => ((STEP * index) / 255 - NORMALISATION.mean[0]) / NORMALISATION.deviation[0],
    );
    const network: Network = {
      layers: [
        { name: 'image', kind: 'input', inputs: [], channels: 3, height, width },
        {
          name: 'classifier',
          kind: 'conv',
          inputs: ['image'],
          outChannels: classes,
          kernel: [1, 1],
          stride: [1, 1],
          dilation: [1, 1],
          padding: { top: 0, left: 0, bottom: 0, right: 0 },
          groups: 1,
          bias: true,
        },
      ],
      output: 'classifier',
    };
    const weights: Weights = new Map([
      [
        'classifier.weight',
        { shape: [classes, 3, 1, 1], data: Float32Array.from(reds.flatMap((red) => [2 * red, 0, 0])) },
      ],
      ['classifier.bias', { shape: [classes], data: Float32Array.from(reds, (red) => -red * red) }],
    ]);
    return { network, weights };
  }
});

/** `pixels` of `cityscapes_miou.py`, for one of them: label ids. */
function pixelOf(
  of: Case,
  image: number,
  pixel: number,
): { readonly truth: number; readonly predicted: number } {
  const bits = scramble(
    Math.imul(of.seed, 0x9e3779b1) + Math.imul(image, 0x85ebca77) + Math.imul(pixel, 0xc2b2ae3d),
  );
  const truth = of.truth[bits % of.truth.length];
  const isIgnored = !CITYSCAPES_IDS.some((id) => id === truth);
  const guess =
    isIgnored && of.onIgnored !== undefined
      ? of.onIgnored
      : of.predicted[(bits >>> 16) % of.predicted.length];
  const agrees = ((bits >>> 8) & 255) < of.agree && of.predicted.includes(truth);
  return { truth, predicted: agrees ? truth : guess };
}

function scramble(value: number): number {
  const first = value ^ (value >>> 15);
  const second = Math.imul(first, 0x2c1b3c6d) >>> 0;
  return (second ^ (second >>> 12)) >>> 0;
}

import type { BlobId, CandidateRef, SamplesAnswer, SamplesRequest } from './messages.js';
import type { Network } from '../core/network/layer.js';
import type { Weights } from '../core/network/weights.js';
import { IGNORE_LABEL } from '../runtime/datasets/dataset.js';
import { imagePicture, labelPicture } from '../runtime/report/sample-pictures.js';
import type { PredictionRecord, SampleRecord, SamplesRecord } from '../runtime/report/samples.js';
import { putJson } from '../runtime/store/json.js';
import type { PredictedSample } from '../runtime/tensor/evaluation/predict-samples.js';
import { readNetwork, readPruned } from './networks.js';
import { withHeartbeats } from './progress.js';
import type { Surroundings } from './surroundings.js';

/** What bounds the size of a report and the time that it takes. */
const IMAGES = 3;
const SOLUTIONS = 2;
const GROUPS = 3;
/** As searches have it by default: a pruned network's statistics are those of the whole one. */
const RECALIBRATION_IMAGES = 64;

/** A solution to show: what it is pruned of, and what fine-tuning made of it. */
interface Subject {
  readonly name: string;
  readonly candidate: CandidateRef;
  readonly finetuned?: BlobId;
}

/** A network to run, as the report names it. */
interface Runnable {
  readonly name: string;
  readonly network: Network;
  readonly weights: Weights;
  readonly recalibrationImages: number;
}

/**
 * Runs the network of each search, and a few of its solutions as pruned and as fine-tuned, on the same few validation
 * images. Gives the digest of the pictures, `SamplesRecord`s; null where there is nothing to show.
 */
export async function samples(surroundings: Surroundings, request: SamplesRequest): Promise<SamplesAnswer> {
  const { store } = surroundings;
  const groups = new Map<string, Subject[]>();
  for (const subject of await subjectsOf(surroundings, request)) {
    const key = JSON.stringify([subject.candidate.network, subject.candidate.dataset]);
    groups.set(key, [...(groups.get(key) ?? []), subject]);
  }
  const found: SamplesRecord[] = [];
  for (const subjects of [...groups.values()].slice(0, GROUPS)) {
    found.push(await ofGroup(surroundings, request, subjects.slice(0, SOLUTIONS)));
  }
  return { samples: found.length === 0 ? null : await putJson(store, found) };
}

/** Fine-tuned solutions; where there are none, candidates as they were selected. */
async function subjectsOf(
  { store }: Surroundings,
  { finetuned, selected }: SamplesRequest,
): Promise<Subject[]> {
  const subjects: Subject[] = [];
  for (const id of finetuned) {
    const { artifact } = await readNetwork(store, id);
    if (artifact.origin === null) continue;
    subjects.push({ name: artifact.name, candidate: artifact.origin, finetuned: id });
  }
  if (subjects.length > 0) return subjects;
  return selected.map((candidate) => ({ name: `${candidate.search}-${candidate.id}`, candidate }));
}

async function ofGroup(
  surroundings: Surroundings,
  request: SamplesRequest,
  subjects: readonly Subject[],
): Promise<SamplesRecord> {
  const [{ candidate }] = subjects;
  const { dataset } = candidate;
  const { artifact, ...whole } = await readNetwork(surroundings.store, candidate.network);
  const runs: { readonly name: string; readonly samples: readonly PredictedSample[] }[] = [];
  runs.push({
    name: 'Baseline',
    samples: await predict(surroundings, request, dataset, { ...whole, recalibrationImages: 0 }),
  });
  for (const { name, candidate: each, finetuned } of subjects) {
    const pruned = await readPruned(surroundings.store, each.network, each.plan);
    const recalibrationImages = RECALIBRATION_IMAGES;
    runs.push({
      name: `${name}, pruned`,
      samples: await predict(surroundings, request, dataset, { ...pruned, recalibrationImages }),
    });
    if (finetuned === undefined) continue;
    const tuned = await readNetwork(surroundings.store, finetuned);
    runs.push({
      name: `${name}, fine-tuned`,
      samples: await predict(surroundings, request, dataset, { ...tuned, recalibrationImages: 0 }),
    });
  }
  const [{ samples: first }] = runs;
  return {
    dataset,
    classes: artifact.classes,
    samples: await Promise.all(
      first.map((sample, index) =>
        drawn(
          sample,
          runs.map(({ name, samples: own }) => ({ name, predicted: own[index].predicted })),
        ),
      ),
    ),
  };
}

function predict(
  { tensors, baseFolder }: Surroundings,
  { run, label, datasets }: SamplesRequest,
  dataset: string,
  { network, weights, recalibrationImages }: Omit<Runnable, 'name'>,
): Promise<readonly PredictedSample[]> {
  const first = { kind: 'evaluate' as const, label, done: 0, total: IMAGES };
  return withHeartbeats(first, (report, signal) =>
    tensors.runJob(
      {
        kind: 'predict',
        network,
        weights,
        dataset: datasets[dataset],
        datasetSeed: run.seed,
        base: run.base ?? baseFolder,
        settings: { images: IMAGES, recalibrationImages, seed: run.seed },
      },
      { signal, onProgress: ({ done, total }) => report({ ...first, done, total }) },
    ),
  );
}

async function drawn(
  sample: PredictedSample,
  runs: readonly { readonly name: string; readonly predicted: Uint8Array }[],
): Promise<SampleRecord> {
  const { index, width, height, image, labels } = sample;
  const size = { width, height };
  const predictions = await Promise.all(
    runs.map(async ({ name, predicted }): Promise<PredictionRecord> => ({
      network: name,
      picture: await labelPicture(predicted, size),
      accuracy: accuracyOf(labels, predicted),
    })),
  );
  const present = new Set([...labels, ...runs.flatMap(({ predicted }) => [...new Set(predicted)])]);
  present.delete(IGNORE_LABEL);
  return {
    index,
    width,
    height,
    image: await imagePicture(image, size),
    truth: await labelPicture(labels, size),
    present: [...present],
    predictions,
  };
}

function accuracyOf(labels: Uint8Array, predicted: Uint8Array): number {
  let [right, all] = [0, 0];
  labels.forEach((label, pixel) => {
    if (label === IGNORE_LABEL) return;
    all++;
    if (predicted[pixel] === label) right++;
  });
  return all === 0 ? 0 : right / all;
}

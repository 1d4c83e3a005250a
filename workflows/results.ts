import type { BlobId, EvaluateAnswer, TrainedNetwork } from '../activities/messages.js';
import { asNetwork } from './values.js';

/** What a step gives to those after it, by name. */
export type Outputs = Readonly<Record<string, unknown>>;

export interface StepResult {
  readonly uses: string;
  readonly outputs: Outputs;
  /** Of each of its elements, where it ran for several. */
  readonly parts?: readonly Outputs[];
  readonly seconds: number;
}

/** What a step gave, once for each time that it ran. */
export function partsOf({ outputs, parts }: StepResult): readonly Outputs[] {
  return parts ?? [outputs];
}

/** Results of the steps that are done, by step. */
export type StepResults = Readonly<Record<string, StepResult>>;

/** Networks that steps trained, with the mIoU they reached. */
export function trainedNetworks(results: StepResults): readonly TrainedNetwork[] {
  return Object.values(results)
    .filter(({ uses }) => uses === 'train' || uses === 'finetune')
    .flatMap(({ outputs }) => {
      const mious = listOf(outputs, 'miou');
      const ious = listOf(outputs, 'perClassIou');
      const befores = listOf(outputs, 'before');
      return listOf(outputs, 'network').map((network, index): TrainedNetwork => {
        const iou = ious[index];
        const before = befores[index];
        return {
          network: asNetwork(network),
          miou: Number(mious[index]),
          ...(isClassIous(iou) ? { perClassIou: iou } : {}),
          ...(isJudgement(before) ? { before } : {}),
        };
      });
    });
}

function isClassIous(value: unknown): value is EvaluateAnswer['perClassIou'] {
  return Array.isArray(value) && value.every((iou) => iou === null || typeof iou === 'number');
}

function isJudgement(value: unknown): value is NonNullable<TrainedNetwork['before']> {
  return (
    typeof value === 'object' && value !== null && 'perClassIou' in value && isClassIous(value.perClassIou)
  );
}

/** The mIoU that an earlier step measured of a network it made. */
export function knownMiou(results: StepResults, network: BlobId): number | null {
  return trainedNetworks(results).find((trained) => trained.network === network)?.miou ?? null;
}

/** An output of a step, as a list whether or not the step ran once for each element of one. */
export function listOf(outputs: Outputs, name: string): readonly unknown[] {
  const many = outputs[`${name}s`];
  if (Array.isArray(many)) return many;
  return name in outputs ? [outputs[name]] : [];
}

/** Validation images with what networks make of them, in pictures: PNG in base64. */
export interface SamplesRecord {
  readonly dataset: string;
  readonly classes: readonly string[];
  readonly samples: readonly SampleRecord[];
}

export interface SampleRecord {
  /** Within the validation split. */
  readonly index: number;
  readonly width: number;
  readonly height: number;
  readonly image: string;
  readonly truth: string;
  /** Class indices that the truth or a prediction has. */
  readonly present: readonly number[];
  readonly predictions: readonly PredictionRecord[];
}

export interface PredictionRecord {
  readonly network: string;
  readonly picture: string;
  /** Share of the pixels that count which are right, 0 … 1. */
  readonly accuracy: number;
}

export function isSamples(value: unknown): value is readonly SamplesRecord[] {
  return (
    Array.isArray(value) &&
    value.every((each: unknown) => typeof each === 'object' && each !== null && 'samples' in each)
  );
}

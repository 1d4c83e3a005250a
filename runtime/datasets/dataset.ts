/** One image with its pixel labels, decoded and not yet normalised. */
export interface Sample {
  readonly width: number;
  readonly height: number;
  /** RGB, 8 bits, height x width x 3. */
  readonly image: Uint8Array;
  /** A class index a pixel, height x width; `IGNORE_LABEL` where the pixel does not count. */
  readonly labels: Uint8Array;
}

/** Pixels with this label take no part in losses or metrics. */
export const IGNORE_LABEL = 255;

/** A fixed, finite, randomly readable list of samples. */
export interface Split {
  readonly length: number;
  /**
   * The sample at an index below `length`. `epoch` lets a dataset that composes its samples compose fresh ones each
   * epoch; the same (index, epoch) always gives the same sample.
   */
  read(index: number, epoch?: number): Promise<Sample>;
}

export interface Dataset {
  /** Class names; a label is an index into them. */
  readonly classes: readonly string[];
  readonly train: Split;
  readonly validation: Split;
}

/** A dataset that can be told from others. */
export interface IdentifiedDataset extends Dataset {
  /** Text that changes whenever any sample does: same identity, same samples. */
  identity(): Promise<string>;
}

/**
 * Channel-wise normalisation applied to RGB in 0 … 1 before the network: (x - mean) / deviation. The ImageNet
 * statistics, as torchvision's backbones expect them.
 */
export const NORMALISATION = { mean: [0.485, 0.456, 0.406], deviation: [0.229, 0.224, 0.225] } as const;

import type { Network } from '../layer.js';
import { deepLabV3, type DeepLabV3Spec } from './deeplabv3.js';
import { deepLabV3Plus, type DeepLabV3PlusSpec } from './deeplabv3plus.js';
import { unet, type UNetSpec } from './unet.js';
import { checkCount } from './values.js';

/** An architecture that is built in code, as a pipeline names it. */
export type ArchitectureSpec = DeepLabV3PlusSpec | DeepLabV3Spec | UNetSpec;

/**
 * Builds the layer graph for a number of classes.
 *
 * Throws a NetworkError `ARCHITECTURE_BAD_VALUE` where a value is out of range, and `inferShapes`'s errors where the
 * input is too small.
 */
export function buildArchitecture(spec: ArchitectureSpec, classes: number): Network {
  checkCount('classes', classes);
  switch (spec.architecture) {
    case 'deeplabv3plus':
      return deepLabV3Plus(spec, classes);
    case 'deeplabv3':
      return deepLabV3(spec, classes);
    case 'unet':
      return unet(spec, classes);
  }
}
